//! Hostile input: whatever the bytes are, the answer is a report or an error in words, in bounded time, and the
//! rest of the run is unharmed.

use super::schema::validate;
use fastrand::Rng;
use std::fmt::Write as _;
use std::io::{Cursor, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use xxgk::output::json::{self, JsonOptions};
use xxgk::reader::ReadOptions;
use xxgk::report::{NoteKind, Value};
use xxgk::{Error, Filing, Limits, Options, Source, extract};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const SEED: &str = include_str!("../samples/seed/dingdian-2020.txt");
const XLS: &[u8] = include_bytes!("../samples/workbooks/sample.xls");
const CALCULATED: &[u8] = include_bytes!("../samples/workbooks/calculated.xls");
const ODS: &[u8] = include_bytes!("../samples/workbooks/sample.ods");

fn read_within(name: &str, bytes: impl Into<Vec<u8>>, limits: Limits) -> Result<Filing, Error> {
    let source = Source::from_bytes(name, bytes.into())?;
    extract(&source, &Options { read: ReadOptions { limits, ..ReadOptions::default() }, form: None })
}

fn read(name: &str, bytes: impl Into<Vec<u8>>) -> Result<Filing, Error> {
    read_within(name, bytes, Limits::default())
}

/// What must hold of every input: a report whose JSON is valid, the same twice, and whose numbers all stand in the
/// document; or an error that names the source on one line.
fn check(name: &str, bytes: &[u8]) {
    let filing = match read(name, bytes) {
        Ok(filing) => filing,
        Err(error) => {
            let message = error.to_string();
            assert!(message.starts_with(name) && !message.contains('\n'), "{message}");
            return;
        }
    };
    let options = JsonOptions { provenance: true, pretty: false };
    let written = json::to_string(&filing, &options);
    let again = read(name, bytes).expect("what was read once is read twice");
    assert!(written == json::to_string(&again, &options), "{name}: two outputs of the same bytes");
    validate(&serde_json::from_str(&written).unwrap_or_else(|error| panic!("{name}: {error}")));
    for entry in filing.report.tables.iter().flat_map(|table| &table.rows).flat_map(|row| &row.cells) {
        if let Value::Number(_) | Value::Inferred(_) = entry.value {
            let raw = entry.raw.as_deref().unwrap_or_default();
            assert!(!raw.is_empty() && filing.document.text.contains(raw), "{name}: {} is {raw:?}", entry.key);
        }
    }
}

fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A workbook of one sheet, whose XML is written in pieces.
fn xlsx(pieces: impl Iterator<Item = String>) -> Vec<u8> {
    const RELATIONSHIPS: &str =
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">"#;
    const TYPE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, xml) in [
        (
            "_rels/.rels",
            format!(
                r#"{RELATIONSHIPS}<Relationship Id="rId1" Type="{TYPE}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                r#"<workbook xmlns:r="{TYPE}"><sheets><sheet name="年报" sheetId="1" r:id="rId1"/></sheets></workbook>"#
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                r#"{RELATIONSHIPS}<Relationship Id="rId1" Type="{TYPE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#
            ),
        ),
    ] {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(xml.as_bytes()).unwrap();
    }
    zip.start_file("xl/worksheets/sheet1.xml", SimpleFileOptions::default()).unwrap();
    pieces.for_each(|piece| zip.write_all(piece.as_bytes()).unwrap());
    zip.finish().unwrap().into_inner()
}

fn ods(content: &str) -> Vec<u8> {
    archive(&[("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", content.as_bytes())])
}

fn sample_xlsx() -> Vec<u8> {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    for (row, line) in SEED.lines().enumerate() {
        for (column, piece) in line.split_whitespace().enumerate() {
            match piece.parse::<f64>() {
                Ok(number) => sheet.write(row as u32, column as u16, number).unwrap(),
                Err(_) => sheet.write(row as u32, column as u16, piece).unwrap(),
            };
        }
    }
    workbook.save_to_buffer().unwrap()
}

