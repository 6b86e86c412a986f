use super::*;
use crate::document::{Block, Grid};
use crate::limits::Limits;
use std::fmt::Write;
use std::time::{Duration, Instant};

fn read_bytes(bytes: &[u8], limits: Limits) -> Result<Document, Error> {
    let source = Source { name: "页.html".into(), bytes: bytes.to_vec(), format: crate::source::Format::Html };
    read(&source, &ReadOptions { limits, encoding: None })
}

fn document(page: &str) -> Document {
    read_bytes(page.as_bytes(), Limits::default()).unwrap()
}

/// The blocks of a page: lines as they are; a grid as its cells, `row,column rowsxcolumns text`, one a line.
fn blocks(page: &str) -> Vec<String> {
    shown(&document(page))
}

fn shown(document: &Document) -> Vec<String> {
    let show = |block: &Block| match block {
        Block::Line(line) => document.str(line.text).to_owned(),
        Block::Grid(grid) => shown_grid(document, grid),
    };
    document.blocks.iter().map(show).collect()
}

fn shown_grid(document: &Document, grid: &Grid) -> String {
    let mut text = String::new();
    for cell in &grid.cells {
        let (row, column, rows, columns) = (cell.row, cell.column, cell.row_span, cell.column_span);
        writeln!(text, "{row},{column} {rows}x{columns} {}", document.str(cell.text)).unwrap();
    }
    text
}

fn grid(table: &str) -> String {
    let found = blocks(table);
    assert_eq!(found.len(), 1, "{found:?}");
    found.into_iter().next().unwrap()
}

fn observed(document: &Document, kind: ObservationKind) -> Vec<&str> {
    document.observations.iter().filter(|o| o.kind == kind).map(|o| o.detail.as_str()).collect()
}

#[test]
fn block_elements_break_lines_and_inline_elements_do_not() {
    let page = "<body>头<p>甲<span>乙</span><b>丙</b><font color=red>丁</font><o:p></o:p></p>
        <div>子<p>丑</div>寅<ul><li>卯<li>辰</ul><h2>巳</h2>午<br>未<br/><br>申<section>酉</section>
        <span>一</span><span>二</span><em style='display: block'>三</em>四<a href=x>五</a>六<hr>七";
    let expected =
        ["头", "甲乙丙丁", "子", "丑", "寅", "卯", "辰", "巳", "午", "未", "申", "酉", "一二", "三", "四五六", "七"];
    assert_eq!(blocks(page), expected);
}

#[test]
fn white_space_collapses_as_browsers_do_it() {
    for (page, expected) in [
        ("<p>  a \t b\n c  </p>", "a b c"),
        ("<p>甲 乙  丙</p>", "甲 乙 丙"),
        ("<p>共公开\n      信息\r\n，2020\n年</p>", "共公开信息，2020 年"),
        ("<p><span>总</span>\n<span>计</span></p>", "总计"),
        ("<p><span>总</span> <span>计</span></p>", "总 计"),
        ("<p><span>总 </span><span> 计</span></p>", "总 计"),
        ("<p>甲&nbsp;&nbsp;乙\u{3000}丙</p>", "甲\u{A0}\u{A0}乙\u{3000}丙"),
        ("<p>甲<!-- 注 -->乙&amp;nbsp;&lt;丙&#20113;&emsp;丁</p>", "甲乙&nbsp;<丙云\u{2003}丁"),
        ("<p>“甲”\n乙</p>", "“甲”乙"),
    ] {
        assert_eq!(blocks(page), [expected], "{page}");
    }
    assert_eq!(blocks("<p>&nbsp;</p><p>　</p><div> \n </div><p>\u{200B}</p>"), [""; 0]);
    assert_eq!(
        blocks("<pre>\n一、 甲\n  二、  乙 \n\n三<b>、\n丙</b></pre>丁\n戊"),
        ["一、 甲", "二、  乙", "三、", "丙", "丁戊"]
    );
    assert_eq!(
        blocks("<div style='white-space:pre-wrap'>甲\n乙<p>丙\n丁</p></div>戊\n己"),
        ["甲", "乙", "丙", "丁", "戊己"]
    );
}

