//! Expected values were read off `samples/seed/dingdian-2020.txt` by hand.

use xxgk::location::Location;
use xxgk::report::{Date, NoteKind, Period, Report, Value};
use xxgk::{Limits, Options, Source};

fn seed() -> (String, Report) {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/samples/seed/dingdian-2020.txt");
    let source = Source::open(path.as_ref(), &Limits::default()).expect("the seed opens");
    let text = String::from_utf8(source.bytes.clone()).expect("the seed is UTF-8");
    let report = xxgk::extract(&source, &Options::default()).expect("the seed is read").report;
    (text, report)
}

#[test]
fn what_the_filing_says_of_itself() {
    let (_, report) = seed();
    let title = report.title.expect("a title");
    assert_eq!(title.value, "町店镇人民政府2020年政府信息公开工作年度报告");
    assert_eq!(title.raw, "町店镇人民政府2020年政府信息公开工作\n年 度 报 告");
    assert_eq!(title.at, Location::Line { line: 3, column: 2 });
    assert_eq!(report.agency.expect("an agency").value, "町店镇人民政府");
    assert_eq!(report.year.expect("a year").value, 2020);
    assert_eq!(report.form.expect("a form").id, "2019");
    let period = report.period.expect("a period");
    let day = |month, day| Date { year: 2020, month, day };
    assert_eq!(period.value, Period { from: day(1, 1), to: day(12, 31) });
    assert_eq!(period.raw, "2020年1月1日---2020年12月31日");
    assert_eq!(period.at, Location::Line { line: 11, column: 5 });
    assert!(report.published.is_none(), "the filing gives no day of publication");
}

#[test]
fn six_sections_with_the_nested_headings_inside_the_first() {
    let (_, report) = seed();
    let sections: Vec<_> = report.sections.iter().filter(|s| s.id.is_some()).collect();
    let headings: Vec<_> = sections
        .iter()
        .map(|s| (s.id.unwrap_or_default(), s.number, s.heading.as_ref().map(|h| h.value.as_str())))
        .collect();
    assert_eq!(
        headings,
        [
            ("overview", Some(1), Some("一、总体情况")),
            ("proactive_disclosure", Some(2), Some("二、主动公开政府信息情况")),
            ("applications", Some(3), Some("三、收到和处理政府信息公开申请情况")),
            ("litigation", Some(4), Some("四、政府信息公开行政复议、行政诉讼情况")),
            ("problems", Some(5), Some("五、存在的主要问题及改进情况")),
            ("other_matters", Some(6), Some("六、其他需要报告的事项")),
        ]
    );
    let overview = &sections[0].text;
    for nested in ["一、主动公开政府信息情况", "二、依申请公开政府信息情况", "三、复议、诉讼和申诉情况"]
    {
        assert!(overview.lines().any(|line| line == nested), "{nested} belongs to section one");
        assert!(
            report.notes.iter().any(|n| n.kind == NoteKind::UnmatchedHeading && n.text == nested),
            "{nested} is noted"
        );
    }
    assert!(overview.starts_with("根据《中华人民共和国政府信息公开条例》要求，2020年,我镇坚持"));
    assert!(overview.ends_with("未收到各类针对本部门政府信息公开事务有关的申诉案。"));
    assert!(sections[1..4].iter().all(|s| s.text.is_empty()), "sections two to four hold only their tables");
    assert!(sections[4].text.starts_with("主要问题：\n一是在思想认识上有待进一步统一"));
    assert!(sections[4].text.contains("五是信息检索技术有待加强。\n整改措施："));
    assert_eq!(sections[5].text, "无。");
}

#[test]
fn all_198_cells_and_where_they_stand() {
    let (text, report) = seed();
    let lines: Vec<&str> = text.lines().collect();
    // Rows and columns of each table as the filing prints them.
    let tables: Vec<(&str, usize, usize)> =
        report.tables.iter().map(|t| (t.id, t.rows.len(), t.rows[0].cells.len())).collect();
    assert_eq!(
        tables,
        [
            ("art20_1", 2, 3),
            ("art20_5", 2, 3),
            ("art20_6", 2, 3),
            ("art20_8", 1, 2),
            ("art20_9", 1, 2),
            ("applications", 23, 7),
            ("litigation", 1, 15),
        ]
    );
    let mut last = 0;
    let mut count = 0;
    for table in &report.tables {
        for row in &table.rows {
            for entry in &row.cells {
                let pointer = format!("{}/{}/{}", table.id, row.key, entry.key);
                // Every figure of the filing is 0 but the two of the procurement.
                let expected = match pointer.as_str() {
                    "art20_9/central_procurement/projects" => "2",
                    "art20_9/central_procurement/amount" => "109930",
                    _ => "0",
                };
                let Value::Number(number) = entry.value else { panic!("{pointer}: {:?}", entry.value) };
                assert_eq!(number.to_string(), expected, "{pointer}");
                // One cell a line, in printed order: each stands below the one before, and its line is the cell.
                let Some(Location::Line { line, column: 1 }) = entry.at else { panic!("{pointer}: {:?}", entry.at) };
                assert!(line > last, "{pointer} stands at line {line}, the cell before at {last}");
                assert_eq!(lines[line as usize - 1].trim(), entry.raw.as_deref().unwrap_or_default(), "{pointer}");
                last = line;
                count += 1;
            }
        }
    }
    assert_eq!(count, 198);
    let change = &report.tables[1].rows[0].cells[1];
    assert_eq!((change.key, change.raw.as_deref()), ("change", Some("+0")));
}

#[test]
fn labels_broken_over_lines_are_one_label() {
    let (_, report) = seed();
    let applications = report.tables.iter().find(|t| t.id == "applications").expect("the table");
    let label = |key: &str| {
        let row = applications.rows.iter().find(|row| row.key == key).expect("the row");
        row.label.as_ref().map(|l| (l.value.as_str(), l.at.clone()))
    };
    let at = |line| Location::Line { line, column: 1 };
    assert_eq!(label("new_received"), Some(("一、本年新收政府信息公开申请数量", at(87))));
    assert_eq!(label("denied_security_stability"), Some(("3.危及“三安全一稳定”", at(137))));
    assert_eq!(label("carried_out"), Some(("四、结转下年度继续办理", at(267))));
}
