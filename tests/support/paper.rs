//! From model to paper: title, headings, paragraphs and tables as they are printed, with noise applied, and what
//! must be read back from them. Renderers only write a [`Paper`] down.

use super::expect::{Expect, Field, SectionWant, Slot, Want};
use super::generate::{Sample, Table, known_form};
use super::grid::{Cell, Grid, Kind};
use super::noise::{Defect, Medium, Noise, Numerals};
use super::prose::ordinal;
use super::{chance, pick};
use fastrand::Rng;
use xxgk::form::{Column, Row, SectionKind, TableSpec, ValueKind};

/// A report as it is printed.
#[derive(Debug, Clone)]
pub struct Paper {
    /// Lines before the title.
    pub front: Vec<String>,
    /// The title's lines.
    pub title: Vec<String>,
    /// What follows, in order.
    pub blocks: Vec<Block>,
    /// What must be read back.
    pub expect: Expect,
    /// Words for page headers.
    pub running_header: String,
}

/// A part of a report.
#[derive(Debug, Clone)]
pub enum Block {
    /// The heading of a section.
    Heading(String),
    /// A paragraph.
    Paragraph(String),
    /// A table.
    Table(Grid),
}

/// A printed row before it has a place in a grid.
#[derive(Debug, Clone)]
struct Line {
    label: String,
    unit: Option<String>,
    path: Vec<&'static str>,
    cells: Vec<(String, Option<Slot>)>,
}

impl Line {
    fn slots(&self) -> Vec<Slot> {
        self.cells.iter().filter_map(|(_, slot)| *slot).collect()
    }
}

/// What the loss of an empty cell may be called where the layout does not keep it.
const LOST_BLANK: [&str; 2] = ["blank", "ambiguous"];
/// What may be said of a row that no longer adds up to its columns.
const UNPLACED: [&str; 2] = ["ambiguous", "unreadable"];

/// Prints a report for a layout that keeps cells apart in the given way.
pub fn compose(rng: &mut Rng, sample: &Sample, noise: &Noise, medium: Medium) -> Paper {
    let mut printer = Printer { rng, noise, medium, expect: Expect::default() };
    let tables = printer.tables(sample);
    printer.report(sample, tables)
}

struct Printer<'a> {
    rng: &'a mut Rng,
    noise: &'a Noise,
    medium: Medium,
    expect: Expect,
}