/// The seed with its lines as the cells of a page, rows as far as they can be told.
fn sample_html() -> String {
    let cells = |line: &str| format!("<td>{}</td>", line.trim());
    let rows: String =
        SEED.lines().filter(|line| !line.trim().is_empty()).map(|l| format!("<tr>{}</tr>", cells(l))).collect();
    format!("<html><head><title>年报</title></head><body><p>一、总体情况</p><table>{rows}</table></body></html>")
}

fn option_named(result: Result<Filing, Error>) -> &'static str {
    match result {
        Err(Error::TooLarge { option, .. }) => option,
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("no limit was met"),
    }
}

#[test]
fn hardly_anything_is_read_or_refused() {
    assert!(read("empty.txt", b"").unwrap_err().to_string().contains("an empty file"));
    for extension in ["txt", "html", "xlsx", "xlsm", "xls", "xlsb", "ods", "bin"] {
        let name = format!("a.{extension}");
        check(&name, b"");
        for byte in 0..=255 {
            check(&name, &[byte]);
        }
        check(&name, b"\0\0\0\0");
        check(&name, b"\xEF\xBB\xBF");
        check(&name, b"\xFF\xFE");
        check(&name, b"\xFE\xFF\xD8");
        check(&name, b"PK\x03\x04");
        check(&name, b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1");
    }
}

#[test]
fn random_bytes_are_read_or_refused() {
    let mut rng = Rng::with_seed(20_200_101);
    for extension in ["txt", "html", "xlsx", "xls", "xlsb", "ods"] {
        for length in [2, 17, 300, 5000, 100_000] {
            let bytes: Vec<u8> = (0..length).map(|_| rng.u8(..)).collect();
            check(&format!("a.{extension}"), &bytes);
            let magic: &[u8] = match extension {
                "xlsx" => b"PK\x03\x04xl/workbook.xml",
                "xlsb" => b"PK\x03\x04xl/workbook.bin",
                "ods" => b"PK\x03\x04application/vnd.oasis.opendocument.spreadsheet",
                "xls" => b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1",
                "html" => b"<!doctype html>",
                _ => b"",
            };
            check(&format!("a.{extension}"), &[magic, &bytes].concat());
        }
    }
}

#[test]
fn cut_workbooks_are_errors_in_words() {
    let xlsx = sample_xlsx();
    for (name, whole) in [("cut.xls", XLS), ("cut.xlsx", &xlsx), ("cut.ods", ODS)] {
        assert!(read(name, whole).is_ok(), "{name}");
        for percent in [1, 10, 25, 50, 75, 90] {
            let bytes = &whole[..whole.len() * percent / 100];
            check(name, bytes);
            // Past the records of an xls stand its properties and padding.
            assert!(name == "cut.xls" && percent > 10 || read(name, bytes).is_err(), "{name} cut to {percent} %");
        }
    }
}

#[test]
fn bytes_that_no_encoding_has_are_noted() {
    let lossy = |bytes: &[u8]| {
        let filing = read("a.txt", bytes).unwrap();
        check("a.txt", bytes);
        filing.report.notes.iter().any(|note| note.kind == NoteKind::DecodingLoss)
    };
    let mut invalid = SEED.as_bytes().to_vec();
    let at = SEED.find("总体").unwrap();
    invalid[at + 1] = 0xFF;
    assert!(lossy(&invalid));
    let wide = |lone: u16| -> Vec<u8> {
        let units = std::iter::once(0xFEFF).chain(SEED.encode_utf16()).chain([lone, u16::from(b'\n')]);
        units.flat_map(u16::to_le_bytes).collect()
    };
    for lone in [0xD800, 0xDBFF, 0xDC00, 0xDFFF] {
        assert!(lossy(&wide(lone)), "{lone:X}");
    }
    // One byte too few for its last unit.
    let whole = wide(u16::from(b'x'));
    assert!(lossy(&whole[..whole.len() - 1]));
    let zeros = SEED.replace("总体", "总\0体").replace('\n', "\0\n");
    check("a.txt", zeros.as_bytes());
    check("a.html", sample_html().replace("0<", "0\0<").as_bytes());
}

#[test]
fn a_bomb_in_an_archive_is_refused() {
    let row = "<row><c><v>1</v></c></row>".repeat(4096);
    let start = Instant::now();
    let sheet = || std::iter::repeat_n(" ".repeat(1 << 20), 260);
    let bomb = xlsx(std::iter::once("<worksheet>".to_owned()).chain(sheet()));
    assert!(bomb.len() < 1 << 20);
    assert_eq!(option_named(read("bomb.xlsx", bomb)), "--max-inflated-bytes");
    let rows = std::iter::repeat_n(row, 260);
    let many = xlsx(std::iter::once("<worksheet><sheetData>".to_owned()).chain(rows));
    assert_eq!(option_named(read("many.xlsx", many)), "--max-cells");
    assert!(start.elapsed() < Duration::from_secs(60));
}

#[test]
fn entities_that_multiply_are_not_expanded() {
    let mut entities = String::from("<!ENTITY e0 \"规章规章规章规章\">");
    for i in 1..20 {
        write!(entities, "<!ENTITY e{i} \"{}\">", format!("&e{};", i - 1).repeat(10)).unwrap();
    }
    let doctype = format!("<?xml version=\"1.0\"?><!DOCTYPE x [{entities}]>");
    let cell = r#"<c t="inlineStr"><is><t>&e19;</t></is></c>"#;
    let sheet = format!("{doctype}<worksheet><sheetData><row>{cell}</row></sheetData></worksheet>");
    check("entity.xlsx", &xlsx(std::iter::once(sheet)));
    let cell = r#"<table:table-cell office:value-type="string"><text:p>&e19;</text:p></table:table-cell>"#;
    let body = format!("<table:table table:name=\"a\"><table:table-row>{cell}</table:table-row></table:table>");
    let content = format!(
        "{doctype}<office:document-content><office:body><office:spreadsheet>{body}</office:spreadsheet></office:body></office:document-content>"
    );
    check("entity.ods", &ods(&content));
    let page = format!("{doctype}<html><body><p>&e19;</p></body></html>");
    assert!(read("entity.html", page).unwrap().document.text.len() < 2000);
    check("spaces.html", format!("<html><p>{}</p>", "&nbsp;".repeat(200_000)).as_bytes());
    check("longer.html", format!("<html><p>{}</p>", "&nGt;&#x10FFFF;".repeat(20_000)).as_bytes());
}

#[test]
fn deep_pages_lose_their_depth_only() {
    for tag in ["div", "table><tr><td", "ul><li", "b", "span hidden"] {
        let page = format!("{}一、总体情况", format!("<{tag}>").repeat(100_000));
        let filing = read("deep.html", page).unwrap();
        let dropped = filing.report.notes.iter().any(|note| note.kind == NoteKind::MarkupDropped);
        assert!(dropped || tag == "b", "{tag}");
    }
}

#[test]
fn absurd_spans_are_clamped() {
    for span in ["2147483647", "4294967296", "99999999999999999999", "-1", "0", "1e9"] {
        for page in [
            format!("<table><tr><td colspan={span}>规章<td>1<td>2<td>3</table>"),
            format!("<table><tr><td rowspan={span}>规章<td>1<td>2<td>3<tr><td>4</table>"),
            format!("<table>{}</table>", format!("<tr><td rowspan={span} colspan={span}>规章<td>1").repeat(500)),
        ] {
            check("span.html", page.as_bytes());
        }
    }
}

#[test]
fn more_cells_than_allowed_are_refused_by_name() {
    let row = format!("<tr>{}", "<td>1".repeat(100));
    let page = format!("<table>{}</table>", row.repeat(12_000));
    assert_eq!(option_named(read("cells.html", page.as_str())), "--max-cells");
}

/// Each word may be a cell, and costs as much.
#[test]
fn more_words_than_cells_are_refused_by_name() {
    let limits = || {
        let mut limits = Limits::default();
        limits.cells = 10_000;
        limits
    };
    let row = |words: &str| format!("<row><c t=\"inlineStr\"><is><t>{words}</t></is></c></row>");
    for (count, fits) in [(20_000, true), (20_001, false)] {
        let words = "1 ".repeat(count);
        for (name, bytes) in [
            ("words.txt", words.clone().into_bytes()),
            ("lines.txt", words.replace(' ', "\n").into_bytes()),
            ("tabs.txt", words.replace("1 ", "\t").into_bytes()),
            ("bars.txt", words.replace("1 ", "|").into_bytes()),
            ("words.html", format!("<p>{words}").into_bytes()),
            (
                "words.xlsx",
                xlsx([format!("<worksheet><sheetData>{}</sheetData></worksheet>", row(&words))].into_iter()),
            ),
        ] {
            match read_within(name, bytes, limits()) {
                Ok(_) => assert!(fits, "{name}"),
                refused => assert!(!fits && option_named(refused) == "--max-cells", "{name}"),
            }
        }
    }
}

/// Time that the thread has spent computing, where the system tells; else time on the clock.
fn computing_time() -> Duration {
    static START: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    match told.and_then(|text| text.split(' ').next()?.parse().ok()) {
        Some(nanoseconds) => Duration::from_nanos(nanoseconds),
        None => START.get_or_init(Instant::now).elapsed(),
    }
}

fn time_of(name: &str, text: &str) -> Duration {
    let start = computing_time();
    let filing = read(name, text).unwrap_or_else(|error| panic!("{error}"));
    json::to_string(&filing, &JsonOptions { provenance: true, pretty: false });
    computing_time() - start
}

/// Fails where four times the input costs more than twelve times as much.
fn assert_linear(name: &str, what: &str, make: &dyn Fn(usize) -> String, count: usize) {
    let (small, large) = (make(count), make(4 * count));
    // The machine may be busy: one good measurement proves the point.
    let mut seen = Vec::new();
    for _ in 0..3 {
        let (small, large) = (time_of(name, &small), time_of(name, &large));
        if large.as_secs_f64() < 12.0 * small.as_secs_f64().max(5e-3) {
            return;
        }
        seen.push((small, large));
    }
    panic!("{what}: four times the input cost more than twelve times as much: {seen:?}");
}

/// Lines that a filing may have, over and over, alone and behind a filing.
#[test]
fn repeated_lines_cost_no_more_than_their_number() {
    for line in [
        "规章 0 0 0",
        "总计",
        "其他 1",
        "行政许可",
        "商业企业 科研机构 社会公益组织 法律服务机构 其他 总计",
        "| 商业企业 | 科研机构 | 结果维持 | 总计 |",
        "| 结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计 |",
        "一、总体情况",
        "十、没有的标题",
        "某镇人民政府2021年政府信息公开工作年度报告",
        "（三）不予公开 1 2 3",
        "本年新收政府信息公开申请数量 0",
        "本年新\n收政府信息\n公开申请\n数量",
        "0",
        "1 、",
        "第 1 页\n某镇人民政府2021年政府信息公开工作年度报告\n文字",
    ] {
        assert_linear("a.txt", line, &|count| format!("{line}\n").repeat(count), 2500);
        assert_linear("a.txt", line, &|count| format!("{SEED}\n{}", format!("{line}\n").repeat(count)), 2500);
    }
}

/// Orders of lines that drive the search for tables, headings and dates to its worst.
#[test]
fn lines_in_the_worst_order_cost_no_more_than_their_number() {
    let both = |first: &str, then: &str, count: usize| {
        format!("{}{}", format!("{first}\n").repeat(count), format!("{then}\n").repeat(count))
    };
    for (first, then) in [
        ("行政强制 1 2", "行政许可 1 2"),
        ("其他不予处理情形 1 2 3 4 5 6 7", "本年新收政府信息公开申请数量 1 2 3 4 5 6 7"),
        ("六、其他需要报告的事项", "一、总体情况"),
    ] {
        assert_linear("a.txt", first, &|count| both(first, then, count), 5000);
    }
}

/// The whole of a report in one line, however long.
#[test]
fn long_lines_cost_no_more_than_their_length() {
    assert_linear("a.txt", "periods", &|count| "2020年3月2日至2020年3月1日，".repeat(count), 4000);
    assert_linear("a.txt", "years", &|count| "（2020年".repeat(count), 4000);
    assert_linear("a.txt", "blanks in bars", &|c| format!("规章 {}1{}", "| ".repeat(c), "| ".repeat(c)), 10_000);
    assert_linear("a.txt", "numbers", &|count| format!("规章 {}", "1 ".repeat(count)), 20_000);
    assert_linear("a.txt", "words", &|count| format!("规章 {}", "总计 ".repeat(count)), 5000);
    assert_linear("a.txt", "seeds", &|count| SEED.replace('\n', " ").repeat(count), 5);
    assert_linear("a.txt", "no space", &|count| "规章".repeat(count), 20_000);
    assert_linear("a.txt", "no end", &|count| "第".repeat(count) + "页", 50_000);
    assert_linear("a.txt", "ordinals", &|count| "一 、".repeat(count), 20_000);
}

/// Pages of a report in a deep corner, and of many tables.
#[test]
fn large_pages_cost_no_more_than_their_length() {
    let deep = |inside: &str| format!("<p>前{}{inside}", "<div>前".repeat(450));
    let row = "<tr><td>规章<td>1<td>2<td>3";
    assert_linear("a.html", "paragraphs in the deep", &|c| deep(&"<p>一、总体情况<p>规章 1 2 3".repeat(c)), 1000);
    assert_linear("a.html", "divisions in the deep", &|c| deep(&"<div>一、总体情况</div>".repeat(c)), 1000);
    assert_linear("a.html", "tables", &|count| format!("<table>{row}</table>").repeat(count), 1000);
    assert_linear("a.html", "rows", &|count| format!("<table>{}</table>", row.repeat(count)), 1000);
    let header = "<tr><td>商业企业<td>科研机构<td>结果维持<td>总计";
    assert_linear("a.html", "headers", &|count| format!("<table>{}</table>", header.repeat(count)), 1000);
    assert_linear("a.html", "spans", &|c| format!("<table>{}</table>", "<tr><td rowspan=65534>其他".repeat(c)), 500);
    assert_linear("a.html", "links", &|c| "<a href='/'>信息公开年度报告</a><br>".repeat(c) + "<p>一、总体情况", 1000);
}

/// What [`noise`] puts in.
const PIECES: [&str; 24] = [
    "规章",
    "总计",
    "其他",
    "\n",
    " ",
    "|",
    "\t",
    "0",
    "-1",
    "1.5",
    "一、",
    "（二）",
    "/",
    "9999999999999999999",
    "。",
    "第 1 页\n",
    "二、主动公开政府信息情况\n",
    "2021年",
    "\0",
    "<td>",
    "<table>",
    "</table>",
    "<tr>",
    "\u{3000}",
];

/// Some bytes replaced, left out, put in or moved.
fn noise(bytes: &mut Vec<u8>, rng: &mut Rng) {
    for _ in 0..rng.usize(1..12) {
        let at = rng.usize(..=bytes.len());
        let end = (at + rng.usize(..200)).min(bytes.len());
        match rng.u8(..6) {
            0 if at < end => bytes[at] = rng.u8(..),
            1 => drop(bytes.drain(at..end)),
            2 => {
                let piece = PIECES[rng.usize(..PIECES.len())].repeat(rng.usize(1..4));
                drop(bytes.splice(at..at, piece.into_bytes()));
            }
            3 => {
                let part = bytes[at..end].to_vec();
                let to = rng.usize(..=bytes.len());
                drop(bytes.splice(to..to, part));
            }
            4 => bytes[at..end].reverse(),
            _ => bytes[at..end].sort_unstable(),
        }
    }
}

/// The seed with its lines in a random order, a few of them cut or joined.
fn shuffled(rng: &mut Rng) -> String {
    let mut lines: Vec<&str> = SEED.lines().collect();
    for _ in 0..rng.usize(1..60) {
        let (a, b) = (rng.usize(..lines.len()), rng.usize(..lines.len()));
        lines.swap(a, b);
    }
    let joints = ["\n", "\n", "\n", " ", "\t", " | ", "", "\n\n"];
    let joint = joints[rng.usize(..joints.len())];
    lines
        .iter()
        .flat_map(|line| [*line, if rng.u8(..8) == 0 { joints[rng.usize(..joints.len())] } else { joint }])
        .collect()
}

#[test]
fn samples_with_noise_are_read_or_refused() {
    let mut rng = Rng::with_seed(2020);
    let (xlsx, html) = (sample_xlsx(), sample_html());
    let samples: [(&str, &[u8]); 6] = [
        ("seed.txt", SEED.as_bytes()),
        ("seed.html", html.as_bytes()),
        ("a.xlsx", &xlsx),
        ("a.xls", XLS),
        ("calculated.xls", CALCULATED),
        ("a.ods", ODS),
    ];
    for round in 0..2000 {
        let (name, sample) = samples[[0, 0, 0, 1, 1, 1, 2, 3, 4, 5][round % 10]];
        let mut bytes =
            if name == "seed.txt" && rng.bool() { shuffled(&mut rng).into_bytes() } else { sample.to_vec() };
        noise(&mut bytes, &mut rng);
        check(name, &bytes);
    }
}

fn command(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xxgk"));
    command.current_dir(folder).env("LC_ALL", "C").env_remove("LC_MESSAGES").env_remove("LANG");
    command.stdin(Stdio::null());
    command
}

#[test]
fn one_bad_file_does_not_stop_the_rest() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).unwrap();
    let bad = ["b.txt", "c.xlsx", "d.xls", "e.ods", "g.html"];
    write("a.txt", SEED.as_bytes());
    write("b.txt", b"");
    write("c.xlsx", &sample_xlsx()[..2000]);
    write("d.xls", &XLS[..3000]);
    write("e.ods", &ods("<office:document-content><!-- "));
    write("f.xls", XLS);
    write("g.html", format!("<table>{}</table>", "<tr><td>1<td>2".repeat(50_001)).as_bytes());
    write("h.txt", SEED.as_bytes());
    for jobs in ["1", "4"] {
        let run =
            command(folder.path()).args(["extract", "--jobs", jobs, "--max-cells", "100000", "."]).output().unwrap();
        let (out, errors) = (String::from_utf8(run.stdout).unwrap(), String::from_utf8(run.stderr).unwrap());
        assert_eq!(run.status.code(), Some(2), "{errors}");
        let names: Vec<String> = out
            .lines()
            .map(|line| {
                let document: serde_json::Value = serde_json::from_str(line).unwrap();
                validate(&document);
                document["source"]["name"].as_str().unwrap().to_owned()
            })
            .collect();
        assert_eq!(names, ["./a.txt", "./f.xls", "./h.txt"]);
        let lines: Vec<&str> = errors.lines().filter(|line| line.starts_with("error: ./")).collect();
        assert_eq!(lines.len(), bad.len(), "{errors}");
        assert!(lines.iter().zip(bad).all(|(line, name)| line.contains(name)), "{errors}");
        assert!(errors.contains("raise the limit with --max-cells"), "{errors}");
    }
}

/// 80 MB in one line: refused as it is, read where the limit allows it.
#[test]
fn an_enormous_line_is_refused_unless_it_is_allowed() {
    let folder = tempfile::tempdir().unwrap();
    let mut file = std::fs::File::create(folder.path().join("line.txt")).unwrap();
    let piece = "政府信息公开工作年度报告。规章".repeat(1000).into_bytes();
    let mut written = 0;
    while written < 80 << 20 {
        file.write_all(&piece).unwrap();
        written += piece.len();
    }
    drop(file);
    let run = command(folder.path()).args(["extract", "line.txt"]).output().unwrap();
    assert_eq!(run.status.code(), Some(2));
    assert!(String::from_utf8(run.stderr).unwrap().contains("raise the limit with --max-bytes"));
    let start = Instant::now();
    let run = command(folder.path()).args(["extract", "--max-bytes", "100M", "line.txt"]).output().unwrap();
    assert_eq!(run.status.code(), Some(0));
    let document: serde_json::Value = serde_json::from_slice(&run.stdout).unwrap();
    assert_eq!(document["source"]["bytes"], written);
    assert!(start.elapsed() < Duration::from_secs(60), "{:?}", start.elapsed());
}
