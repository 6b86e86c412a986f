//! Two reports in one source: the first is read, the second is told of.

use xxgk::report::NoteKind;
use xxgk::{Options, Source};

#[test]
fn the_first_is_read_and_the_second_noted() {
    let first = include_str!("../samples/seed/dingdian-2020.txt");
    let second = first.replace("町店镇", "乙镇").replace("109930", "77");
    let source = Source::from_bytes("two.txt", format!("{first}\n{second}").into_bytes()).expect("text");
    let report = xxgk::extract(&source, &Options::default()).expect("it is read").report;
    assert_eq!(report.agency.expect("an agency").value, "町店镇人民政府");
    let procurement = report.tables.iter().find(|t| t.id == "art20_9").expect("the table");
    assert_eq!(procurement.rows[0].cells[1].value.number().map(|n| n.to_string()).as_deref(), Some("109930"));
    assert_eq!(report.sections.last().expect("section six").text, "无。\n附件1：");
    let note = report.notes.iter().find(|n| n.kind == NoteKind::SecondFiling).expect("a note");
    assert!(note.text.contains("乙镇人民政府"), "{note:?}");
}