#[test]
fn paragraphs_count_from_one_and_cells_as_written() {
    let found = document(
        "<p>甲</p><table><tr><td><table><thead><tr><th>1<td hidden>2<td>3</thead><tr style='display:none'><td>4<tr><td>5</table></table><p>乙",
    );
    let places: Vec<String> = found
        .blocks
        .iter()
        .flat_map(|block| match block {
            Block::Line(line) => vec![line.at.to_string()],
            Block::Grid(grid) => {
                [&grid.at].into_iter().chain(grid.cells.iter().map(|c| &c.at)).map(|at| at.to_string()).collect()
            }
        })
        .collect();
    let expected = [
        "paragraph 1",
        "table 2, row 1, cell 1",
        "table 2, row 1, cell 1",
        "table 2, row 1, cell 3",
        "table 2, row 3, cell 1",
        "paragraph 2",
    ];
    assert_eq!(places, expected);
    // A hidden table has a number too.
    let found = document("<table hidden><tr><td>1<td>2</table><table><tr><td>3<td>4</table>");
    assert!(
        matches!(&found.blocks[..], [Block::Grid(grid)] if grid.at == Location::TableCell { table: 2, row: 1, cell: 1 })
    );
}

#[test]
fn cells_take_the_slots_that_the_table_model_gives_them() {
    // Plain spans.
    assert_eq!(
        grid("<table><tr><td rowspan=2>甲<td colspan=2>乙<tr><td>丙<td>丁</table>"),
        "0,0 2x1 甲\n0,1 1x2 乙\n1,1 1x1 丙\n1,2 1x1 丁\n"
    );
    // A span of columns that runs into a span of rows is cut short; what follows stands behind its full width.
    assert_eq!(
        grid("<table><tr><td>a<td>b<td rowspan=2>c<td>d<td>e<tr><td colspan=4>f<td>g</table>"),
        "0,0 1x1 a\n0,1 1x1 b\n0,2 2x1 c\n0,3 1x1 d\n0,4 1x1 e\n1,0 1x2 f\n1,4 1x1 g\n"
    );
    // Rows that are not there are not covered; 0 is all that follow in the row group.
    assert_eq!(
        grid("<table><tr><td rowspan=9>a<td>b<tr><td rowspan=0>c<tr><td>d<tbody><tr><td>e</table>"),
        "0,0 3x1 a\n0,1 1x1 b\n1,1 2x1 c\n2,2 1x1 d\n3,0 1x1 e\n"
    );
    // Rows without cells are rows; cells without text are cells; end tags may be missing.
    assert_eq!(
        grid("<table><tr><td rowspan=3>a<td><tr></tr><tr><td>&nbsp;</td><th>b</th></tr></table>"),
        "0,0 3x1 a\n0,1 1x1 \n2,1 1x1 \u{A0}\n2,2 1x1 b\n"
    );
    // Head and foot stand where they stand in the source.
    assert_eq!(
        grid("<table><tfoot><tr><td>a</tfoot><thead><tr><td>b</thead><tr><td>c</table>"),
        "0,0 1x1 a\n1,0 1x1 b\n2,0 1x1 c\n"
    );
    // Absurd spans.
    assert_eq!(
        grid(
            "<table><tr><td colspan=2147483647 rowspan=4294967296>甲<td colspan=99999999999999>乙<td colspan=0>丙<td colspan=-3>丁</table>"
        ),
        "0,0 1x1000 甲\n0,1000 1x1000 乙\n0,2000 1x1 丙\n0,2001 1x1 丁\n"
    );
}

#[test]
fn cells_never_share_a_slot() {
    let mut random = fastrand::Rng::with_seed(7);
    for _ in 0..300 {
        let mut page = String::from("<table>");
        for _ in 0..random.u32(1..7) {
            page.push_str(if random.u32(..5) == 0 { "<tbody><tr>" } else { "<tr>" });
            for _ in 0..random.u32(0..6) {
                write!(page, "<td rowspan={} colspan={}>x", random.u32(0..4), random.u32(0..5)).unwrap();
            }
        }
        let found = document(&page);
        for block in &found.blocks {
            let Block::Grid(grid) = block else { continue };
            assert!(grid.cells.is_sorted_by_key(|c| (c.row, c.column)), "{page}");
            let mut taken = std::collections::HashSet::new();
            for cell in &grid.cells {
                assert!(cell.row_span > 0 && cell.column_span > 0, "{page}");
                for row in cell.row..cell.row + cell.row_span {
                    for column in cell.column..cell.column + cell.column_span {
                        assert!(taken.insert((row, column)), "{page}");
                    }
                }
            }
        }
    }
}

