//! The model: an invented report whose figures satisfy the sums of its form.

use super::{chance, pick, prose};
use fastrand::Rng;
use xxgk::form::{Across, Form, SectionSpec, Sum, TableSpec, ValueKind, form, forms};

/// An invented annual report. A seed makes it, always the same.
#[derive(Debug, Clone)]
pub struct Sample {
    /// The agency that reports.
    pub agency: String,
    /// The fiscal year.
    pub year: i32,
    /// The title as one line.
    pub title: String,
    /// The form it fills in.
    pub form: &'static Form,
    /// Whether the prose states the period.
    pub states_period: bool,
    /// Day of publication: year, month, day.
    pub published: (i32, u8, u8),
    /// Paragraphs before section one.
    pub preamble: Vec<String>,
    /// The sections of the form, or of the old outline for the 2014 form.
    pub sections: Vec<Section>,
    /// The tables of the form.
    pub tables: Vec<Table>,
    /// Whether section one has numbered headings of its own that look like the report's.
    pub nested_headings: bool,
}

/// A section of the model.
#[derive(Debug, Clone)]
pub struct Section {
    /// The section of the form; none in an old outline.
    pub spec: Option<&'static SectionSpec>,
    /// The heading without its ordinal.
    pub title: String,
    /// Its paragraphs.
    pub paragraphs: Vec<String>,
}

/// The figures of a table, printed plainly: `12`, `-3`, `0.35`.
#[derive(Debug, Clone)]
pub struct Table {
    /// The table of the form.
    pub spec: &'static TableSpec,
    /// A figure for each column of each row; none in rows that take no values.
    pub rows: Vec<Vec<String>>,
}

/// How large the figures of a report are.
#[derive(Debug, Clone, Copy)]
struct Scale {
    /// Probability of a figure other than zero.
    filled: f64,
    /// The largest figure before sums.
    largest: i64,
}

const COUNTIES: &[&str] =
    &["青禾县", "云岭市", "沙溪县", "临江区", "石桥市", "白鹭县", "金穗区", "望海市", "长亭县", "北坞区"];
const TOWNS: &[&str] =
    &["示例", "柳泉", "东湾", "三河", "大王", "新集", "五里", "南山", "高桥", "双塔", "马头", "青石"];
const BUREAUS: &[&str] = &[
    "财政局",
    "教育局",
    "卫生健康局",
    "市场监督管理局",
    "公安局",
    "发展和改革局",
    "自然资源局",
    "统计局",
    "司法局",
    "人力资源和社会保障局",
    "农业农村局",
    "行政审批服务局",
    "城市管理综合执法局",
    "人民政府办公室",
    "人民政府",
    "审计局",
];

/// The report that this generator makes next.
pub fn sample(rng: &mut Rng) -> Sample {
    let year = pick(rng, &[2014, 2016, 2018, 2019, 2019, 2020, 2020, 2020, 2021, 2021, 2022, 2022, 2023, 2024, 2025]);
    let fitting = forms().iter().find(|form| (form.years.0..=form.years.1).contains(&year));
    let mut form = fitting.expect("every year from 2014 on has a form");
    // Some reports still stand on the form before.
    if form.id == "2021" && chance(rng, 0.06) {
        form = xxgk::form::form("2019").expect("the form exists");
    }
    of(rng, form, year)
}

/// A report on the given form.
pub fn of(rng: &mut Rng, form: &'static Form, year: i32) -> Sample {
    let agency = agency(rng);
    let title = title(rng, &agency, year);
    let nested_headings = !form.sections.is_empty() && chance(rng, 0.2);
    let states_period = chance(rng, 0.6);
    let figures = tables(rng, form);
    let words = prose::Words { agency: &agency, year };
    Sample {
        preamble: words.preamble(rng, states_period),
        sections: words.sections(rng, form, nested_headings),
        published: (year + 1, rng.u8(1..=3), rng.u8(1..=28)),
        tables: figures,
        agency,
        year,
        title,
        form,
        states_period,
        nested_headings,
    }
}

fn agency(rng: &mut Rng) -> String {
    let county = pick(rng, COUNTIES);
    let town = pick(rng, TOWNS);
    match rng.u8(0..10) {
        0..=2 => format!("{town}镇人民政府"),
        3 => format!("{county}{town}镇人民政府"),
        4 => format!("{county}{town}乡人民政府"),
        5 => format!("{county}人民政府{town}街道办事处"),
        6 => format!("{town}街道办事处"),
        _ => format!("{county}{}", pick(rng, BUREAUS)),
    }
}

fn title(rng: &mut Rng, agency: &str, year: i32) -> String {
    match rng.u8(0..20) {
        0 | 1 => format!("{agency}{year}年度政府信息公开工作年度报告"),
        2 => format!("{year}年{agency}政府信息公开工作年度报告"),
        3 => format!("{agency}{year}年政府信息公开年度报告"),
        4 => format!("{agency}{year}年政府信息公开工作报告"),
        5 => format!("{agency}{year}年度信息公开工作年度报告"),
        6 => format!("{agency}{}年政府信息公开工作年度报告", prose::chinese_year(year)),
        7 => format!("{year}年度{agency}政府信息公开年度报告"),
        _ => format!("{agency}{year}年政府信息公开工作年度报告"),
    }
}

