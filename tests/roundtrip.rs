//! Generated filings, rendered in every layout, extracted and compared with the model they were made from.
//!
//! - `XXGK_FILINGS`: filings per family of formats (default 2000)
//! - `XXGK_SEED`: seed of the first filing (default 1); filing n has this seed + n
//! - `XXGK_STRICT`: 1 demands all that is expected, not only that no number is wrong and hardly one is lost
//! - `XXGK_LAYOUT`: only layouts whose name contains this
//! - `XXGK_SHOW`: how many failing filings of each layout are shown (default 4)
//! - `XXGK_KEEP`: a folder; failing renderings are written there, and `dump_samples` writes samples there

use crate::support::expect::{Expect, Field, Slot, Want};
use crate::support::generate;
use crate::support::noise::{Medium, Noise};
use crate::support::paper::compose;
use crate::support::render::encode::Charset;
use crate::support::render::{self, Family, Layout, Rendered};
use fastrand::Rng;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use xxgk::number::is_space;
use xxgk::report::{Report, Value};
use xxgk::{Options, Source};

fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().map_or(default, |value| value.parse().unwrap_or_else(|_| panic!("{name} is no number")))
}

fn keep(name: &str, bytes: &[u8]) {
    if let Some(folder) = std::env::var_os("XXGK_KEEP") {
        std::fs::create_dir_all(&folder).expect("the folder can be made");
        std::fs::write(std::path::Path::new(&folder).join(name), bytes).expect("the file can be written");
    }
}

/// Counts of one layout.
#[derive(Debug, Default, Clone, Copy)]
struct Tally {
    filings: usize,
    /// Cells whose number must come out.
    expected: usize,
    /// Of these, those whose number came out.
    right: usize,
    /// Cells whose number may come out, and did.
    bonus: usize,
    /// Cells that are null for a reason that is allowed.
    null: usize,
    /// Cells that are null and should not, or for another reason.
    missed: usize,
    /// Cells with a number that is not theirs.
    wrong: usize,
    /// Title, agency, sections and so on that differ.
    fields: usize,
}

/// Reads a rendering and compares it with what it must say; each difference is a line in `faults`.
fn check(rendered: &Rendered, tally: &mut Tally, faults: &mut Vec<String>) {
    tally.filings += 1;
    let source = match Source::from_bytes(rendered.name.clone(), rendered.bytes.clone()) {
        Ok(source) => source,
        Err(error) => {
            tally.fields += 1;
            faults.push(format!("not taken as a source: {error}"));
            return;
        }
    };
    let report = match xxgk::extract(&source, &Options::default()) {
        Ok(filing) => filing.report,
        Err(error) => {
            tally.fields += 1;
            faults.push(format!("not extracted: {error}"));
            return;
        }
    };
    cells(&report, &rendered.expect, tally, faults);
    let before = faults.len();
    fields(&report, &rendered.expect, faults);
    tally.fields += faults.len() - before;
}

fn cells(report: &Report, expect: &Expect, tally: &mut Tally, faults: &mut Vec<String>) {
    let mut got: BTreeMap<Slot, Value> = BTreeMap::new();
    for table in &report.tables {
        for row in &table.rows {
            for entry in &row.cells {
                let slot = Slot { table: table.id, row: row.key, column: entry.key };
                if got.insert(slot, entry.value).is_some() {
                    tally.wrong += 1;
                    faults.push(format!("{slot}: there twice"));
                }
            }
        }
    }
    let nothing = Want::null("missing");
    for (slot, want) in &expect.cells {
        let value = got.remove(slot);
        tally.expected += usize::from(want.exact());
        let number = value.and_then(Value::number).map(|number| number.to_string());
        let reason = value.map_or(Some("absent"), Value::null_reason);
        match (number, reason) {
            (Some(number), _) if Some(&number) == want.number.as_ref() => {
                if want.exact() {
                    tally.right += 1;
                } else {
                    tally.bonus += 1;
                }
            }
            (Some(number), _) => {
                tally.wrong += 1;
                faults.push(format!("{slot}: WRONG {number}, expected {want:?}"));
            }
            (None, Some(reason)) if want.reasons.contains(&reason) => tally.null += 1,
            (None, reason) => {
                tally.missed += 1;
                faults.push(format!("{slot}: {}, expected {want:?}", reason.unwrap_or_default()));
            }
        }
    }
    for (slot, value) in got {
        if let Some(number) = value.number() {
            tally.wrong += 1;
            faults.push(format!("{slot}: WRONG {number}, expected {nothing:?}"));
        }
    }
}

