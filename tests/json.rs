//! The canonical JSON of reports made by hand: numbers as printed, every null with its reason, every place.

use super::schema::validate;
use serde_json::{Value as Json, json};
use std::collections::BTreeSet;
use xxgk::form;
use xxgk::location::Location;
use xxgk::number::Number;
use xxgk::output::json::{JsonOptions, append, to_string, write};
use xxgk::report::{Date, Entry, Field, Note, NoteKind, Period, Report, Section, Table, TableRow, Value};
use xxgk::{Filing, Options, Source};

const PLAIN: JsonOptions = JsonOptions { provenance: false, pretty: false };
const FULL: JsonOptions = JsonOptions { provenance: true, pretty: false };

fn line(line: u32, column: u32) -> Location {
    Location::Line { line, column }
}

fn field<T>(value: T, raw: &str, at: Location) -> Field<T> {
    Field { value, raw: raw.into(), at }
}

fn entry(key: &'static str, value: Value, raw: Option<&str>, at: Option<Location>) -> Entry {
    Entry { key, value, raw: raw.map(Into::into), at }
}

fn filing(report: Report) -> Filing {
    let source = Source::from_bytes("报告/a.txt", "町店镇".into()).unwrap();
    let mut filing = xxgk::extract(&source, &Options::default()).unwrap();
    filing.report = report;
    filing
}

/// A report on a form with every cell filled: numbers, and each kind of null in turn.
fn full(id: &str) -> Filing {
    let form = form::form(id).unwrap();
    let kinds = [Value::Blank, Value::Placeholder, Value::Missing, Value::Unreadable, Value::Ambiguous];
    let mut count = 0;
    let mut value = || {
        count += 1;
        match count % 7 {
            n @ 0..5 => kinds[n],
            5 => Value::Inferred(Number::integer(count as i64)),
            _ => Value::Number(Number::integer(-(count as i64))),
        }
    };
    let tables = form.tables.iter().map(|table| Table {
        id: &table.id,
        at: Some(line(7, 1)),
        rows: table
            .rows
            .iter()
            .filter(|row| !row.heading)
            .map(|row| TableRow {
                key: &row.key,
                label: Some(field(row.label.clone(), &row.label, line(8, 1))),
                cells: table.columns.iter().map(|c| entry(&c.key, value(), Some("/"), Some(line(8, 9)))).collect(),
            })
            .collect(),
    });
    let day = |month, day| Date::new(2021, month, day).unwrap();
    let sections = form.sections.iter().map(|section| Section {
        id: Some(&section.id),
        number: Some(section.number),
        heading: Some(field(section.title.clone(), &section.title, line(2, 1))),
        text: "正文\n\t“引号”与\"quotes\" \\ \u{1}".into(),
        at: line(2, 1),
    });
    filing(Report {
        title: Some(field("某镇2021年政府信息公开工作年度报告".into(), "某镇2021年……", line(1, 1))),
        agency: Some(field("某镇人民政府".into(), "某镇", line(1, 1))),
        year: Some(field(2021, "2021年", line(1, 3))),
        form: Some(form),
        period: Some(field(Period { from: day(1, 1), to: day(12, 31) }, "2021年1月1日至12月31日", line(3, 1))),
        published: Some(field(day(1, 31), "2021-01-31", Location::Metadata { name: "PubDate".into() })),
        sections: sections.collect(),
        tables: tables.collect(),
        notes: NoteKind::ALL.iter().map(|&kind| Note { kind, at: Location::Source, text: "3".into() }).collect(),
    })
}

/// The JSON of [`full`], for other tests.
pub fn document(form: &str) -> Json {
    serde_json::from_str(&to_string(&full(form), &FULL)).unwrap()
}

/// Pointers of all nulls of a document.
fn nulls(json: &Json) -> BTreeSet<String> {
    fn walk(at: String, json: &Json, found: &mut BTreeSet<String>) {
        match json {
            Json::Null => drop(found.insert(at)),
            Json::Array(items) => items.iter().enumerate().for_each(|(i, item)| walk(format!("{at}/{i}"), item, found)),
            Json::Object(map) => map.iter().for_each(|(key, item)| walk(format!("{at}/{key}"), item, found)),
            _ => {}
        }
    }
    let mut found = BTreeSet::new();
    walk(String::new(), json, &mut found);
    found
}

