//! What happens to a report on its way to paper: dress, which must not matter, and defects, which must be
//! reported.

use super::{chance, pick};
use fastrand::Rng;

/// How a layout keeps cells apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Medium {
    /// Every cell is known, the empty ones too.
    Grid,
    /// A cell is a line (or the lines it was broken over); empty cells vanish.
    Lines,
    /// Cells are separated by spaces; empty cells vanish.
    Tokens,
}

impl Medium {
    /// Whether empty cells vanish.
    pub fn flattened(self) -> bool {
        self != Medium::Grid
    }
}

/// How headings of sections are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Numerals {
    /// 一、
    Chinese,
    /// 一 、 with spaces.
    Spaced,
    /// 1、
    Arabic,
    /// 1. or 1．
    ArabicPoint,
    /// （一）
    Bracketed,
    /// None at all.
    Absent,
}

/// What must not change a value.
#[derive(Debug, Clone)]
pub struct Dress {
    /// Digits of full width, separators, spaces and units in value cells.
    pub figures: bool,
    /// Other wordings, widths, quotes and spaces in labels.
    pub labels: bool,
    /// Label and header cells broken over lines.
    pub broken: bool,
    /// Group labels one character a line.
    pub vertical: bool,
    /// How headings are written.
    pub numerals: Numerals,
    /// Markdown marks before headings and title (text only).
    pub markdown: bool,
    /// Spaces inside headings and behind them.
    pub heading_spaces: bool,
    /// The heading is repeated as a caption of its table.
    pub captions: bool,
    /// Lines of the title.
    pub title_lines: usize,
    /// The title is letter-spaced.
    pub title_spaced: bool,
    /// The title is printed twice.
    pub title_twice: bool,
    /// 附件1： before the title.
    pub annex_mark: bool,
    /// Issuer and date at the end.
    pub signature: bool,
    /// Page numbers and running headers between rows (text only).
    pub pages: bool,
    /// The first table stands behind the other tables of its section.
    pub swapped: bool,
    /// A unit line such as 单位：件 above tables.
    pub unit_line: bool,
}

/// What must be reported, or at least never lead to a wrong number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Defect {
    /// A few empty cells.
    BlankCells,
    /// A row of empty cells.
    BlankRow,
    /// Every zero of a table is an empty cell.
    BlankZeros,
    /// The form with no values.
    BlankForm,
    /// Marks such as / or 无 in place of some numbers.
    Placeholders,
    /// Marks in a whole row.
    PlaceholderRow,
    /// Words in place of a number.
    Unreadable,
    /// A row is not printed.
    MissingRow,
    /// A column is not printed.
    MissingColumn,
    /// A table is not printed, though its heading is.
    MissingTable,
    /// No table is printed; the headings stand with nothing under them.
    NoTables,
    /// A row that the form does not have.
    ExtraRow,
    /// A column that the form does not have.
    ExtraColumn,
    /// The single row （六）其他处理 of 2019 in a table of 2021.
    OldOtherRow,
    /// A lone number between two rows.
    StrayNumber,
    /// A label that lost characters.
    TruncatedLabel,
    /// Headers that lost their second half, or repeat each other.
    DamagedHeader,
    /// The numbers of a row are one word.
    RunTogether,
    /// A heading is not printed.
    LostHeading,
    /// Each distinct line is printed once.
    RepeatedLinesDropped,
}

impl Defect {
    const EVERYWHERE: [Defect; 17] = [
        Defect::BlankCells,
        Defect::BlankRow,
        Defect::BlankZeros,
        Defect::BlankForm,
        Defect::Placeholders,
        Defect::PlaceholderRow,
        Defect::Unreadable,
        Defect::MissingRow,
        Defect::MissingColumn,
        Defect::MissingTable,
        Defect::NoTables,
        Defect::ExtraRow,
        Defect::ExtraColumn,
        Defect::OldOtherRow,
        Defect::StrayNumber,
        Defect::TruncatedLabel,
        Defect::DamagedHeader,
    ];