fn fields(report: &Report, expect: &Expect, faults: &mut Vec<String>) {
    let squeeze = |text: &str| text.chars().filter(|&c| !is_space(c)).collect::<String>();
    let heading = |text: &str| squeeze(text).trim_matches(|c| matches!(c, '#' | '*')).to_owned();
    let mut compare = |what: &str, got: Option<String>, want: Field<String>| {
        let same = match &want {
            Field::Any => true,
            Field::Absent => got.is_none(),
            Field::Is(want) => got.as_ref() == Some(want),
        };
        if !same {
            faults.push(format!("{what}: {got:?}, expected {want:?}"));
        }
    };
    let squeezed = |field: &Field<String>| match field {
        Field::Is(text) => Field::Is(squeeze(text)),
        other => other.clone(),
    };
    compare("title", report.title.as_ref().map(|f| squeeze(&f.value)), squeezed(&expect.title));
    compare("agency", report.agency.as_ref().map(|f| squeeze(&f.value)), squeezed(&expect.agency));
    let text = |field: &Field<i32>| match field {
        Field::Is(year) => Field::Is(year.to_string()),
        Field::Absent => Field::Absent,
        Field::Any => Field::Any,
    };
    compare("year", report.year.as_ref().map(|f| f.value.to_string()), text(&expect.year));
    let form = match expect.form {
        Field::Is(form) => Field::Is(form.to_owned()),
        Field::Absent => Field::Absent,
        Field::Any => Field::Any,
    };
    compare("form", report.form.map(|form| form.id.clone()), form);
    let period = match &expect.period {
        Field::Is((from, to)) => Field::Is(format!("{from}..{to}")),
        Field::Absent => Field::Absent,
        Field::Any => Field::Any,
    };
    compare("period", report.period.as_ref().map(|f| format!("{}..{}", f.value.from, f.value.to)), period);
    compare("published", report.published.as_ref().map(|f| f.value.to_string()), expect.published.clone());
    if expect.note {
        let notes = (!report.notes.is_empty()).then(|| "some".to_owned());
        compare("notes", notes, Field::Is("some".to_owned()));
    }
    for want in &expect.sections {
        let found = report.sections.iter().find(|section| section.id == Some(want.id));
        let Some(found) = found else {
            if !want.lost {
                compare(&format!("section {}", want.id), None, Field::Is("there".to_owned()));
            }
            continue;
        };
        let number = match want.number {
            Field::Is(number) => Field::Is(number.to_string()),
            Field::Absent => Field::Absent,
            Field::Any => Field::Any,
        };
        compare(&format!("number of {}", want.id), found.number.map(|n| n.to_string()), number);
        let printed = found.heading.as_ref().map(|field| heading(&field.value));
        let wanted = match &want.heading {
            Field::Is(text) => Field::Is(heading(text)),
            other => other.clone(),
        };
        compare(&format!("heading of {}", want.id), printed, wanted);
        compare(&format!("text of {}", want.id), Some(squeeze(&found.text)), squeezed(&want.text));
    }
    let order: Vec<&str> = report.sections.iter().filter_map(|section| section.id).collect();
    let wanted: Vec<&str> = expect.sections.iter().map(|section| section.id).filter(|id| order.contains(id)).collect();
    if !expect.sections.is_empty() {
        compare("order of sections", Some(order.join(" ")), Field::Is(wanted.join(" ")));
    }
}

/// Of a thousand cells whose number must come out, how many do at least, in each layout. No number may be wrong.
/// `XXGK_STRICT=1` demands all, with every null's reason, every heading and every title.
const LEAST: usize = 995;