/// A small report, byte for byte.
#[test]
fn the_layout_is_fixed() {
    let mut filing = filing(Report {
        title: Some(field("某镇 \"2021\" 年报".into(), "某镇", line(1, 1))),
        year: Some(field(2021, "2021", line(1, 4))),
        form: form::form("2021"),
        sections: vec![Section { id: None, number: None, heading: None, text: "前言\n二".into(), at: line(2, 3) }],
        tables: vec![Table {
            id: "art20_8",
            at: None,
            rows: vec![TableRow {
                key: "fees",
                label: Some(field("行政事业性收费".into(), "行政事业性 收费", line(5, 1))),
                cells: vec![
                    entry(
                        "a",
                        Value::Number(Number::parse("109930.10").unwrap()),
                        Some("109,930.10"),
                        Some(line(6, 1)),
                    ),
                    entry("b", Value::Number(Number::parse("-0.5").unwrap()), Some("-0.5"), Some(line(7, 1))),
                    entry("c", Value::Inferred(Number::integer(0)), None, Some(line(8, 1))),
                    entry("d", Value::Placeholder, Some("/"), Some(line(9, 1))),
                    entry("e", Value::Missing, None, None),
                ],
            }],
        }],
        notes: vec![Note { kind: NoteKind::UnclaimedNumber, at: line(10, 2), text: "12".into() }],
        ..Report::default()
    });
    filing.sha256 = [0xA5; 32];
    let head = format!(
        concat!(
            r#"{{"schema_version":"1.0","source":{{"name":"报告/a.txt","format":"text","encoding":"UTF-8","bytes":9,"#,
            r#""sha256":"{}"}},"title":"某镇 \"2021\" 年报","agency":null,"year":2021,"form":"2021","period":null,"#,
            r#""published":null,"sections":[{{"id":null,"number":null,"heading":null,"text":"前言\n二"}}],"#,
            r#""tables":{{"art20_8":{{"fees":{{"a":109930.10,"b":-0.5,"c":0,"d":null,"e":null}}}}}},"#,
            r#""nulls":{{"/agency":"missing","/period":"missing","/published":"missing","/sections/0/id":"missing","#,
            r#""/sections/0/number":"missing","/sections/0/heading":"missing","#,
            r#""/tables/art20_8/fees/d":"placeholder","/tables/art20_8/fees/e":"missing"}},"#,
            r#""notes":[{{"kind":"unclaimed_number","text":"12","location":{{"line":10,"column":2}}}}]"#,
        ),
        "a5".repeat(32)
    );
    let provenance = concat!(
        r#","provenance":{"/title":{"location":{"line":1,"column":1},"raw":"某镇"},"#,
        r#""/year":{"location":{"line":1,"column":4},"raw":"2021"},"#,
        r#""/sections/0":{"location":{"line":2,"column":3}},"#,
        r#""/tables/art20_8/fees":{"location":{"line":5,"column":1},"raw":"行政事业性 收费"},"#,
        r#""/tables/art20_8/fees/a":{"location":{"line":6,"column":1},"raw":"109,930.10"},"#,
        r#""/tables/art20_8/fees/b":{"location":{"line":7,"column":1},"raw":"-0.5"},"#,
        r#""/tables/art20_8/fees/c":{"location":{"line":8,"column":1},"inferred":true},"#,
        r#""/tables/art20_8/fees/d":{"location":{"line":9,"column":1},"raw":"/"}}"#,
    );
    assert_eq!(to_string(&filing, &PLAIN), format!("{head}}}"));
    assert_eq!(to_string(&filing, &FULL), format!("{head}{provenance}}}"));
}

#[test]
fn indented_json_keeps_the_rows_of_a_table_together() {
    let text = to_string(&full("2019"), &JsonOptions { provenance: false, pretty: true });
    let start = text.find("    \"art20_8\"").unwrap();
    let end = text[start..].find('}').unwrap() + start;
    assert_eq!(&text[start..=end], "    \"art20_8\": {\n      \"fees\": {\"prior_year_items\": 19, \"change\": -20}");
    assert!(text.contains("\n  \"period\": {\"from\": \"2021-01-01\", \"to\": \"2021-12-31\"},\n  \"published\""));
    assert!(text.ends_with("\n  ]\n}"), "{}", &text[text.len() - 50..]);
}

#[test]
fn every_form_satisfies_the_schema_and_lists_every_null() {
    for form in form::forms() {
        for pretty in [false, true] {
            for provenance in [false, true] {
                let text = to_string(&full(&form.id), &JsonOptions { provenance, pretty });
                let json: Json = serde_json::from_str(&text).unwrap();
                validate(&json);
                let listed: BTreeSet<String> = json["nulls"].as_object().unwrap().keys().cloned().collect();
                assert_eq!(listed, nulls(&json));
                assert!(listed.len() > form.tables.len());
                assert_eq!(json.get("provenance").is_some(), provenance);
                assert_eq!(text.contains('\n'), pretty, "a document is one line unless it is indented");
            }
        }
    }
}