#[test]
fn lines_in_a_cell_are_separated_and_trimmed() {
    assert_eq!(
        grid(
            "<table><tr><td> 本年新<br>制作 <br/><br> 数量 <td><p>甲</p>\n<p> 乙\n丙<span> </span></p><td><div>&nbsp;丁 </div> </table>"
        ),
        "0,0 1x1 本年新\n制作\n数量\n0,1 1x1 甲\n乙丙\n0,2 1x1 \u{A0}丁\n"
    );
    assert_eq!(grid("<table><tr><td><br>1<br><td>\n2\n</table>"), "0,0 1x1 1\n0,1 1x1 2\n");
}

#[test]
fn a_caption_stands_before_its_table() {
    let page = "<table><caption>表一<br>情况</caption><tr><td>1<td>2</table>";
    assert_eq!(blocks(page), ["表一", "情况", "0,0 1x1 1\n0,1 1x1 2\n"]);
    assert_eq!(blocks("<table><caption>表二</caption></table>尾"), ["表二", "尾"]);
}

#[test]
fn tables_for_layout_are_read_as_blocks() {
    // A table in a table, however deep, and text on both sides of it.
    let page = "<table><tr><td>栏目<td><div>前<table><caption>甲</caption><tr><td>1<td>2</table>后</div></table>";
    assert_eq!(blocks(page), ["栏目", "前", "甲", "0,0 1x1 1\n0,1 1x1 2\n", "后"]);
    // One cell.
    assert_eq!(blocks("<table><tr><td><p>甲<p>乙</table>"), ["甲", "乙"]);
    // A nested table that does not show is none.
    let page = "<table><tr><td>a<table style='display:none'><tr><td>x</table><td>b</table>";
    assert_eq!(blocks(page), ["0,0 1x1 a\n0,1 1x1 b\n"]);
}

#[test]
fn prose_makes_a_layout_table_and_a_long_label_does_not() {
    let prose = format!("<p>{}</p>", "字".repeat(120)).repeat(4);
    let label = "字".repeat(199);
    let rows = "<tr><td>规章<td>1<td>2<td>3".repeat(6);
    // Navigation beside the text.
    assert_eq!(blocks(&format!("<table><tr><td>栏目<td>{prose}</table>")).len(), 5);
    let long = format!("<table><tr><td><td>{}<td></table>", "字".repeat(1600));
    assert_eq!(blocks(&long), ["字".repeat(1600)]);
    // A sentence of explanation in a label or in a header.
    assert!(grid(&format!("<table><tr><td>{label}<td>1</table>")).starts_with("0,0 1x1 字"));
    assert!(grid(&format!("<table><tr><td>{}<td>1</table>", "字".repeat(400))).starts_with("0,0 1x1 字"));
    // Prose above the rows of a form.
    let found = grid(&format!("<table><tr><td colspan=4>{prose}{rows}</table>"));
    assert!(found.starts_with("0,0 1x4 字") && found.ends_with("6,3 1x1 3\n"));
    // Fields about a text above it, and the empty cells of a frame around it, are no data.
    let fields = "<tr><td>发布日期<td>2021-01-18<td>文号<td>无".repeat(4);
    assert_eq!(blocks(&format!("<table>{fields}<tr><td colspan=4>{prose}{prose}</table>")).len(), 24);
    let frame = "<tr><td><td><td>";
    assert_eq!(blocks(&format!("<table>{frame}<tr><td><td>{prose}<td>{frame}</table>")).len(), 4);
    // Short text in a heading is no prose.
    assert_eq!(grid("<table><tr><td><h3>甲</h3><td>1</table>"), "0,0 1x1 甲\n0,1 1x1 1\n");
}

