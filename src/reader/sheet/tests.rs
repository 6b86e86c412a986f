use super::*;
use rust_xlsxwriter::{ExcelDateTime as Date, Format as Style, Formula, Workbook};
use std::io::{Cursor, Read as _, Write as _};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const TITLE: &str = "青禾县示例镇人民政府2020年政府信息公开工作年度报告";

fn read_with(name: &str, bytes: Vec<u8>, limits: Limits) -> Result<Document, Error> {
    let source = Source::from_bytes(name, bytes)?;
    read(&source, &ReadOptions { limits, encoding: None })
}

fn read_named(name: &str, bytes: Vec<u8>) -> Result<Document, Error> {
    read_with(name, bytes, Limits::default())
}

/// Row, column, rows, columns, text.
type Row<'a> = (u32, u32, u32, u32, &'a str);

fn grids(document: &Document) -> Vec<&Grid> {
    fn grid(block: &Block) -> Option<&Grid> {
        match block {
            Block::Grid(grid) => Some(grid),
            _ => None,
        }
    }
    document.blocks.iter().filter_map(grid).collect()
}

fn cells<'a>(document: &'a Document, grid: &Grid) -> Vec<Row<'a>> {
    let row = |cell: &Cell| (cell.row, cell.column, cell.row_span, cell.column_span, document.str(cell.text));
    grid.cells.iter().map(row).collect()
}

fn observations(document: &Document) -> Vec<(ObservationKind, String, &str)> {
    let all = document.observations.iter();
    all.map(|note| (note.kind, note.at.to_string(), &note.detail[..])).collect()
}