#[test]
fn an_empty_report_satisfies_the_schema() {
    let json: Json = serde_json::from_str(&to_string(&filing(Report::default()), &FULL)).unwrap();
    validate(&json);
    assert_eq!(nulls(&json).len(), 6);
    assert_eq!(json["tables"], json!({}));
    assert_eq!(json["provenance"], json!({}));
}

#[test]
fn provenance_points_at_what_is_there() {
    for form in form::forms() {
        let json = document(&form.id);
        let provenance = json["provenance"].as_object().unwrap();
        for (pointer, place) in provenance {
            assert!(json.pointer(pointer).is_some(), "{pointer}");
            let inferred = json
                .pointer(pointer)
                .and_then(Json::as_i64)
                .is_some_and(|n| n > 0 && pointer.matches('/').count() == 4);
            assert_eq!(place.get("inferred").is_some(), inferred, "{pointer}");
        }
        for pointer in nulls(&json) {
            assert_eq!(provenance[&pointer]["raw"], "/", "{pointer}");
        }
        let heading = form.sections.first().map(|_| "/sections/0/heading");
        for pointer in ["/title", "/agency", "/year", "/period", "/published"].into_iter().chain(heading) {
            assert!(provenance[pointer]["raw"].is_string(), "{pointer}");
        }
        assert_eq!(provenance["/published"]["location"], json!({ "metadata": "PubDate" }));
    }
}

#[test]
fn each_kind_of_place_has_its_shape() {
    let places = [
        (line(72, 1), json!({ "line": 72, "column": 1 })),
        (Location::Paragraph { index: 5 }, json!({ "paragraph": 5 })),
        (Location::TableCell { table: 3, row: 4, cell: 2 }, json!({ "table": 3, "row": 4, "cell": 2 })),
        (
            Location::SheetCell { sheet: "表 \"1\"".into(), row: 5, column: 28 },
            json!({ "sheet": "表 \"1\"", "row": 5, "column": 28, "cell": "AB5" }),
        ),
        (Location::Metadata { name: "Pub\"Date".into() }, json!({ "metadata": "Pub\"Date" })),
        (Location::Source, json!({ "source": true })),
    ];
    for (at, shape) in places {
        let notes = vec![Note { kind: NoteKind::Image, at, text: String::new() }];
        let json: Json =
            serde_json::from_str(&to_string(&filing(Report { notes, ..Report::default() }), &FULL)).unwrap();
        validate(&json);
        assert_eq!(json["notes"][0]["location"], shape);
    }
}

#[test]
fn strings_survive_whatever_they_hold() {
    let nasty = "\0\u{1F}\u{7F}\"\\/\u{2028}\u{FEFF}𠮷\r\n";
    let mut filing = filing(Report { title: Some(field(nasty.into(), nasty, line(1, 1))), ..Report::default() });
    filing.name = nasty.into();
    for pretty in [false, true] {
        let text = to_string(&filing, &JsonOptions { provenance: true, pretty });
        let json: Json = serde_json::from_str(&text).unwrap();
        assert_eq!(json["title"], nasty);
        assert_eq!(json["source"]["name"], nasty);
        assert_eq!(json["provenance"]["/title"]["raw"], nasty);
        assert!(!text.contains('\r'));
    }
}

#[test]
fn a_workbook_has_no_encoding() {
    let mut filing = full("2021");
    filing.document.encoding = None;
    let json: Json = serde_json::from_str(&to_string(&filing, &PLAIN)).unwrap();
    validate(&json);
    assert!(json["source"].get("encoding").is_none());
}

#[test]
fn all_ways_to_write_give_the_same_bytes() {
    let filing = full("2021");
    let text = to_string(&filing, &FULL);
    let mut written = Vec::new();
    write(&filing, &FULL, &mut written).unwrap();
    let mut appended = b"before".to_vec();
    append(&filing, &FULL, &mut appended);
    assert_eq!(written, text.as_bytes());
    assert_eq!(&appended[6..], text.as_bytes());
    assert_eq!(to_string(&full("2021"), &FULL), text);
}

#[test]
fn an_error_of_the_writer_is_handed_on() {
    let mut too_small = [0u8; 100];
    let error = write(&full("2021"), &PLAIN, &mut &mut too_small[..]).unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::WriteZero);
}