#[test]
fn what_does_not_show_is_not_read() {
    let page = "<p>甲</p><script>var a='<p>一</p>'</script><style>p{}</style><noscript>二</noscript>
        <template><p>三</p><table><tr><td>四</table></template><!-- 五 --><div hidden>六</div>
        <div style='DISPLAY : NONE'>七<div>八</div></div><span style='display:none'>九<span>十</span>百</span>
        <p style='visibility:hidden'>千</p><select><option>万</select><button>子</button><textarea>丑</textarea>
        <input type=hidden value=寅><svg><text>卯</text><title>辰</title></svg><b hidden>巳</b><iframe>午</iframe>乙";
    assert_eq!(blocks(page), ["甲", "乙"]);
    let page = "<table><tr><td>1<td style='display:none'>2<td style='visibility:hidden'>3<td>4<tr hidden><td>5</table>";
    assert_eq!(grid(page), "0,0 1x1 1\n0,1 1x1 \n0,2 1x1 4\n");
    // Inside what hides, and behind it.
    assert_eq!(blocks("<font style='display:none'>a<font>b</font>c</font>d<font>e</font>"), ["de"]);
}

#[test]
fn the_head_is_metadata() {
    let found = document(
        "<html><head><title> 某局\n年报 </title><meta name='PubDate' content=' 2021-01-18 '><meta name=x content=''>
        <meta name='ArticleTitle' content='甲&amp;乙'><meta property='og:title' content=丙><meta http-equiv=a content=b>
        <title>另</title></head><body>丁",
    );
    let fields: Vec<_> = found.metadata.iter().map(|f| (f.name.as_str(), f.value.as_str())).collect();
    let expected = [("title", "某局 年报"), ("PubDate", "2021-01-18"), ("ArticleTitle", "甲&乙"), ("og:title", "丙")];
    assert_eq!(fields, expected);
    assert_eq!(found.metadata[1].at, Location::Metadata { name: "PubDate".into() });
    assert_eq!(shown(&found), ["丁"]);

    // Misplaced in a layout table, which is looked at twice, a field is one field.
    let found = document("<table><tr><td><meta name=a content=b><table><tr><td>1</table></table>");
    assert_eq!(found.metadata.len(), 1);

    let many = "<meta name=n content=v>".repeat(300) + &format!("<title>{}</title>", "字".repeat(9000));
    assert_eq!(document(&many).metadata.len(), 200);
    assert_eq!(document(&many[300 * 23..]).metadata[0].value.len(), 4095);
}

#[test]
fn scopes_are_the_containers_of_blocks() {
    let found = document(
        "<body><div><ul><li>栏目</ul></div><div><div></div><div id=zoom><p>甲</p><p>乙</p><table><tr><td>1<td>2</table></div></div><p>尾",
    );
    let scope = |block: &Block| match block {
        Block::Line(line) => line.scope,
        Block::Grid(grid) => grid.scope,
    };
    let scopes: Vec<u32> = found.blocks.iter().map(scope).collect();
    // body 1: div 2, ul 3; div 4, div 5; the empty one has none.
    assert_eq!(scopes, [3, 5, 5, 5, 1]);
    assert_eq!(found.scopes, [0, 0, 1, 2, 1, 4]);
    // Cells of a layout table are scopes of their own.
    let found = document("<table><tr><td>甲<p>乙<td>丙<table><tr><td>1<td>2</table></table>");
    assert_eq!(found.blocks.iter().map(scope).collect::<Vec<_>>(), [3, 3, 4, 4]);
    assert_eq!(found.scopes, [0, 0, 1, 2, 2]);
}

#[test]
fn pictures_are_noted_within_bounds() {
    let found = document(
        "<header><img src=logo.png></header><p>甲</p><img src='a.jpg' alt='表一'><table><tr><td>1<td><img src='data:image/png;base64,AAAA'></table>",
    );
    let images: Vec<_> = found.observations.iter().map(|o| (o.at.to_string(), o.detail.as_str())).collect();
    let expected = [("paragraph 2".into(), "表一"), ("table 1, row 1, cell 2".into(), "data:image/png")];
    assert_eq!(images, expected);
    assert_eq!(observed(&document(&"<img src=a>".repeat(80)), ObservationKind::Image).len(), 50);
    // Looked at twice, noted once.
    let found = document("<table><tr><td><img src=a><table><tr><td><img src=b></table></table>");
    assert_eq!(observed(&found, ObservationKind::Image), ["a", "b"]);
}