/// Renders, reads and compares the filings of a family.
fn run(family: Family) {
    let layouts: Vec<Layout> = {
        let only = std::env::var("XXGK_LAYOUT").unwrap_or_default();
        Layout::of(family).iter().copied().filter(|layout| layout.name().contains(&only)).collect()
    };
    let (filings, base) = (setting("XXGK_FILINGS", 2000), setting("XXGK_SEED", 1));
    let mut tallies: Vec<Tally> = vec![Tally::default(); layouts.len()];
    let mut shown = vec![0; layouts.len()];
    let mut failures = String::new();
    for n in 0..if layouts.is_empty() { 0 } else { filings } {
        let (which, seed) = (n as usize % layouts.len(), base + n);
        let layout = layouts[which];
        let rendered = render::render(seed, layout);
        let mut faults = Vec::new();
        check(&rendered, &mut tallies[which], &mut faults);
        if faults.is_empty() {
            continue;
        }
        keep(&format!("{}-{seed}-{}", layout.name(), rendered.name), &rendered.bytes);
        shown[which] += 1;
        if shown[which] <= setting("XXGK_SHOW", 4) {
            let (_, _, noise) = render::draw(seed, layout);
            let _ = writeln!(failures, "\n{layout:?}, seed {seed}: {} differences; {noise:?}", faults.len());
            faults.sort_by_key(|fault| !fault.contains("WRONG"));
            for fault in faults.iter().take(8) {
                let _ = writeln!(failures, "  {fault}");
            }
        }
    }
    let mut table = String::from(
        "layout            filings  expected     right  optional      null    missed     wrong    fields\n",
    );
    for (layout, t) in layouts.iter().zip(&tallies) {
        let _ = writeln!(
            table,
            "{:<16} {:>8} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9}",
            layout.name(),
            t.filings,
            t.expected,
            t.right,
            t.bonus,
            t.null,
            t.missed,
            t.wrong,
            t.fields
        );
    }
    let all = tallies.iter().all(|t| t.missed == 0 && t.right == t.expected && t.fields == 0);
    let sound = tallies.iter().all(|t| t.wrong == 0 && t.right * 1000 >= t.expected * LEAST);
    assert!(sound && (all || setting("XXGK_STRICT", 0) == 0), "\n{table}{failures}");
}

#[test]

fn text_comes_back() {
    run(Family::Text);
}

#[test]

fn pages_come_back() {
    run(Family::Html);
}

#[test]

fn workbooks_come_back() {
    run(Family::Workbook);
}

/// Writes `XXGK_FILINGS` samples of each layout to the folder `XXGK_KEEP`, for the eye.
#[test]
#[ignore = "writes files, on demand"]
fn dump_samples() {
    let only = std::env::var("XXGK_LAYOUT").unwrap_or_default();
    for family in Family::ALL {
        for &layout in Layout::of(family).iter().filter(|layout| layout.name().contains(&only)) {
            for seed in 0..setting("XXGK_FILINGS", 3) {
                let seed = setting("XXGK_SEED", 1) + seed;
                let rendered = render::render(seed, layout);
                keep(&format!("{}-{seed}-{}", layout.name(), rendered.name), &rendered.bytes);
                let (_, sample, noise) = render::draw(seed, layout);
                let mut about = format!("{}\n{noise:#?}\n{:#?}\n", sample.title, rendered.expect.sections);
                for (slot, want) in &rendered.expect.cells {
                    let _ = writeln!(about, "{slot} {want:?}");
                }
                keep(&format!("{}-{seed}.expect", layout.name()), about.as_bytes());
            }
        }
    }
}

#[test]
fn figures_satisfy_the_sums_of_their_form() {
    for seed in 0..300 {
        let sample = generate::sample(&mut Rng::with_seed(seed));
        for table in &sample.tables {
            for sum in &table.spec.sums {
                assert!(generate::holds(table, sum), "seed {seed}: {} in {}", sum.rule, table.spec.id);
            }
        }
    }
}