fn zip(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

const RELATIONSHIPS: &str =
    r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">"#;
const TYPE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// A workbook of one sheet whose XML is given, and further parts.
fn xlsx_with(sheet: &str, more: &[(&str, &[u8])]) -> Vec<u8> {
    let root = format!(
        r#"{RELATIONSHIPS}<Relationship Id="rId1" Type="{TYPE}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
    );
    let relations = format!(
        r#"{RELATIONSHIPS}<Relationship Id="rId1" Type="{TYPE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#
    );
    let workbook = format!(
        r#"<workbook xmlns:r="{TYPE}"><sheets><sheet name="年报" sheetId="1" r:id="rId1"/></sheets></workbook>"#
    );
    let mut parts = vec![
        ("_rels/.rels", root.as_bytes()),
        ("xl/workbook.xml", workbook.as_bytes()),
        ("xl/_rels/workbook.xml.rels", relations.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ];
    parts.extend_from_slice(more);
    zip(&parts)
}

fn xlsx(sheet: &str) -> Vec<u8> {
    let name = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    xlsx_with(&format!(r#"<worksheet xmlns="{name}">{sheet}</worksheet>"#), &[])
}

fn ods(body: &str) -> Vec<u8> {
    let content = format!(
        "<office:document-content><office:body><office:spreadsheet>{body}</office:spreadsheet></office:body></office:document-content>"
    );
    zip(&[("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", content.as_bytes())])
}

/// What samples/make_workbooks.py wrote, and what a formula without its result stands as.
fn check_sample(name: &str, bytes: &[u8], sum: &str) {
    let document = read_named(name, bytes.to_vec()).unwrap();
    let [visible, hidden] = grids(&document)[..] else { panic!("{name}: two sheets") };
    let expected = [
        (0, 0, 1, 4, TITLE),
        (1, 0, 1, 1, "信息内容"),
        (1, 1, 1, 1, "本年新制作数量"),
        (1, 2, 1, 1, "本年新\n公开数量"),
        (1, 3, 1, 1, "对外公开总数量"),
        (2, 0, 1, 1, "规章"),
        (2, 1, 1, 1, "0"),
        (2, 2, 1, 1, "12"),
        (2, 3, 1, 1, "109930.1"),
        (3, 0, 1, 1, "规范性文件"),
        (3, 1, 1, 1, "２"),
        (3, 2, 1, 1, "+3"),
        (3, 3, 1, 1, "TRUE"),
        (4, 0, 1, 1, "日期"),
        (4, 1, 1, 1, "2021-01-18"),
        (4, 2, 2, 2, ""),
        (5, 0, 1, 1, "行政许可"),
        (5, 1, 1, 1, "7"),
        (6, 0, 1, 1, "合计"),
        (6, 1, 1, 1, sum),
        (6, 5, 1, 1, "备注"),
    ];
    assert_eq!(cells(&document, visible), expected, "{name}");
    assert_eq!(cells(&document, hidden), [(1, 1, 1, 1, "备用")], "{name}");
    assert!(visible.sparse && visible.at.to_string() == "年报!A1" && visible.cells[17].at.to_string() == "年报!B6");
    assert_eq!((visible.scope, hidden.scope, &document.scopes[..]), (1, 2, &[0, 0, 0][..]));
    let mut notes = observations(&document);
    if sum.starts_with('=') {
        let formula = notes.remove(0);
        assert_eq!(formula, (ObservationKind::FormulaWithoutValue, "年报!B7".into(), sum), "{name}");
    }
    let hides = ObservationKind::HiddenCells;
    let expected = [
        (hides, "年报!A6".into(), "年报!6:6"),
        (hides, "年报!F7".into(), "年报!F:F"),
        (hides, "隐藏!B2".into(), "隐藏"),
    ];
    assert_eq!(notes, expected, "{name}");
}

const XLS: &[u8] = include_bytes!("../../../samples/workbooks/sample.xls");
const ODS: &[u8] = include_bytes!("../../../samples/workbooks/sample.ods");

#[test]
fn an_xls_is_read_as_it_was_written() {
    check_sample("sample.xls", XLS, "=B3+B6");
    check_sample("calculated.xls", include_bytes!("../../../samples/workbooks/calculated.xls"), "7");
}

#[test]
fn an_ods_is_read_as_it_was_written() {
    check_sample("sample.ods", ODS, "7");
}

/// The sample as an xlsx, by another writer.
fn sample_xlsx() -> Vec<u8> {
    let mut book = Workbook::new();
    let plain = Style::new();
    let sheet = book.add_worksheet();
    sheet.set_name("隐藏").unwrap().set_hidden(true);
    sheet.write(1, 1, "备用").unwrap();
    let sheet = book.add_worksheet();
    sheet.set_name("年报").unwrap().set_active(true);
    sheet.merge_range(0, 0, 0, 3, TITLE, &plain).unwrap();
    sheet.write_row(1, 0, ["信息内容", "本年新制作数量", "本年新\n公开数量", "对外公开总数量"]).unwrap();
    sheet.write(2, 0, "规章").unwrap();
    sheet.write(2, 1, 0).unwrap();
    sheet.write(2, 2, 12).unwrap();
    sheet.write(2, 3, 109930.1).unwrap();
    sheet.write_row(3, 0, ["规范性文件", "２", "+3"]).unwrap();
    sheet.write(3, 3, true).unwrap();
    sheet.write(4, 0, "日期").unwrap();
    let date = Date::from_ymd(2021, 1, 18).unwrap();
    sheet.write_datetime_with_format(4, 1, &date, &Style::new().set_num_format("yyyy\"年\"m\"月\"d\"日\"")).unwrap();
    sheet.merge_range(4, 2, 5, 3, "", &plain).unwrap();
    sheet.write(5, 0, "行政许可").unwrap();
    sheet.write(5, 1, 7).unwrap();
    sheet.set_row_hidden(5).unwrap();
    sheet.write(6, 0, "合计").unwrap();
    sheet.write_formula(6, 1, Formula::new("=B3+B6").set_result("7")).unwrap();
    sheet.write(6, 5, "备注").unwrap();
    sheet.set_column_hidden(5).unwrap();
    book.save_to_buffer().unwrap()
}

#[test]
fn an_xlsx_is_read_as_it_was_written() {
    check_sample("sample.xlsx", &sample_xlsx(), "7");
}

#[test]
fn values_are_written_exactly() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let formatted = |format: &str| Style::new().set_num_format(format);
    for (row, number) in [0.1 + 0.2, 11398889.0, -2.5, 1e20, 0.5].into_iter().enumerate() {
        sheet.write(row as u32, 0, number).unwrap();
    }
    for (row, (date, format)) in [
        (Date::from_ymd(2021, 1, 18).unwrap().and_hms(10, 30, 0).unwrap(), "yyyy-mm-dd hh:mm"),
        (Date::from_hms(8, 5, 30).unwrap(), "h:mm:ss"),
        (Date::from_hms(8, 5, 30).unwrap(), "[h]:mm:ss"),
        (Date::from_ymd(1999, 12, 31).unwrap(), "m/d/yy"),
    ]
    .into_iter()
    .enumerate()
    {
        sheet.write_with_format(row as u32, 1, &date, &formatted(format)).unwrap();
    }
    for (row, text) in ["007", "1,234", " 3 ", "甲\r\n乙", "a\rb", "_x000D_", "<&>\""].into_iter().enumerate() {
        sheet.write_string(row as u32, 2, text).unwrap();
    }
    sheet.write_formula(0, 3, Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
    sheet.write_formula(1, 3, Formula::new("=NA()").set_result("#N/A")).unwrap();
    let document = read_named("values.xlsx", book.save_to_buffer().unwrap()).unwrap();
    let found = cells(&document, grids(&document)[0]);
    let column = |n| found.iter().filter(|cell| cell.1 == n).map(|cell| cell.4).collect::<Vec<_>>();
    assert_eq!(column(0), ["0.3", "11398889", "-2.5", "100000000000000000000", "0.5"]);
    assert_eq!(column(1), ["2021-01-18T10:30:00", "08:05:30", "8:05:30", "1999-12-31"]);
    assert_eq!(column(2), ["007", "1,234", " 3 ", "甲\n乙", "a\nb", "_x000D_", "<&>\""]);
    assert_eq!(column(3), ["#DIV/0!", "#N/A"]);
}

#[test]
fn a_formula_without_its_result_is_text_and_noted() {
    let sheet = r#"<sheetData><row r="1"><c r="A1"><f>SUM(B1:C1)</f></c><c r="B1"><f t="shared" si="999999999999" ref="B1:B2">D1&amp;E1</f><v/></c><c r="C1" t="str"><f>IF(A1,"",1)</f><v></v></c></row><row r="2"><c r="B2"><f t="shared" si="999999999999"/></c></row></sheetData>"#;
    let document = read_named("formulas.xlsx", xlsx(sheet)).unwrap();
    let expected = [(0, 0, 1, 1, "=SUM(B1:C1)"), (0, 1, 1, 1, "=D1&E1"), (1, 1, 1, 1, "=D2&E2")];
    assert_eq!(cells(&document, grids(&document)[0]), expected);
    let kind = ObservationKind::FormulaWithoutValue;
    let expected = [
        (kind, "年报!A1".into(), "=SUM(B1:C1)"),
        (kind, "年报!B1".into(), "=D1&E1"),
        (kind, "年报!B2".into(), "=D2&E2"),
    ];
    assert_eq!(observations(&document), expected);
}

#[test]
fn what_a_merged_region_covers_is_left_out_and_noted() {
    // Prefixes and single quotes, as some writers have them; a region that overlaps another counts no more.
    let sheet = "<x:worksheet xmlns:x='main'><x:sheetData><x:row r='1'><x:c r='A1'><x:v>1</x:v></x:c>\
        <x:c r='B1'><x:v>2</x:v></x:c></x:row><x:row r='2' hidden='1'><x:c r='B2'><x:v>3</x:v></x:c>\
        <x:c r='D2'><x:v>4</x:v></x:c></x:row><x:row r='3' hidden='false'/></x:sheetData>\
        <x:mergeCells><x:mergeCell ref='A1:B2'/><x:mergeCell\nref='B2:C3'/><x:mergeCell ref='C1:C9'/>\
        <x:mergeCell ref='E1:F2'/></x:mergeCells></x:worksheet>";
    let document = read_named("merged.xlsx", xlsx_with(sheet, &[])).unwrap();
    let expected = [(0, 0, 2, 2, "1"), (0, 2, 2, 1, ""), (1, 3, 1, 1, "4")];
    assert_eq!(cells(&document, grids(&document)[0]), expected);
    let kind = ObservationKind::HiddenCells;
    let expected = [
        (kind, "年报!B1".into(), "B1 is covered by A1:B2 and left out"),
        (kind, "年报!B2".into(), "B2 is covered by A1:B2 and left out"),
        (kind, "年报!D2".into(), "年报!2:2"),
    ];
    assert_eq!(observations(&document), expected);
}

#[test]
fn runs_of_hidden_rows_and_columns_are_one_note_each() {
    let sheet = r#"<cols><col min="2" max="3" width="0" hidden="1"/><col min="4" max="4" hidden="1"/><col min="9" max="16384" hidden="1"/></cols><sheetData><row r="5" hidden="1"/><row r="6" hidden="1"><c r="C6"><v>1</v></c></row><row r="7" hidden="true"><c r="A7"><v>2</v></c></row><row r="9" hidden="1"/><row r="10"><c r="A10" t="inlineStr"><is><t xml:space="preserve"> hidden="1" </t></is></c></row></sheetData>"#;
    let document = read_named("hidden.xlsx", xlsx(sheet)).unwrap();
    assert_eq!(grids(&document)[0].at.to_string(), "年报!C6");
    let kind = ObservationKind::HiddenCells;
    let expected = [(kind, "年报!C6".into(), "年报!5:7"), (kind, "年报!C6".into(), "年报!B:D")];
    assert_eq!(observations(&document), expected);
}

#[test]
fn cells_out_of_order_are_sorted_and_later_ones_count() {
    let sheet = r#"<sheetData><row r="2"><c r="B2"><v>4</v></c><c r="A2"><v>3</v></c></row><row r="1"><c><v>1</v></c><c><v>2</v></c></row><row r="2"><c r="A2"><v>5</v></c></row></sheetData>"#;
    let document = read_named("order.xlsx", xlsx(sheet)).unwrap();
    let expected = [(0, 0, 1, 1, "1"), (0, 1, 1, 1, "2"), (1, 0, 1, 1, "5"), (1, 1, 1, 1, "4")];
    assert_eq!(cells(&document, grids(&document)[0]), expected);
}

#[test]
fn empty_sheets_are_no_blocks() {
    for sheet in ["<sheetData/>", r#"<sheetData/><mergeCells><mergeCell ref="A1:B2"/></mergeCells>"#] {
        assert!(read_named("empty.xlsx", xlsx(sheet)).unwrap().blocks.is_empty());
    }
    assert!(read_named("empty.ods", ods(r#"<table:table table:name="空"/>"#)).unwrap().blocks.is_empty());
}

#[test]
fn odd_cells_of_an_ods_are_read() {
    let body = r##"<table:tracked-changes><table:table-cell><text:p>old</text:p></table:table-cell></table:tracked-changes>
        <table:table table:name="表"><table:shapes><draw:frame><text:p>drawn</text:p></draw:frame></table:shapes>
        <table:table-header-rows><table:table-row>
          <table:table-cell office:value-type="string"> <text:p>a<text:s text:c="2"/>b<text:line-break/>&#x4E2D;&amp;</text:p></table:table-cell>
          <table:table-cell office:value-type="float" office:value="12.00" table:number-columns-repeated="2"><text:p>12</text:p></table:table-cell>
          <table:table-cell office:value-type="percentage" office:value="1.5E-1"><text:p>15%</text:p></table:table-cell>
          <table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value="" calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>
          <table:table-cell table:formula="of:=SUM([.A1])"/>
        </table:table-row></table:table-header-rows>
        <table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-spanned="3" table:number-rows-spanned="9"/>
          <table:covered-table-cell office:value-type="float" office:value="9"><text:p>9</text:p></table:covered-table-cell>
        </table:table-row></table:table>"##;
    let document = read_named("odd.ods", ods(body)).unwrap();
    let expected = [
        (0, 0, 1, 1, "a  b\n中&"),
        (0, 1, 1, 1, "12"),
        (0, 2, 1, 1, "12"),
        (0, 3, 1, 1, "0.15"),
        (0, 4, 1, 1, "#DIV/0!"),
        (0, 5, 1, 1, "=SUM([.A1])"),
    ];
    assert_eq!(cells(&document, grids(&document)[0]), expected);
    let hides = ObservationKind::HiddenCells;
    let expected = [
        (ObservationKind::FormulaWithoutValue, "表!F1".into(), "=SUM([.A1])"),
        (hides, "表!B2".into(), "B2 is covered by A2:C10 and left out"),
        (hides, "表!B3".into(), "B3 is covered by A2:C10 and left out"),
    ];
    assert_eq!(observations(&document), expected);
}

/// Records of a binary workbook.
fn records(list: &[(u16, &[u8])]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (kind, data) in list {
        match kind {
            0..=0x7F => bytes.push(*kind as u8),
            _ => bytes.extend([*kind as u8 | 0x80, (kind >> 7) as u8]),
        }
        bytes.push(data.len() as u8);
        bytes.extend_from_slice(data);
    }
    bytes
}

/// Numbers of four bytes each.
fn longs(numbers: &[u32]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
}

fn wide(text: &str) -> Vec<u8> {
    let units: Vec<u16> = text.encode_utf16().collect();
    longs(&[units.len() as u32]).into_iter().chain(units.iter().flat_map(|unit| unit.to_le_bytes())).collect()
}

fn sample_xlsb() -> Vec<u8> {
    let number = |column: u32, value: f64| [&longs(&[column, 0])[..], &value.to_le_bytes()].concat();
    let row = |row: u32, hidden: bool| [&longs(&[row, 0])[..], &[0, 0, 0, if hidden { 0x10 } else { 0 }, 0]].concat();
    let sheet = records(&[
        (0x81, &[]),
        (0x94, &longs(&[0, 1, 0, 2])),
        (0x186, &[]),
        (0x3C, &[&longs(&[2, 2, 0, 0])[..], &[1, 0]].concat()),
        (0x187, &[]),
        (0x91, &[]),
        (0, &row(0, false)),
        (6, &[longs(&[0, 0]), wide("规章")].concat()),
        (5, &number(2, 0.5)),
        (0, &row(1, true)),
        (5, &number(0, 12.0)),
        (0x0B, &[&longs(&[1, 0])[..], &[0x2A, 0, 0]].concat()),
        (0x92, &[]),
        (0xB1, &longs(&[1])),
        (0xB0, &longs(&[0, 0, 0, 1])),
        (0xB2, &[]),
        (0x82, &[]),
    ]);
    let book = records(&[
        (0x83, &[]),
        (0x8F, &[]),
        (0x9C, &[longs(&[0, 1]), wide("rId1"), wide("年报")].concat()),
        (0x90, &[]),
        (0x9D, &[0; 4]),
        (0x84, &[]),
    ]);
    let relations = format!(
        r#"{RELATIONSHIPS}<Relationship Id="rId1" Type="{TYPE}/worksheet" Target="worksheets/sheet1.bin"/></Relationships>"#
    );
    zip(&[
        ("xl/workbook.bin", &book),
        ("xl/_rels/workbook.bin.rels", relations.as_bytes()),
        ("xl/worksheets/sheet1.bin", &sheet),
    ])
}

#[test]
fn an_xlsb_is_read_with_its_merged_regions_and_hidden_rows() {
    let document = read_named("sample.xlsb", sample_xlsb()).unwrap();
    let expected = [(0, 0, 1, 2, "规章"), (0, 2, 1, 1, "0.5"), (1, 0, 1, 1, "12"), (1, 1, 1, 1, "#N/A")];
    assert_eq!(cells(&document, grids(&document)[0]), expected);
    let kind = ObservationKind::HiddenCells;
    let expected = [(kind, "年报!A2".into(), "年报!2:2"), (kind, "年报!C1".into(), "年报!C:C")];
    assert_eq!(observations(&document), expected);
}

#[test]
fn far_cells_and_far_regions_cost_nothing() {
    let sheet = r#"<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row></sheetData>"#;
    let document = read_named("far.xlsx", xlsx(sheet)).unwrap();
    let expected = [(0, 0, 1, 1, "1"), (1_048_575, 16_383, 1, 1, "2")];
    assert_eq!(cells(&document, grids(&document)[0]), expected);
    let sheet = r#"<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>"#;
    let document = read_named("merge.xlsx", xlsx(sheet)).unwrap();
    assert_eq!(cells(&document, grids(&document)[0]), [(0, 0, 1, 1, "1")]);
}

#[test]
fn places_that_no_sheet_has_are_damage_or_cut() {
    for place in ["XFE1", "A1048577", "A4294967296"] {
        let sheet = format!(r#"<sheetData><row><c r="A1"><v>1</v></c><c r="{place}"><v>1</v></c></row></sheetData>"#);
        let result = read_named("beyond.xlsx", xlsx(&sheet));
        assert!(matches!(result, Err(Error::Damaged { .. } | Error::Reader { .. })), "{place}: {result:?}");
    }
    let sheet = r#"<sheetData><row><c r="A1"><v>1</v></c><c r="XFD1"><v>2</v></c></row></sheetData><mergeCells><mergeCell ref="A1:ZZZ4294967295"/></mergeCells>"#;
    let document = read_named("beyond.xlsx", xlsx(sheet)).unwrap();
    assert_eq!(cells(&document, grids(&document)[0]), [(0, 0, 1, 1, "1")]);
}

#[test]
fn limits_hold() {
    let rows: String = (0..30).map(|_| format!("<row>{}</row>", "<c><v>1</v></c>".repeat(40))).collect();
    let sheet = format!("<sheetData>{rows}</sheetData>");
    let mut limits = Limits { cells: 1200, ..Limits::default() };
    assert_eq!(grids(&read_with("cells.xlsx", xlsx(&sheet), limits).unwrap())[0].cells.len(), 1200);
    limits.cells = 1199;
    let too_many = |name: &str, bytes: Vec<u8>| match read_with(name, bytes, limits) {
        Err(Error::TooLarge { option, found, .. }) => (option, found),
        other => panic!("{name}: {other:?}"),
    };
    assert_eq!(too_many("cells.xlsx", xlsx(&sheet)), ("--max-cells", 1200));
    let merges = r#"<mergeCell ref="A1:B2"/>"#.repeat(1200);
    let sheet = format!(r#"<sheetData><row><c><v>1</v></c></row></sheetData>{merges}"#);
    assert_eq!(too_many("merges.xlsx", xlsx(&sheet)), ("--max-cells", 1200));
    let repeated = r#"<table:table><table:table-row table:number-rows-repeated="1048576"><table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="16384"/></table:table-row></table:table>"#;
    assert_eq!(too_many("repeat.ods", ods(repeated)), ("--max-cells", 1 << 34));
}

#[test]
fn bombs_are_stopped() {
    let limits = Limits { inflated_bytes: 1 << 20, ..Limits::default() };
    let too_large = |name: &str, bytes: Vec<u8>| match read_with(name, bytes, limits) {
        Err(Error::TooLarge { option: "--max-inflated-bytes", .. }) => {}
        other => panic!("{name}: {other:?}"),
    };
    let spaces = vec![b' '; 3 << 20];
    let bomb = xlsx_with("<worksheet/>", &[("xl/sharedStrings.xml", &spaces)]);
    too_large("bomb.xlsx", bomb.clone());
    // The same with a size that is a lie, in the local header and in the directory.
    let mut lie = bomb;
    let (truth, small) = ((3u32 << 20).to_le_bytes(), 1000u32.to_le_bytes());
    let places: Vec<usize> = memchr::memmem::find_iter(&lie, &truth).collect();
    assert!(!places.is_empty());
    for place in places {
        lie[place..place + 4].copy_from_slice(&small);
    }
    assert!(matches!(read_with("lie.xlsx", lie, limits), Err(Error::Damaged { .. })));
    // One long string in many cells.
    let strings = format!("<sst><si><t>{}</t></si></sst>", "长".repeat(10_000));
    let cells = r#"<c t="s"><v>0</v></c>"#.repeat(100);
    let sheet = format!("<worksheet><sheetData><row>{cells}</row></sheetData></worksheet>");
    too_large("long.xlsx", xlsx_with(&sheet, &[("xl/sharedStrings.xml", strings.as_bytes())]));
    // One long font name in many styles.
    let fonts = format!("<fonts><font><name val='{}'/></font></fonts>", "字\"".repeat(10_000));
    let styles = format!("<styleSheet>{fonts}<cellXfs>{}</cellXfs></styleSheet>", "<xf fontId='0'/>".repeat(1000));
    too_large("long.xlsx", xlsx_with("<worksheet><sheetData/></worksheet>", &[("xl/styles.xml", styles.as_bytes())]));
    // More strings than memory.
    let strings = b"<sst uniqueCount='999999999999999'><si><t>x</t></si></sst>";
    let bytes = xlsx_with("<worksheet><sheetData/></worksheet>", &[("xl/sharedStrings.xml", strings)]);
    assert!(matches!(read_with("strings.xlsx", bytes, limits), Err(Error::Damaged { .. })));
    // Spaces by the number.
    let spaces = r#"<text:s text:c="99999999999"/>"#.repeat(100);
    let body = format!(
        "<table:table><table:table-row><table:table-cell><text:p>{spaces}</text:p></table:table-cell></table:table-row></table:table>"
    );
    too_large("spaces.ods", ods(&body));
    // Parts by the number.
    let names: Vec<String> = (0..10_001).map(|n| n.to_string()).collect();
    let parts: Vec<(&str, &[u8])> = names.iter().map(|name| (&name[..], &b""[..])).collect();
    assert!(matches!(read_with("parts.xlsx", zip(&parts), limits), Err(Error::Damaged { .. })));
}

#[test]
fn what_is_no_workbook_is_an_error_with_words() {
    let message = |name: &str, bytes: &[u8]| read_named(name, bytes.to_vec()).unwrap_err().to_string();
    assert!(message("empty.xlsx", b"PK\x05\x06").starts_with("empty.xlsx: zip directory: found "));
    let whole = sample_xlsx();
    for percent in [1, 50, 90] {
        let cut = &whole[..whole.len() * percent / 100];
        assert!(message("cut.xlsx", cut).contains("expected a whole xlsx workbook: fetch it again"), "{percent}");
    }
    assert!(
        message("none.ods", &zip(&[("mimetype", b"application/vnd.oasis.opendocument.spreadsheet")]))
            .starts_with("none.ods: content.xml: found no such part")
    );
    let secret = zip(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", b"<manifest:encryption-data/>"),
        ("content.xml", b"\x00\x01"),
    ]);
    assert!(message("secret.ods", &secret).contains("password-protected"));
    let mut secret = XLS.to_vec();
    let wide = |name: &str| name.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let at = memchr::memmem::find(&secret, &wide("Workbook")).unwrap();
    secret[at..at + 32].copy_from_slice(&wide("EncryptedPackage"));
    assert!(message("secret.xlsx", &secret).contains("password-protected"));
}

#[test]
fn cut_files_end_in_errors() {
    let xlsx = sample_xlsx();
    let xlsb = sample_xlsb();
    for (name, whole) in [("cut.xls", XLS), ("cut.xlsx", &xlsx), ("cut.ods", ODS), ("cut.xlsb", &xlsb)] {
        for length in (0..whole.len()).step_by(37) {
            // The format is told from the first bytes, or the reader is not asked at all.
            let format = Format::from_extension(&name[4..]).unwrap();
            let source = Source { name: name.into(), bytes: whole[..length].to_vec(), format };
            let result = read(&source, &ReadOptions::default());
            // Past the records of an xls stand its properties and padding.
            if name != "cut.xls" || length < 4096 {
                assert!(result.is_err(), "{name} cut to {length}");
            }
        }
    }
}

/// Some bytes replaced by others.
fn add_noise(bytes: &mut [u8], random: &mut fastrand::Rng) {
    for _ in 0..random.usize(1..20).min(bytes.len()) {
        let at = random.usize(..bytes.len());
        bytes[at] = random.u8(..);
    }
}

#[test]
fn noise_never_harms() {
    let mut random = fastrand::Rng::with_seed(2020);
    let xlsx = sample_xlsx();
    let xlsb = sample_xlsb();
    for (name, whole) in [("n.xls", XLS), ("n.xlsx", &xlsx), ("n.ods", ODS), ("n.xlsb", &xlsb)] {
        let format = Format::from_extension(&name[2..]).unwrap();
        for round in 0..400 {
            let mut bytes = whole.to_vec();
            // Checksums keep noise from the parts of an archive, unless it is there before them.
            match zip::ZipArchive::new(Cursor::new(whole)) {
                Ok(mut archive) if round % 4 > 0 => {
                    let mut parts = Vec::new();
                    for index in 0..archive.len() {
                        let mut part = archive.by_index(index).unwrap();
                        let mut bytes = Vec::new();
                        part.read_to_end(&mut bytes).unwrap();
                        if random.u8(..3) == 0 {
                            add_noise(&mut bytes, &mut random);
                        }
                        parts.push((part.name().unwrap().into_owned(), bytes));
                    }
                    let parts: Vec<_> = parts.iter().map(|(name, bytes)| (&name[..], &bytes[..])).collect();
                    bytes = zip(&parts);
                }
                _ => add_noise(&mut bytes, &mut random),
            }
            let source = Source { name: name.into(), bytes, format };
            if let Ok(document) = read(&source, &ReadOptions::default()) {
                for grid in grids(&document) {
                    assert!(grid.cells.is_sorted_by(|a, b| (a.row, a.column) < (b.row, b.column)), "{name}");
                }
            }
        }
    }
}