#[test]
fn the_encoding_is_found_whatever_the_page_declares() {
    let page = |charset: &str| {
        format!(
            "<html><head><meta charset=\"{charset}\"><title>政府信息公开</title></head><body><p>全年主动公开政府信息，共三条。</p>"
        )
    };
    let gb = |charset| encoding_rs::GB18030.encode(&page(charset)).0.into_owned();
    let wide = |mark: &str, big: bool| -> Vec<u8> {
        (mark.to_owned() + &page("utf-8"))
            .encode_utf16()
            .flat_map(|u| if big { u.to_be_bytes() } else { u.to_le_bytes() })
            .collect()
    };
    for (bytes, encoding) in [
        (page("utf-8").into_bytes(), "UTF-8"),
        (page("gb2312").into_bytes(), "UTF-8"),
        (["\u{FEFF}", &page("big5")].concat().into_bytes(), "UTF-8"),
        (gb("gb2312"), "gb18030"),
        (gb("utf-8"), "gb18030"),
        (gb("no-such"), "gb18030"),
        (gb("iso-8859-1"), "gb18030"),
        (wide("\u{FEFF}", false), "UTF-16LE"),
        (wide("", false), "UTF-16LE"),
        (wide("\u{FEFF}", true), "UTF-16BE"),
        (wide("", true), "UTF-16BE"),
    ] {
        let found = read_bytes(&bytes, Limits::default()).unwrap();
        assert_eq!(found.encoding, Some(encoding));
        assert_eq!(shown(&found), ["全年主动公开政府信息，共三条。"]);
        assert!(found.observations.is_empty());
    }
    let mut damaged = page("utf-8").into_bytes();
    damaged.insert(20, 0xB9);
    let found = read_bytes(&damaged, Limits::default()).unwrap();
    assert_eq!((found.encoding, observed(&found, ObservationKind::DecodingLoss)), (Some("UTF-8"), vec!["1"]));
}

#[test]
fn declarations_are_found_in_any_form() {
    for (head, label) in [
        ("<meta charset=gbk>", Some("gbk")),
        ("<META CHARSET = 'GB2312' />", Some("gb2312")),
        ("<meta http-equiv=Content-Type content=\"text/html; charset=utf-8\">", Some("utf-8")),
        ("<meta name=a content=b><meta charset=\"big5\"", Some("big5")),
        ("<?xml version=\"1.0\" encoding=\"GB18030\"?><html>", Some("gb18030")),
        ("<script charset=gbk></script>", None),
        ("<meta charset=>", None),
        ("", None),
    ] {
        assert_eq!(declared_encoding(head.as_bytes()).as_deref(), label, "{head}");
    }
}

#[test]
fn xhtml_and_fragments_are_pages() {
    let page =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Strict//EN\" \"x\">
        <html xmlns=\"http://www.w3.org/1999/xhtml\"><body><p>甲<br />乙</p></body></html>";
    assert_eq!(blocks(page), ["甲", "乙"]);
    assert_eq!(blocks("甲"), ["甲"]);
    assert_eq!(blocks("<td>甲</td>"), ["甲"]);
    assert_eq!(blocks("</p></table><p>甲<"), ["甲<"]);
}

#[test]
fn bytes_of_any_kind_are_read() {
    for bytes in [
        &b""[..],
        b"<",
        b"x",
        b"\0",
        b"\xFF",
        b"\xFE\xFF",
        b"\xEF\xBB\xBF",
        b"<p>\0\0a\0b</p>",
        b"&",
        b"<table",
        b"<p a='",
    ] {
        read_bytes(bytes, Limits::default()).unwrap();
    }
    assert_eq!(shown(&read_bytes(b"<p>a\0b</p>\0", Limits::default()).unwrap()), ["ab"]);
    let mut random = fastrand::Rng::with_seed(1);
    let pieces: [&[u8]; 20] = [
        b"<table>",
        b"</table>",
        b"<tr>",
        b"<td rowspan=3>",
        b"<td colspan=2>",
        b"</td>",
        b"<p>",
        b"</p>",
        b"<b>",
        b"<div>",
        b"</div>",
        b"<caption>",
        b"<svg>",
        b"<pre>",
        b"\xB9\xAB",
        b"\xE5\x85\xAC",
        b"<span hidden>",
        b"</span>",
        b"\n ",
        b"<template>",
    ];
    for _ in 0..2000 {
        let mut page = Vec::new();
        for _ in 0..random.usize(..40) {
            page.extend_from_slice(pieces[random.usize(..pieces.len())]);
            if random.u32(..20) == 0 {
                page.push(random.u8(..));
            }
        }
        let found = read_bytes(&page, Limits::default()).unwrap();
        for scope in &found.scopes {
            assert!((*scope as usize) < found.scopes.len());
        }
        shown(&found);
    }
}

