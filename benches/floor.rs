//! What a filing costs, stage by stage, beside the floor of merely parsing the same bytes.
//!
//! `cargo bench` prints one table: for each input the median time of the floor, of every stage, and of the whole,
//! each as a ratio to the floor. Floor and stages take turns in one run, so a slow moment of the machine meets both.
//! Give paths to measure them instead of the samples: `cargo bench -- page.html book.xlsx`.

#![allow(clippy::print_stdout)]

use calamine::{Reader as _, Xlsx};
use std::hint::black_box;
use std::io::Cursor;
use std::time::{Duration, Instant};
use xxgk::filing::{Options, extract};
use xxgk::output::json::{self, JsonOptions};
use xxgk::reader::{ReadOptions, read};
use xxgk::{Format, Source};

const ROUNDS: usize = 60;

fn main() {
    let paths: Vec<String> = std::env::args().skip(1).filter(|a| !a.starts_with('-')).collect();
    let paths = if paths.is_empty() { samples() } else { paths };
    println!(
        "{:<34} {:>9} {:>8} {:>8} {:>8} {:>8} {:>8}",
        "input", "floor µs", "read", "rebuild", "hash", "json", "whole"
    );
    for path in paths {
        match Source::open(path.as_ref(), &xxgk::Limits::default()) {
            Ok(source) => measure(&source),
            Err(error) => println!("{error}"),
        }
    }
}

fn samples() -> Vec<String> {
    let mut paths = vec!["samples/seed/dingdian-2020.txt".to_owned()];
    for folder in ["samples/html", "samples/workbooks", "samples/text"] {
        let Ok(entries) = std::fs::read_dir(folder) else { continue };
        paths.extend(entries.flatten().map(|e| e.path().to_string_lossy().into_owned()));
    }
    paths.retain(|path| [".txt", ".html", ".xlsx", ".xls", ".ods"].iter().any(|end| path.ends_with(end)));
    paths.sort();
    paths
}

/// Merely parsing: text decoded and cut into lines, a page as scraper's tree, a workbook's cells by calamine.
fn floor(source: &Source) {
    match source.format {
        Format::Text => {
            let decoded = xxgk::decode::decode(&source.bytes, None, None);
            let lines: Vec<String> = decoded.text.lines().map(str::to_owned).collect();
            black_box(lines);
        }
        Format::Html => {
            let decoded = xxgk::decode::decode(&source.bytes, None, None);
            black_box(scraper::Html::parse_document(&decoded.text));
        }
        Format::Xlsx => {
            let mut book: Xlsx<_> = Xlsx::new(Cursor::new(&source.bytes)).expect("a sample opens");
            for name in book.sheet_names() {
                let mut cells = book.worksheet_cells_reader(&name).expect("a sample's sheet opens");
                while let Ok(Some(cell)) = cells.next_cell() {
                    black_box(cell);
                }
            }
        }
        _ => {
            let mut book = calamine::open_workbook_auto_from_rs(Cursor::new(&source.bytes)).expect("a sample opens");
            for name in book.sheet_names() {
                black_box(book.worksheet_range(&name).ok());
            }
        }
    }
}

fn measure(source: &Source) {
    let options = Options::default();
    let read_options = ReadOptions::default();
    let mut times: Vec<[Duration; 4]> = Vec::with_capacity(ROUNDS);
    let inner = (200_000 / source.bytes.len().max(1)).clamp(1, 20);
    for round in 0..ROUNDS + 5 {
        let mut time = [Duration::ZERO; 4];
        let timed = |work: &mut dyn FnMut()| {
            let start = Instant::now();
            (0..inner).for_each(|_| work());
            start.elapsed() / inner as u32
        };
        time[0] = timed(&mut || floor(source));
        time[1] = timed(&mut || {
            black_box(read(source, &read_options).ok());
        });
        time[2] = timed(&mut || {
            black_box(extract(source, &options).ok());
        });
        time[3] = timed(&mut || {
            if let Ok(filing) = extract(source, &options) {
                black_box(json::to_string(&filing, &JsonOptions::default()));
            }
        });
        if round >= 5 {
            times.push(time);
        }
    }
    let hash = {
        use sha2::Digest;
        let start = Instant::now();
        (0..50).for_each(|_| {
            black_box(sha2::Sha256::digest(&source.bytes));
        });
        start.elapsed() / 50
    };
    let median = |value: &dyn Fn(&[Duration; 4]) -> f64| {
        let mut values: Vec<f64> = times.iter().map(value).collect();
        values.sort_by(f64::total_cmp);
        values[values.len() / 2]
    };
    let ratio = |a: Duration, b: Duration| a.as_secs_f64() / b.as_secs_f64();
    println!(
        "{:<34} {:>9.1} {:>8.2} {:>8.2} {:>8.2} {:>8.2} {:>8.2}",
        source.name.rsplit('/').next().unwrap_or(&source.name),
        median(&|t| t[0].as_secs_f64() * 1e6),
        median(&|t| ratio(t[1], t[0])),
        median(&|t| ratio(t[2].saturating_sub(t[1] + hash), t[0])),
        median(&|t| ratio(hash, t[0])),
        median(&|t| ratio(t[3].saturating_sub(t[2]), t[0])),
        median(&|t| ratio(t[3], t[0])),
    );
}