    /// Defects that go with any other one: no two of the rest meet in one report, for together they can make
    /// a rendering that says something else, not less.
    const COMPANIONS: [Defect; 3] = [Defect::LostHeading, Defect::PlaceholderRow, Defect::OldOtherRow];
}

/// All that happens to one report.
#[derive(Clone)]
pub struct Noise {
    /// What must not matter.
    pub dress: Dress,
    /// What must be reported.
    pub defects: Vec<Defect>,
}

impl Noise {
    /// Nothing happens.
    pub fn none() -> Noise {
        Noise {
            dress: Dress {
                figures: false,
                labels: false,
                broken: false,
                vertical: false,
                numerals: Numerals::Chinese,
                markdown: false,
                heading_spaces: false,
                captions: false,
                title_lines: 1,
                title_spaced: false,
                title_twice: false,
                annex_mark: false,
                signature: false,
                pages: false,
                swapped: false,
                unit_line: false,
            },
            defects: Vec::new(),
        }
    }

    /// Noise as it may happen in a layout. A sixth of the reports has none.
    pub fn draw(rng: &mut Rng, medium: Medium, text: bool, nested_headings: bool) -> Noise {
        let mut noise = Noise::none();
        if chance(rng, 0.17) {
            return noise;
        }
        let numerals = match rng.u8(0..20) {
            0 | 1 => Numerals::Spaced,
            2 => Numerals::Arabic,
            3 => Numerals::ArabicPoint,
            4 => Numerals::Bracketed,
            5 | 6 => Numerals::Absent,
            _ => Numerals::Chinese,
        };
        noise.dress = Dress {
            figures: chance(rng, 0.4),
            labels: chance(rng, 0.4),
            broken: chance(rng, 0.2),
            vertical: chance(rng, 0.12),
            // Only numerals tell nested headings from the report's.
            numerals: if nested_headings { Numerals::Chinese } else { numerals },
            markdown: text && chance(rng, 0.12),
            heading_spaces: chance(rng, 0.15),
            captions: chance(rng, 0.08),
            title_lines: pick(rng, &[1, 1, 1, 2, 2, 3]),
            title_spaced: chance(rng, 0.06),
            title_twice: chance(rng, 0.1),
            annex_mark: chance(rng, 0.05),
            signature: chance(rng, 0.1),
            pages: text && chance(rng, 0.15),
            swapped: chance(rng, 0.03),
            unit_line: chance(rng, 0.05),
        };
        if chance(rng, 0.55) {
            let flat_only = [Defect::RunTogether, Defect::RepeatedLinesDropped];
            let defect = if medium.flattened() && chance(rng, 0.1) {
                pick(rng, if medium == Medium::Lines { &flat_only } else { &flat_only[..1] })
            } else {
                pick(rng, &Defect::EVERYWHERE)
            };
            noise.defects.push(defect);
        }
        if chance(rng, 0.15) && !noise.defects.contains(&Defect::RepeatedLinesDropped) {
            let defect = pick(rng, &Defect::COMPANIONS);
            if !noise.defects.contains(&defect) {
                noise.defects.push(defect);
            }
        }
        noise
    }

    /// Whether a table may have other columns than its form.
    pub fn moves_columns(&self) -> bool {
        self.has(Defect::MissingColumn) || self.has(Defect::ExtraColumn)
    }

    /// Whether a defect is among those of this report.
    pub fn has(&self, defect: Defect) -> bool {
        self.defects.contains(&defect)
    }
}

/// The defects, and what of the dress is not as usual.
impl std::fmt::Debug for Noise {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let all = format!("{:?}", self.dress);
        let usual = format!("{:?}", Noise::none().dress);
        let inner = |text: &str| {
            text.trim_start_matches("Dress { ")
                .trim_end_matches(" }")
                .split(", ")
                .map(str::to_owned)
                .collect::<Vec<_>>()
        };
        let (all, usual) = (inner(&all), inner(&usual));
        let odd: Vec<&str> = all.iter().filter(|item| !usual.contains(item)).map(String::as_str).collect();
        write!(f, "defects {:?}, dress {}", self.defects, odd.join(", ").replace(": true", ""))
    }
}