/// Figures for every table of a form.
fn tables(rng: &mut Rng, form: &'static Form) -> Vec<Table> {
    let scale = match rng.u8(0..20) {
        0..=3 => Scale { filled: 0.0, largest: 1 },
        4..=8 => Scale { filled: 0.05, largest: 4 },
        9..=14 => Scale { filled: 0.2, largest: 20 },
        15..=17 => Scale { filled: 0.5, largest: 400 },
        _ => Scale { filled: 0.6, largest: 40_000 },
    };
    form.tables.iter().map(|spec| table(rng, spec, scale)).collect()
}

fn table(rng: &mut Rng, spec: &'static TableSpec, scale: Scale) -> Table {
    let mut counts: Vec<Vec<i64>> =
        spec.rows.iter().map(|_| spec.columns.iter().map(|_| count(rng, scale)).collect()).collect();
    let summed = |key: &str| spec.sums.iter().any(|sum| sum.left.iter().chain(&sum.right).any(|k| k == key));
    // Sums that rest on other sums settle after a few passes.
    for _ in 0..3 {
        for sum in spec.sums.iter().filter(|sum| sum.across == Across::Columns) {
            let left: Vec<usize> = sum.left.iter().map(|key| row_index(spec, key)).collect();
            let right: Vec<usize> = sum.right.iter().map(|key| row_index(spec, key)).collect();
            spec.columns.iter().enumerate().for_each(|(column, _)| {
                let mut rest: i64 = right.iter().map(|&row| counts[row][column]).sum();
                for &row in left.iter().skip(1) {
                    counts[row][column] = counts[row][column].min(rest);
                    rest -= counts[row][column];
                }
                counts[left[0]][column] = rest;
            });
        }
    }
    for sum in spec.sums.iter().filter(|sum| sum.across == Across::Rows) {
        let left = column_index(spec, &sum.left[0]);
        for row in &mut counts {
            row[left] = sum.right.iter().map(|key| row[column_index(spec, key)]).sum();
        }
    }
    let rows = spec.rows.iter().zip(&counts).map(|(row, counts)| {
        if row.heading {
            return Vec::new();
        }
        let figures = spec.columns.iter().zip(counts);
        figures
            .map(|(column, &count)| match row.kind.unwrap_or(column.kind) {
                _ if summed(&row.key) || summed(&column.key) => count.to_string(),
                ValueKind::Count if chance(rng, 0.03) => rng.i64(100_000..10_000_000).to_string(),
                ValueKind::Count => count.to_string(),
                ValueKind::SignedCount => signed(rng, count).to_string(),
                ValueKind::Money => money(rng, if row.unit.is_empty() { &column.unit } else { &row.unit }),
            })
            .collect()
    });
    Table { spec, rows: rows.collect() }
}

fn count(rng: &mut Rng, scale: Scale) -> i64 {
    if chance(rng, scale.filled) { rng.i64(1..=scale.largest) } else { 0 }
}

fn signed(rng: &mut Rng, count: i64) -> i64 {
    match rng.u8(0..6) {
        0 => -count,
        1 => -rng.i64(0..40),
        2 => rng.i64(0..40),
        3 => count,
        _ => 0,
    }
}

fn money(rng: &mut Rng, unit: &str) -> String {
    if chance(rng, 0.45) {
        return "0".to_owned();
    }
    let whole = if unit == "元" { rng.i64(1000..40_000_000) } else { rng.i64(0..3000) };
    match rng.u8(0..5) {
        0 | 1 => whole.to_string(),
        2 => format!("{whole}.{:02}", rng.u8(0..100)),
        3 => format!("{whole}.{}", rng.u8(1..10)),
        _ => format!("{whole}.{:04}", rng.u16(0..10_000)),
    }
}

fn row_index(spec: &TableSpec, key: &str) -> usize {
    spec.rows.iter().position(|row| row.key == key).expect("a sum names rows of its table")
}

fn column_index(spec: &TableSpec, key: &str) -> usize {
    spec.columns.iter().position(|column| column.key == key).expect("a sum names columns of its table")
}

/// Whether a sum holds in all whole-number figures of a table.
pub fn holds(table: &Table, sum: &Sum) -> bool {
    let figure = |row: usize, column: usize| table.rows[row][column].parse::<i64>().expect("summed figures are whole");
    let spec = table.spec;
    match sum.across {
        Across::Columns => (0..spec.columns.len()).all(|column| {
            let side = |keys: &[String]| keys.iter().map(|key| figure(row_index(spec, key), column)).sum::<i64>();
            side(&sum.left) == side(&sum.right)
        }),
        Across::Rows => (0..spec.rows.len()).all(|row| {
            let side = |keys: &[String]| keys.iter().map(|key| figure(row, column_index(spec, key))).sum::<i64>();
            side(&sum.left) == side(&sum.right)
        }),
    }
}

/// The form of that name.
pub fn known_form(id: &str) -> &'static Form {
    form(id).expect("the form exists")
}