impl Printer<'_> {
    fn has(&self, defect: Defect) -> bool {
        self.noise.has(defect)
    }

    fn flattened(&self) -> bool {
        self.medium.flattened()
    }

    // ---- tables -------------------------------------------------------------------------------------------

    fn tables(&mut self, sample: &Sample) -> Vec<Grid> {
        let mut tables: Vec<(&'static TableSpec, Vec<Line>)> = Vec::new();
        for table in &sample.tables {
            tables.push((table.spec, self.lines(table)));
        }
        self.row_defects(sample, &mut tables);
        let mut grids: Vec<Grid> = tables.iter().map(|(spec, lines)| self.grid(spec, lines)).collect();
        self.column_defects(&mut grids);
        if self.noise.dress.broken || self.noise.dress.vertical {
            grids.iter_mut().for_each(|grid| self.break_cells(grid));
        }
        let gone = if self.has(Defect::NoTables) {
            std::mem::take(&mut grids)
        } else if self.has(Defect::MissingTable) {
            vec![grids.remove(self.rng.usize(..grids.len()))]
        } else {
            Vec::new()
        };
        for (slot, want) in &mut self.expect.cells {
            if gone.iter().any(|grid| grid.spec.id == slot.table) {
                *want = Want::null("missing");
                if grids.is_empty() {
                    // Without any table there is no form, and so no cells.
                    want.or(&["absent"]);
                }
            }
        }
        if self.has(Defect::RepeatedLinesDropped) {
            for want in self.expect.cells.values_mut() {
                want.or(&["ambiguous", "blank", "missing", "unreadable"]);
            }
        }
        grids
    }

    /// The rows of a table with dressed figures, and the numbers they must be read as.
    fn lines(&mut self, table: &Table) -> Vec<Line> {
        let spec = table.spec;
        let mut lines = Vec::new();
        for (row, figures) in spec.rows.iter().zip(&table.rows) {
            let mut cells = Vec::new();
            for (column, figure) in spec.columns.iter().zip(figures) {
                let slot = Slot { table: &spec.id, row: &row.key, column: &column.key };
                self.expect.cells.insert(slot, Want::number(figure));
                cells.push((self.figure(spec, row, column, figure), Some(slot)));
            }
            if row.heading {
                // A heading row prints a dash for its unit and in each column.
                cells = spec.columns.iter().map(|_| ("——".to_owned(), None)).collect();
            }
            let unit = (spec.groups.is_empty() && spec.label_columns == 2)
                .then(|| if row.unit.is_empty() { "——".to_owned() } else { row.unit.clone() });
            // In the annex of 2014 a path names rows, which are printed anyway.
            let path = if unit.is_some() { Vec::new() } else { row.path.iter().map(String::as_str).collect() };
            let label = if self.noise.dress.labels { self.alias(&row.label, &row.aliases) } else { row.label.clone() };
            lines.push(Line { label, unit, path, cells });
        }
        lines
    }

    fn row_defects(&mut self, sample: &Sample, tables: &mut [(&'static TableSpec, Vec<Line>)]) {
        if self.has(Defect::OldOtherRow) && sample.form.id == "2021" {
            self.old_other_row(tables);
        }
        for &defect in &self.noise.defects {
            match defect {
                Defect::BlankForm => {
                    for (_, lines) in tables.iter_mut() {
                        lines.iter_mut().for_each(|line| self.blank(line, |_| true));
                    }
                }
                Defect::BlankZeros => {
                    let all = chance(self.rng, 0.5);
                    let only = self.rng.usize(..tables.len());
                    for (index, (_, lines)) in tables.iter_mut().enumerate() {
                        if all || index == only {
                            lines.iter_mut().for_each(|line| self.blank(line, |want| want == "0"));
                        }
                    }
                }
                Defect::BlankCells => {
                    for _ in 0..self.rng.usize(1..=5) {
                        let line = self.some_line(tables);
                        let gone = self.rng.usize(..line.cells.len());
                        let slot = line.cells[gone].1;
                        self.blank_slots(line, |s| Some(s) == slot);
                    }
                }
                Defect::BlankRow => {
                    let line = self.some_line(tables);
                    self.blank(line, |_| true);
                }
                Defect::Placeholders | Defect::Unreadable => {
                    let (marks, reason) = if defect == Defect::Unreadable {
                        (&["若干", "详见附件", "见备注", "约十余", "3①", "?"][..], "unreadable")
                    } else {
                        (&["/", "／", "—", "-", "——", "--", "无", "不适用"][..], "placeholder")
                    };
                    for _ in 0..self.rng.usize(1..=4) {
                        let mark = pick(self.rng, marks);
                        let line = self.some_line(tables);
                        let cell = self.rng.usize(..line.cells.len());
                        line.cells[cell].0 = mark.to_owned();
                        let slot = line.cells[cell].1.expect("only heading rows lack slots");
                        self.expect.cells.insert(slot, Want::null(reason));
                        if self.flattened() && defect == Defect::Unreadable {
                            // Words between numbers may be anything: a label, too.
                            self.expect.loosen(&line.slots(), &["ambiguous", "unreadable", "missing", "blank"]);
                        }
                    }
                }
                Defect::PlaceholderRow => {
                    let mark = pick(self.rng, &["/", "—", "无", "-"]);
                    let line = self.some_line(tables);
                    for (text, slot) in &mut line.cells {
                        *text = mark.to_owned();
                        self.expect
                            .cells
                            .insert(slot.expect("only heading rows lack slots"), Want::null("placeholder"));
                    }
                }
                Defect::MissingRow => {
                    let (_, lines) = self.some_table(tables);
                    let rows: Vec<usize> = (0..lines.len()).filter(|&i| !lines[i].slots().is_empty()).collect();
                    if rows.len() > 1 {
                        let gone = lines.remove(pick(self.rng, &rows));
                        for slot in gone.slots() {
                            self.expect.cells.insert(slot, Want::null("missing"));
                        }
                    }
                }
                Defect::ExtraRow => {
                    let (spec, lines) = self.some_table(tables);
                    if spec.label_columns > 0 {
                        let label = match (spec.label_columns, spec.groups.is_empty()) {
                            (1, _) => pick(self.rng, &["其他主动公开文件", "公共企事业单位信息", "会议纪要"]),
                            (_, true) => "（九）本地区自行增加的指标",
                            _ => "（八）电话咨询答复",
                        };
                        let cells = spec.columns.iter().map(|_| (self.rng.u32(1..99).to_string(), None)).collect();
                        let unit = spec.groups.is_empty().then(|| "次".to_owned()).filter(|_| spec.label_columns == 2);
                        lines.push(Line { label: label.to_owned(), unit, path: Vec::new(), cells });
                        self.expect.note = true;
                    }
                }
                Defect::TruncatedLabel => {
                    let line = self.some_line(tables);
                    let length = line.label.chars().count();
                    if length >= 7 {
                        let gone = self.rng.usize(3..length - 1);
                        let count = self.rng.usize(1..=2);
                        let kept = line.label.chars().enumerate().filter(|&(i, _)| i < gone || i >= gone + count);
                        line.label = kept.map(|(_, c)| c).collect();
                        self.expect.loosen(&line.slots(), &["missing", "ambiguous"]);
                    }
                }
                Defect::RunTogether => {
                    for _ in 0..self.rng.usize(1..=4) {
                        let line = self.some_line(tables);
                        if line.cells.len() > 1 {
                            let run: String = line.cells.iter().map(|(text, _)| text.trim()).collect();
                            self.expect.loosen(&line.slots(), &["ambiguous", "unreadable", "blank", "missing"]);
                            line.cells.iter_mut().for_each(|(text, _)| text.clear());
                            line.cells[0].0 = run;
                        }
                    }
                }
                _ => {}
            }
        }
    }

    /// The three rows under （六）其他处理 as the one row of the form before.
    fn old_other_row(&mut self, tables: &mut [(&'static TableSpec, Vec<Line>)]) {
        let old = known_form("2019").table("applications").expect("the form has the table");
        let row = old.rows.iter().find(|row| row.key == "other").expect("the form has the row");
        let Some((spec, lines)) = tables.iter_mut().find(|(spec, _)| spec.id == "applications") else { return };
        let split = |line: &Line| line.path.contains(&"other");
        let Some(first) = lines.iter().position(split) else { return };
        let mut sums = vec![0i64; spec.columns.len()];
        for line in lines.iter().filter(|line| split(line)) {
            for (sum, slot) in sums.iter_mut().zip(line.slots()) {
                let number = self.expect.cells[&slot].number.clone().unwrap_or_default();
                *sum += number.parse::<i64>().expect("counts are whole");
                self.expect.cells.insert(slot, Want::null("missing"));
            }
        }
        lines.retain(|line| !split(line));
        let mut cells = Vec::new();
        for (column, sum) in spec.columns.iter().zip(sums) {
            let slot = Slot { table: &spec.id, row: &row.key, column: &column.key };
            self.expect.cells.insert(slot, Want::number(&sum.to_string()));
            cells.push((sum.to_string(), Some(slot)));
        }
        let path = row.path.iter().map(String::as_str).collect();
        lines.insert(first, Line { label: row.label.clone(), unit: None, path, cells });
    }

    /// Empties the cells of a row whose number is as asked.
    fn blank(&mut self, line: &mut Line, gone: impl Fn(&str) -> bool) {
        let cells = self.expect.cells.clone();
        let gone = |slot: Slot| cells[&slot].number.as_deref().is_some_and(&gone);
        self.blank_slots(line, gone);
    }

    fn blank_slots(&mut self, line: &mut Line, gone: impl Fn(Slot) -> bool) {
        let slots = line.slots();
        for (text, slot) in &mut line.cells {
            if let Some(slot) = slot.filter(|&slot| gone(slot)) {
                text.clear();
                self.expect.cells.insert(slot, Want::null("blank"));
            }
        }
        if self.flattened() && line.cells.iter().any(|(text, _)| text.is_empty()) {
            self.expect.loosen(&slots, &LOST_BLANK);
            if line.cells.iter().all(|(text, _)| text.is_empty()) {
                self.expect.loosen(&slots, &["missing"]);
            }
        }
    }

    fn some_table<'t>(
        &mut self,
        tables: &'t mut [(&'static TableSpec, Vec<Line>)],
    ) -> &'t mut (&'static TableSpec, Vec<Line>) {
        let large = tables.iter().position(|(spec, _)| spec.rows.len() > 10).unwrap_or(0);
        let index = if chance(self.rng, 0.5) { large } else { self.rng.usize(..tables.len()) };
        &mut tables[index]
    }

    /// A row with values.
    fn some_line<'t>(&mut self, tables: &'t mut [(&'static TableSpec, Vec<Line>)]) -> &'t mut Line {
        let (_, lines) = self.some_table(tables);
        let rows: Vec<usize> = (0..lines.len()).filter(|&i| !lines[i].slots().is_empty()).collect();
        &mut lines[pick(self.rng, &rows)]
    }

    fn grid(&mut self, spec: &'static TableSpec, lines: &[Line]) -> Grid {
        let header_rows = spec.header.iter().map(|h| (h.row + h.row_span) as usize).max().unwrap_or(0);
        let label_columns = spec.label_columns as usize;
        let mut cells = Vec::new();
        for header in &spec.header {
            let mut text = header.text.clone();
            if self.noise.dress.labels {
                let column = (header.column as usize).checked_sub(label_columns).and_then(|i| spec.columns.get(i));
                if let Some(column) = column.filter(|column| column.label == text) {
                    text = self.alias(&text, &column.aliases);
                }
                text = self.respell(&text);
            }
            cells.push(Cell {
                row: header.row as usize,
                column: header.column as usize,
                row_span: header.row_span as usize,
                column_span: header.column_span as usize,
                text,
                kind: Kind::Header,
                slot: None,
            });
        }
        for (index, line) in lines.iter().enumerate() {
            let row = header_rows + index;
            for depth in 0..line.path.len() {
                let same = |other: &Line| other.path.get(..=depth) == line.path.get(..=depth);
                if index > 0 && same(&lines[index - 1]) {
                    continue;
                }
                let group = spec.groups.iter().find(|group| group.key == line.path[depth]);
                let mut text = group.expect("a path names groups of its table").label.clone();
                if self.noise.dress.labels {
                    text = self.respell(&text);
                }
                let row_span = lines[index..].iter().take_while(|other| same(other)).count();
                cells.push(Cell { row, column: depth, row_span, column_span: 1, text, kind: Kind::Group, slot: None });
            }
            let depth = line.path.len();
            let label_span = label_columns - depth - usize::from(line.unit.is_some());
            if label_columns > 0 {
                let text = if self.noise.dress.labels { self.respell(&line.label) } else { line.label.clone() };
                cells.push(Cell {
                    row,
                    column: depth,
                    row_span: 1,
                    column_span: label_span,
                    text,
                    kind: Kind::Label,
                    slot: None,
                });
            }
            if let Some(unit) = &line.unit {
                let text = unit.clone();
                cells.push(Cell { row, column: 1, row_span: 1, column_span: 1, text, kind: Kind::Label, slot: None });
            }
            for (column, (text, slot)) in line.cells.iter().enumerate() {
                cells.push(Cell {
                    row,
                    column: label_columns + column,
                    row_span: 1,
                    column_span: 1,
                    text: text.clone(),
                    kind: Kind::Value,
                    slot: *slot,
                });
            }
        }
        let columns = label_columns + spec.columns.len();
        Grid { spec, columns, label_columns, header_rows, rows: header_rows + lines.len(), cells }
    }

    fn column_defects(&mut self, grids: &mut [Grid]) {
        for &defect in &self.noise.defects {
            let large = grids.iter().position(|grid| grid.rows > 15).unwrap_or(0);
            let index = if chance(self.rng, 0.4) { large } else { self.rng.usize(..grids.len()) };
            let flattened = self.flattened();
            let grid = &mut grids[index];
            let slots: Vec<Slot> = grid.cells.iter().filter_map(|cell| cell.slot).collect();
            match defect {
                Defect::MissingColumn if grid.spec.columns.len() > 1 => {
                    let column = grid.label_columns + self.rng.usize(..grid.spec.columns.len());
                    if flattened {
                        self.expect.loosen(&slots, &UNPLACED);
                    }
                    for cell in grid.cells.iter().filter(|cell| cell.column == column) {
                        if let Some(slot) = cell.slot {
                            let mut want = Want::null("missing");
                            if flattened {
                                want.or(&["ambiguous", "blank"]);
                            }
                            self.expect.cells.insert(slot, want);
                        }
                    }
                    grid.remove_column(column);
                }
                Defect::ExtraColumn => {
                    let header = pick(self.rng, &["备注", "同比增长", "较上年", "上年同期数"]);
                    let numbers = header != "备注";
                    grid.append_column(header);
                    for row in grid.header_rows..grid.rows {
                        let text = if numbers { self.rng.u32(1..99).to_string() } else { String::new() };
                        let (column, row_span, column_span) = (grid.columns - 1, 1, 1);
                        grid.cells.push(Cell {
                            row,
                            column,
                            row_span,
                            column_span,
                            text,
                            kind: Kind::Value,
                            slot: None,
                        });
                    }
                    grid.sort();
                    self.expect.note = numbers;
                    if flattened {
                        self.expect.loosen(&slots, &UNPLACED);
                    }
                }
                Defect::StrayNumber => {
                    let starts: Vec<usize> =
                        (grid.header_rows + 1..grid.rows).filter(|&row| !grid.covered_from_above(row)).collect();
                    if let Some(&row) = starts.get(self.rng.usize(..starts.len().max(1))) {
                        let text = self.rng.u32(1..20).to_string();
                        if flattened {
                            let near = grid.cells.iter().filter(|cell| cell.row + 1 == row || cell.row == row);
                            let near: Vec<Slot> = near.filter_map(|cell| cell.slot).collect();
                            self.expect.loosen(&near, &UNPLACED);
                        }
                        grid.insert_row(row);
                        let (row_span, column_span) = (1, 1);
                        grid.cells.push(Cell {
                            row,
                            column: 0,
                            row_span,
                            column_span,
                            text,
                            kind: Kind::Stray,
                            slot: None,
                        });
                        grid.sort();
                        self.expect.note = true;
                    }
                }
                Defect::DamagedHeader => self.damage_header(grid, &slots),
                _ => {}
            }
        }
    }

    fn damage_header(&mut self, grid: &mut Grid, slots: &[Slot]) {
        let last = grid.header_rows - 1;
        let in_last_row = |cell: &Cell| cell.kind == Kind::Header && cell.row + cell.row_span > last;
        let bottom: Vec<usize> = (0..grid.cells.len())
            .filter(|&i| in_last_row(&grid.cells[i]) && grid.cells[i].column >= grid.label_columns)
            .collect();
        let unclear = ["missing", "ambiguous", "unreadable"];
        match self.rng.u8(0..4) {
            // Only what two neighbours have in common is left of both.
            0 if bottom.len() > 1 => {
                let pairs = bottom.windows(2).find_map(|pair| {
                    let [a, b] = [&grid.cells[pair[0]].text, &grid.cells[pair[1]].text];
                    let common: String = a.chars().zip(b.chars()).take_while(|(x, y)| x == y).map(|(x, _)| x).collect();
                    (common.chars().count() >= 2).then_some((pair[0], pair[1], common))
                });
                if let Some((a, b, common)) = pairs {
                    grid.cells[a].text.clone_from(&common);
                    grid.cells[b].text = common;
                    if !self.flattened() {
                        self.expect.loosen(slots, &unclear);
                    }
                }
            }
            // The last character of a header is gone.
            1 => {
                let text = &mut grid.cells[pick(self.rng, &bottom)].text;
                if text.chars().count() > 3 {
                    text.pop();
                }
            }
            // Two headers in one word.
            2 if self.flattened() && bottom.len() > 1 => {
                let first = self.rng.usize(..bottom.len() - 1);
                let second = grid.cells.remove(bottom[first + 1]);
                grid.cells[bottom[first]].text.push_str(&second.text);
            }
            // Names from a broken export.
            _ => {
                for (number, &cell) in bottom.iter().enumerate() {
                    grid.cells[cell].text = format!("数据{}", number + 1);
                }
                self.expect.loosen(slots, &unclear);
            }
        }
    }

    fn break_cells(&mut self, grid: &mut Grid) {
        if self.medium == Medium::Tokens {
            return;
        }
        for cell in &mut grid.cells {
            if cell.kind == Kind::Group && self.noise.dress.vertical {
                let chars: Vec<String> = cell.text.chars().map(String::from).collect();
                cell.text = chars.join("\n");
            } else if matches!(cell.kind, Kind::Header | Kind::Group | Kind::Label) && self.noise.dress.broken {
                let parts = if chance(self.rng, 0.5) { 1 } else { self.rng.usize(2..=4) };
                cell.text = break_text(self.rng, &cell.text, parts).join("\n");
            }
        }
    }

    fn alias(&mut self, label: &str, aliases: &[String]) -> String {
        // An alias that names another unit would change what the number means.
        let same_unit = |alias: &&String| alias.contains("万元") == label.contains("万元");
        let aliases: Vec<&String> = aliases.iter().filter(same_unit).collect();
        if !aliases.is_empty() && chance(self.rng, 0.5) { pick(self.rng, &aliases).clone() } else { label.to_owned() }
    }

    /// The same label as other keyboards write it.
    fn respell(&mut self, label: &str) -> String {
        let mut text = label.to_owned();
        let swaps: &[(&[&str], &[&str])] = &[
            (&["（", "）"], &["(", ")"]),
            (&["，"], &[","]),
            (&["："], &[":"]),
            (&["“", "”"], &["\"", "\""]),
            (&["“", "”"], &["‘", "’"]),
            (&["/"], &["／"]),
        ];
        for (from, to) in swaps {
            if chance(self.rng, 0.2) {
                for (from, to) in from.iter().zip(*to) {
                    text = text.replace(from, to);
                }
            }
        }
        let mut chars = text.chars();
        if let (Some(digit @ '1'..='9'), Some('.')) = (chars.next(), chars.next())
            && chance(self.rng, 0.3)
        {
            let point = pick(self.rng, &["、", "．", ". "]);
            text = format!("{digit}{point}{}", chars.as_str());
        }
        // One space more beside that of an ordinal would set a word of one character free.
        if !text.contains(' ') && chance(self.rng, 0.15) {
            let space = pick(self.rng, &[" ", "\u{A0}", "\u{3000}", "\u{2002}"]);
            let length = text.chars().count();
            if length > 1 {
                let at = text.char_indices().nth(self.rng.usize(1..length)).map_or(0, |(at, _)| at);
                text.insert_str(at, space);
            }
        }
        if self.medium != Medium::Tokens && chance(self.rng, 0.1) {
            text.insert(0, ' ');
            text.push('\u{A0}');
        }
        text
    }

    /// A number as someone may print it.
    fn figure(&mut self, spec: &TableSpec, row: &Row, column: &Column, figure: &str) -> String {
        let kind = row.kind.unwrap_or(column.kind);
        let mut text = figure.to_owned();
        if kind == ValueKind::SignedCount && !text.starts_with('-') && chance(self.rng, 0.4) {
            text.insert(0, '+');
        }
        if !self.noise.dress.figures {
            return text;
        }
        let roomy = self.medium != Medium::Tokens;
        let long = text.bytes().filter(u8::is_ascii_digit).count() > 3 && !text.contains('.');
        match self.rng.u8(0..20) {
            0 | 1 => text = widen(&text),
            2 | 3 if long => text = separate(&text, ","),
            4 if long => text = widen(&separate(&text, ",")),
            5 if long && self.medium == Medium::Grid => {
                text = separate(&text, pick(self.rng, &[" ", "\u{A0}", "\u{2009}", "\u{202F}"]));
            }
            6 | 7 if roomy => {
                let space = pick(self.rng, &[" ", "\u{A0}", "\u{3000}", "\u{2003}", "\u{200B}", "\t"]);
                text = if chance(self.rng, 0.5) { format!("{space}{text}") } else { format!("{text}{space}{space}") };
            }
            8 => {
                let unit = [&row.unit, &column.unit, &spec.unit].into_iter().find(|unit| !unit.is_empty());
                match (kind, unit) {
                    (ValueKind::Money, Some(unit)) => text.push_str(unit),
                    (ValueKind::Money, None) => {}
                    (_, Some(unit)) => text.push_str(unit),
                    _ => text.push_str(pick(self.rng, &["件", "项", "批次", "条", "次"])),
                }
            }
            9 if text.starts_with('-') => text = text.replace('-', pick(self.rng, &["－", "−", "—"])),
            _ => {}
        }
        text
    }

    // ---- the whole ----------------------------------------------------------------------------------------

    fn report(mut self, sample: &Sample, mut grids: Vec<Grid>) -> Paper {
        let dress = self.noise.dress.clone();
        let no_tables = grids.is_empty();
        let mut blocks: Vec<Block> = sample.preamble.iter().cloned().map(Block::Paragraph).collect();
        let lost = self.has(Defect::LostHeading).then(|| self.rng.usize(..sample.sections.len()));
        for (index, section) in sample.sections.iter().enumerate() {
            let number = index as u32 + 1;
            let heading = self.heading(number, &section.title);
            if lost != Some(index) {
                let mark = if dress.markdown { pick(self.rng, &["## ", "### ", "**"]) } else { "" };
                let end = if mark == "**" { "**" } else { "" };
                blocks.push(Block::Heading(format!("{mark}{heading}{end}")));
            }
            blocks.extend(section.paragraphs.iter().cloned().map(Block::Paragraph));
            let Some(spec) = section.spec else { continue };
            let tables = spec.kind == SectionKind::Tables;
            let mut text = Field::Is(section.paragraphs.concat());
            if tables && (dress.captions || dress.unit_line || !self.noise.defects.is_empty()) {
                text = Field::Any;
            }
            if lost == Some(index) || lost == Some(index + 1) || self.has(Defect::RepeatedLinesDropped) {
                text = Field::Any;
            }
            if dress.signature && index + 1 == sample.sections.len() {
                text = Field::Any;
            }
            let printed = lost != Some(index);
            self.expect.sections.push(SectionWant {
                id: &spec.id,
                number: if printed && dress.numerals != Numerals::Absent { Field::Is(spec.number) } else { Field::Any },
                heading: if printed { Field::Is(heading.clone()) } else { Field::Any },
                text,
                lost: !printed,
            });
            if tables && dress.captions {
                let caption = if chance(self.rng, 0.5) {
                    heading
                } else {
                    format!("表{}：{}", ordinal(number - 1), section.title)
                };
                blocks.push(Block::Paragraph(caption));
            }
            let in_section = |grid: &Grid| grid.spec.section.as_deref() == Some(&spec.id);
            let mut printed: Vec<Grid> = grids.iter().filter(|grid| in_section(grid)).cloned().collect();
            grids.retain(|grid| !in_section(grid));
            if dress.unit_line && !printed.is_empty() {
                blocks.push(Block::Paragraph(format!("单位：{}", pick(self.rng, &["件", "项、件"]))));
            }
            if dress.swapped && printed.len() > 1 {
                printed.rotate_left(1);
            }
            blocks.extend(printed.into_iter().map(Block::Table));
        }
        if dress.signature {
            let (year, month, day) = sample.published;
            blocks.push(Block::Paragraph(sample.agency.clone()));
            blocks.push(Block::Paragraph(format!("{year}年{month}月{day}日")));
        }
        for grid in grids {
            blocks.push(Block::Paragraph(format!("附件：{}", grid.spec.caption.as_deref().unwrap_or_default())));
            blocks.push(Block::Paragraph(format!("（{}年度）", sample.year)));
            blocks.push(Block::Paragraph(format!("填报单位（盖章）：{}", sample.agency)));
            blocks.push(Block::Table(grid));
            blocks.push(Block::Paragraph("单位负责人：张某某  审核人：李某某  填报人：王某某".to_owned()));
        }
        self.expect.title = Field::Is(sample.title.clone());
        self.expect.agency = Field::Is(sample.agency.clone());
        self.expect.year = Field::Is(sample.year);
        self.expect.form = match (no_tables, sample.form.sections.is_empty()) {
            (false, _) => Field::Is(&sample.form.id),
            (true, true) => Field::Absent,
            (true, false) => Field::Any,
        };
        if no_tables {
            self.expect.note = false;
        }
        // A signature may count as the day of publication; nothing else on paper says it.
        self.expect.published = if dress.signature { Field::Any } else { Field::Absent };
        if sample.states_period {
            self.expect.period = Field::Is((format!("{}-01-01", sample.year), format!("{}-12-31", sample.year)));
        }
        let title = self.title(&sample.title);
        let front = if dress.annex_mark {
            vec![pick(self.rng, &["附件1：", "附件", "附件："]).to_owned()]
        } else {
            vec![]
        };
        Paper { front, title, blocks, expect: self.expect, running_header: sample.title.clone() }
    }

    fn heading(&mut self, number: u32, title: &str) -> String {
        let numeral = ordinal(number);
        let mut title = title.to_owned();
        if self.noise.dress.heading_spaces {
            let length = title.chars().count();
            let at = title.char_indices().nth(self.rng.usize(1..length)).map_or(0, |(at, _)| at);
            title.insert_str(at, pick(self.rng, &[" ", "\u{3000}", "\u{A0}"]));
            title.push_str(pick(self.rng, &["", "  ", "\u{3000}"]));
        }
        match self.noise.dress.numerals {
            Numerals::Chinese => format!("{numeral}、{title}"),
            Numerals::Spaced => format!("{numeral} 、 {title}"),
            Numerals::Arabic => format!("{number}、{title}"),
            Numerals::ArabicPoint => format!("{number}{}{title}", pick(self.rng, &[".", "．", ". "])),
            Numerals::Bracketed => format!("（{numeral}）{title}"),
            Numerals::Absent => title,
        }
    }

    fn title(&mut self, title: &str) -> Vec<String> {
        let dress = &self.noise.dress;
        let mut lines = break_text(self.rng, title, dress.title_lines);
        if lines.iter().any(|line| line.ends_with("政府")) && title.contains("街道办事处") {
            // What stands before the break would be an agency of its own.
            lines = vec![title.to_owned()];
        }
        if dress.title_spaced {
            let last = lines.last_mut().expect("a text has lines");
            let chars: Vec<String> = last.chars().map(String::from).collect();
            // Digits of a year stay together.
            if !last.chars().any(|c| c.is_ascii_digit()) {
                *last = chars.join(" ");
            }
        }
        if dress.title_twice {
            lines.insert(0, title.to_owned());
        }
        lines
    }
}

/// A text in parts of at least two characters, broken at random, but never inside a number or an ordinal, or
/// before closing marks.
fn break_text(rng: &mut Rng, text: &str, parts: usize) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let fits = |&at: &usize| {
        let (before, after) = (chars[at - 1], chars[at]);
        !(before.is_ascii_digit() && (after.is_ascii_digit() || matches!(after, '.' | '．' | '、')))
            && !matches!(after, '）' | ')' | '，' | '、' | '：' | '”' | '"' | ' ' | '\u{A0}')
    };
    let first = if chars.first().is_some_and(char::is_ascii_digit) { 4 } else { 2 };
    let mut places: Vec<usize> = (first..chars.len().saturating_sub(1)).filter(fits).collect();
    rng.shuffle(&mut places);
    let mut breaks: Vec<usize> = Vec::new();
    for place in places {
        if breaks.len() + 1 < parts && breaks.iter().all(|&other| other.abs_diff(place) > 1) {
            breaks.push(place);
        }
    }
    breaks.sort_unstable();
    let mut out = Vec::new();
    let mut start = 0;
    for at in breaks.into_iter().chain([chars.len()]) {
        out.push(chars[start..at].iter().collect());
        start = at;
    }
    out
}

/// Digits, signs and points of full width.
fn widen(text: &str) -> String {
    let wide = |c: char| match c {
        '0'..='9' | '+' | '-' | '.' | ',' => char::from_u32(c as u32 + 0xFEE0).unwrap_or(c),
        _ => c,
    };
    text.chars().map(wide).collect()
}

/// A whole number with a separator of thousands.
fn separate(text: &str, separator: &str) -> String {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let mut out = String::new();
    let mut left = digits;
    for c in text.chars() {
        if c.is_ascii_digit() {
            if left < digits && left % 3 == 0 {
                out.push_str(separator);
            }
            left -= 1;
        }
        out.push(c);
    }
    out
}
