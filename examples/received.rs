//! Prints how many applications each report counts: `cargo run --example received -- samples/seed/*.txt`.

use std::io::{Write, stdout};
use std::path::Path;
use xxgk::{Options, Source};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let options = Options::default();
    for path in std::env::args_os().skip(1) {
        let source = Source::open(Path::new(&path), &options.read.limits)?;
        let report = xxgk::extract(&source, &options)?.report;
        let agency = report.agency.map_or("-".into(), |agency| agency.value);
        let year = report.year.map_or("-".into(), |year| year.value.to_string());
        let cell = report.tables.iter().filter(|table| table.id == "applications").flat_map(|table| &table.rows);
        let cell = cell.filter(|row| row.key == "new_received").flat_map(|row| &row.cells);
        for cell in cell.filter(|cell| cell.key == "total") {
            match (cell.value.number(), &cell.at) {
                (Some(number), Some(at)) => writeln!(stdout(), "{agency} {year}: {number} ({}:{at})", source.name)?,
                (number, _) => writeln!(stdout(), "{agency} {year}: {number:?} {:?}", cell.value.null_reason())?,
            }
        }
    }
    Ok(())
}
