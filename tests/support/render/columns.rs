//! Text set in columns by spaces, as text taken from a printed page comes: CJK characters are two columns wide,
//! labels wrap around their values, labels of groups stand beside several rows, pages end between rows.

use super::super::grid::{Cell, Grid, Kind};
use super::super::noise::Noise;
use super::super::paper::Paper;
use super::super::{chance, pick};
use super::{Rendered, encode, text};
use fastrand::Rng;

/// How one file is set.
struct Setting {
    /// Width of the label columns, outermost first, where a table has three.
    labels: [usize; 3],
    /// Least width of a value column.
    value: usize,
    /// Lines of a page; none where pages do not show.
    page: Option<usize>,
    /// Whether pages have a header.
    running_header: bool,
    /// Whether the values of a label of two lines stand beside the second.
    low: bool,
    /// Blank lines between rows.
    gap: usize,
}

/// The report set in columns.
pub fn render(rng: &mut Rng, noise: &Noise, paper: Paper) -> Rendered {
    let setting = Setting {
        labels: pick(rng, &[[4, 10, 24], [3, 6, 20], [6, 12, 30], [10, 14, 44]]),
        value: pick(rng, &[6, 7, 8, 10]),
        page: chance(rng, 0.7).then(|| rng.usize(24..48)),
        running_header: chance(rng, 0.3),
        low: rng.bool(),
        gap: pick(rng, &[0, 0, 0, 1]),
    };
    let width = rng.usize(60..90);
    let mut page = rng.u32(0..4);
    let mut lines = text::frame(rng, noise, &paper, |rng, grid, out| {
        let (canvas, starts) = set(grid, &setting);
        let mut since = 0;
        for (index, line) in canvas.into_iter().enumerate() {
            since += 1;
            let full = setting.page.is_some_and(|length| since > length);
            if full && starts.contains(&index) && index > 0 {
                since = 0;
                out.push(String::new());
                out.push(format!("{:>30}{}", "", text::page_number(rng, &mut page)));
                if setting.running_header {
                    out.push(format!("\u{C}{:>20}{}", "", paper.running_header));
                    out.push(line);
                } else {
                    out.push(format!("\u{C}{line}"));
                }
            } else {
                out.push(line);
            }
        }
    });
    lines = lines.into_iter().flat_map(|line| wrap_prose(line, width)).collect();
    Rendered { bytes: encode::text_file(rng, &lines), name: "report.txt".to_owned(), expect: paper.expect }
}

/// Columns that a character is wide.
fn width(c: char) -> usize {
    match c {
        '\u{200B}' => 0,
        '“' | '”' | '‘' | '’' | '—' | '…' | '−' => 2,
        _ if (c as u32) >= 0x2E80 => 2,
        _ => 1,
    }
}

fn width_of(text: &str) -> usize {
    text.chars().map(width).sum()
}

/// A text in lines no wider than `limit`.
fn wrap(text: &str, limit: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let (mut used, mut before) = (0, ' ');
    for c in text.chars() {
        let closing = matches!(c, '，' | '、' | '。' | '）' | ')' | '”' | '：');
        let number = before.is_ascii_digit() && (c.is_ascii_digit() || c == '.');
        before = c;
        if used + width(c) > limit && used > 0 && !closing && !number {
            lines.push(String::new());
            used = 0;
        }
        used += width(c);
        lines.last_mut().expect("there is always a line").push(c);
    }
    lines
}

/// Prose wraps at the edge of the page; what is set in columns does not.
fn wrap_prose(line: String, limit: usize) -> Vec<String> {
    let prose = line.contains('。') || line.contains('；') || line.contains('，');
    if prose && !line.contains("    ") && width_of(&line) > limit { wrap(&line, limit) } else { vec![line] }
}

/// The lines of a table, and those of them at which a row begins.
fn set(grid: &Grid, setting: &Setting) -> (Vec<String>, Vec<usize>) {
    let widths = column_widths(grid, setting);
    let left: Vec<usize> = (0..=grid.columns).map(|column| widths[..column].iter().sum()).collect();
    let room = |cell: &Cell| left[cell.column + cell.column_span] - left[cell.column] - 1;
    let wrapped: Vec<Vec<String>> = grid.cells.iter().map(|cell| wrap(&cell.text, room(cell))).collect();
    let mut heights = vec![1; grid.rows];
    for (cell, lines) in grid.cells.iter().zip(&wrapped).filter(|(cell, _)| cell.row_span == 1) {
        heights[cell.row] = heights[cell.row].max(lines.len());
    }
    for (cell, lines) in grid.cells.iter().zip(&wrapped) {
        let last = cell.row + cell.row_span - 1;
        let have: usize = heights[cell.row..=last].iter().sum();
        heights[last] += lines.len().saturating_sub(have);
    }
    let top = |row: usize| heights[..row].iter().sum::<usize>() + row * setting.gap;
    let mut canvas: Vec<Vec<(usize, &str)>> = vec![Vec::new(); top(grid.rows)];
    for (cell, lines) in grid.cells.iter().zip(&wrapped) {
        let first = top(cell.row);
        let space = top(cell.row + cell.row_span) - setting.gap - first;
        let low = setting.low && cell.kind == Kind::Value;
        let start = first + (space - lines.len() + usize::from(low)) / 2;
        for (offset, line) in lines.iter().enumerate() {
            let slack = room(cell).saturating_sub(width_of(line));
            let shift = if matches!(cell.kind, Kind::Header | Kind::Value) { slack / 2 } else { 0 };
            canvas[start + offset].push((left[cell.column] + shift, line));
        }
    }
    let starts = (grid.header_rows..grid.rows).map(top).collect();
    (canvas.into_iter().map(write_line).collect(), starts)
}

fn write_line(mut pieces: Vec<(usize, &str)>) -> String {
    pieces.sort_by_key(|&(at, _)| at);
    let mut line = String::new();
    let mut used = 0;
    for (at, text) in pieces.into_iter().filter(|(_, text)| !text.is_empty()) {
        // Neighbours never touch, even where the wrapped text is wider than its column.
        let pad = at.saturating_sub(used).max(usize::from(used > 0));
        line.extend(std::iter::repeat_n(' ', pad));
        line.push_str(text);
        used += pad + width_of(text);
    }
    line
}

fn column_widths(grid: &Grid, setting: &Setting) -> Vec<usize> {
    let mut widths = vec![setting.value; grid.columns];
    match grid.label_columns {
        0 => {}
        1 => widths[0] = setting.labels[2],
        2 => (widths[0], widths[1]) = (setting.labels[2] + 16, 6),
        _ => widths[..3].copy_from_slice(&setting.labels),
    }
    if grid.columns - grid.label_columns < 5 {
        // Few columns share the page.
        widths[grid.label_columns..].iter_mut().for_each(|width| *width = 18);
    }
    for cell in grid.cells.iter().filter(|cell| cell.kind == Kind::Value) {
        widths[cell.column] = widths[cell.column].max(width_of(&cell.text) + 2);
    }
    widths
}