/// Each would take minutes, or the stack, without bounds.
#[test]
fn hostile_markup_costs_no_more_than_its_length() {
    let numbered = |count: usize, tag: &dyn Fn(usize) -> String| (0..count).map(tag).collect::<String>();
    let attributes = numbered(100_000, &|i| format!(" a{i}=1"));
    let quoted = numbered(100_000, &|i| format!(" a{i}='>'"));
    let misnested = numbered(2500, &|i| format!("<b a={i}>")) + &numbered(2500, &|i| format!("<i a={i}>"));
    let hiding = numbered(2500, &|i| format!("<b style='display:block' a={i}></i>"));
    for (page, dropped) in [
        ("<div>".repeat(100_000) + "x", true),
        ("<table><tr><td>".repeat(50_000) + "x", true),
        ("<table><caption>".repeat(50_000) + "x", true),
        ("<p><b>".repeat(20_000) + "x", false),
        (misnested + &"x</b>".repeat(2500), false),
        (hiding + &"<p>x".repeat(2500), false),
        (format!("<p{attributes}>x"), true),
        (format!("<p{quoted}>x"), true),
        (format!("<i a=\"<p{quoted}>\">x"), true),
        (format!("<script>'<p a=\"'</script>x<p{attributes}>"), true),
        ("x".to_owned() + &"<a".repeat(200_000), false),
        (numbered(20_000, &|i| format!("<body a{i}=1>")) + "x", true),
        ("x<svg>".to_owned() + &"<style>".repeat(100_000), true),
        ("x<div></o>".repeat(50_000), true),
    ] {
        let start = Instant::now();
        let found = document(&page);
        assert!(start.elapsed() < Duration::from_secs(20), "{:.40}", page);
        assert!(found.text.contains('x'), "{page:.40}");
        assert_eq!(observed(&found, ObservationKind::MarkupDropped).len(), usize::from(dropped), "{page:.40}");
    }
}

#[test]
fn a_tag_within_bounds_keeps_its_attributes() {
    let before: String = (0..200).map(|i| format!(" a{i}='{}'", "x".repeat(1000))).collect();
    assert_eq!(blocks(&format!("<p{before} hidden>甲</p>乙")), ["乙"]);
    // A picture in the page: one attribute, however long.
    let page = format!("<img src=\"data:image/png;base64,{}\">甲", "A+/=".repeat(100_000));
    let found = document(&page);
    assert_eq!(shown(&found), ["甲"]);
    assert!(observed(&found, ObservationKind::MarkupDropped).is_empty());
}

#[test]
fn unclosed_elements_do_not_add_up() {
    // What is left open in a cell ends with it: no depth is reached, however many there are.
    let page = "<table>".to_owned() + &"<tr><td><div><div><o:p/><font size=2>1<td><section>2".repeat(2000) + "</table>";
    let found = document(&page);
    assert!(found.observations.is_empty());
    assert!(matches!(&found.blocks[..], [Block::Grid(grid)] if grid.cells.len() == 4000));
}

#[test]
fn too_many_cells_are_refused_with_the_option_to_raise() {
    let limits = Limits { cells: 100, ..Limits::default() };
    let table = |cells: usize| format!("<table>{}</table>", "<tr><td>1<td>2".repeat(cells / 2)).into_bytes();
    assert!(read_bytes(&table(50), limits).is_ok());
    for (page, what) in [(table(102), "cells"), (b"<p>".repeat(201), "elements")] {
        match read_bytes(&page, limits) {
            Err(Error::TooLarge { what: found, option, .. }) => assert_eq!((found, option), (what, "--max-cells")),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn a_table_wider_than_any_form_is_read_as_lines() {
    let page = "<table><tr>".to_owned() + &"<td colspan=1000>甲".repeat(6);
    assert_eq!(blocks(&page), ["甲"; 6]);
}