#[test]
fn the_forms_have_the_cells_that_are_known() {
    for (id, year, count) in [("2019", 2020, 198), ("2021", 2023, 200)] {
        let mut rng = Rng::with_seed(7);
        let sample = generate::of(&mut rng, generate::known_form(id), year);
        let paper = compose(&mut rng, &sample, &Noise::none(), Medium::Grid);
        assert_eq!(paper.expect.cells.len(), count, "form {id}");
        assert!(paper.expect.cells.values().all(Want::exact));
    }
}

/// The words of a rendering, read without the readers under test.
fn words(rendered: &Rendered, family: Family) -> Vec<String> {
    let text = || {
        let (encoding, _) = encoding_rs::Encoding::for_bom(&rendered.bytes).unwrap_or((encoding_rs::UTF_8, 0));
        match encoding.decode(&rendered.bytes) {
            (text, _, false) => text.into_owned(),
            (_, _, true) => encoding_rs::GB18030.decode(&rendered.bytes).0.into_owned(),
        }
    };
    match family {
        Family::Text => text().split(|c: char| c.is_whitespace() || c == '|').map(str::to_owned).collect(),
        Family::Html => {
            let page = scraper::Html::parse_document(&text());
            let cells = scraper::Selector::parse("td, th, p").expect("the selector is sound");
            page.select(&cells).map(|cell| cell.text().collect::<String>().trim().to_owned()).collect()
        }
        Family::Workbook => {
            let bytes = std::io::Cursor::new(rendered.bytes.clone());
            let mut book = calamine::open_workbook_auto_from_rs(bytes).expect("the workbook is sound");
            let mut words = Vec::new();
            for (_, range) in calamine::Reader::worksheets(&mut book) {
                words.extend(range.used_cells().map(|(_, _, cell)| cell.to_string()));
            }
            words
        }
    }
}

#[test]
fn plain_renderings_hold_the_numbers_in_order() {
    for family in Family::ALL {
        for &layout in Layout::of(family) {
            for seed in 0..20 {
                let mut rng = Rng::with_seed(seed);
                let sample = generate::sample(&mut rng);
                let noise = Noise::none();
                let paper = compose(&mut rng, &sample, &noise, layout.medium());
                let rendered = render::write(&mut rng, &sample, &noise, layout, paper);
                let words = words(&rendered, family);
                let mut words = words.iter();
                for table in &sample.tables {
                    for figure in table.rows.iter().flatten() {
                        let same = |word: &str| {
                            word == figure || family == Family::Workbook && word.parse::<f64>() == figure.parse::<f64>()
                        };
                        let found = words.any(|word| same(word.trim_start_matches('+')));
                        assert!(found, "{layout:?}, seed {seed}: {figure} of {}", table.spec.id);
                    }
                }
            }
        }
    }
}

#[test]
fn encodings_hold_every_text() {
    let rendered = "一、总体情况 “１２”\u{A0}\u{2009}—−\u{200B}";
    for charset in Charset::ALL {
        let bytes = charset.encode(rendered);
        let encoding = encoding_rs::Encoding::for_bom(&bytes).map_or(encoding_rs::GB18030, |(encoding, _)| encoding);
        let encoding = if charset == Charset::Utf8 { encoding_rs::UTF_8 } else { encoding };
        assert_eq!(encoding.decode(&bytes).0, rendered, "{charset:?}");
    }
}

#[test]
fn a_seed_makes_the_same_filing_each_time() {
    for family in Family::ALL {
        for &layout in Layout::of(family) {
            assert_eq!(render::render(5, layout).bytes, render::render(5, layout).bytes, "{layout:?}");
        }
    }
}

#[test]
fn most_filings_are_read_back_exactly() {
    // A generator that allows everything would prove nothing.
    for family in Family::ALL {
        for &layout in Layout::of(family) {
            let (mut exact, mut all) = (0usize, 0usize);
            for seed in 0..60 {
                let cells = render::render(seed, layout).expect.cells;
                exact += cells.values().filter(|want| want.exact()).count();
                all += cells.len();
            }
            assert!(exact * 4 > all * 3, "{layout:?}: {exact} of {all}");
        }
    }
}
