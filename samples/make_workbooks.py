#!/usr/bin/env python3
"""Make the small workbooks of samples/workbooks/, which the tests read.

usage: pip install xlwt; python3 samples/make_workbooks.py

Every file holds the same invented table: merged cells, one of them blank; numbers, numbers as text, a date,
a truth; a hidden row, a hidden column and a hidden sheet; and a formula, which only calculated.xls and
sample.ods hold the result of.
"""
import datetime
import pathlib
import struct
import zipfile

import xlwt

OUT = pathlib.Path(__file__).parent / "workbooks"
TITLE = "青禾县示例镇人民政府2020年政府信息公开工作年度报告"


def write_xls(path):
    book = xlwt.Workbook(encoding="utf-8")
    hidden = book.add_sheet("隐藏")
    hidden.visibility = 1
    hidden.write(1, 1, "备用")
    sheet = book.add_sheet("年报")
    book.set_active_sheet(1)
    sheet.write_merge(0, 0, 0, 3, TITLE)
    for column, text in enumerate(["信息内容", "本年新制作数量", "本年新\n公开数量", "对外公开总数量"]):
        sheet.write(1, column, text)
    for column, value in enumerate(["规章", 0, 12, 109930.1]):
        sheet.write(2, column, value)
    for column, value in enumerate(["规范性文件", "２", "+3", True]):
        sheet.write(3, column, value)
    sheet.write(4, 0, "日期")
    sheet.write(4, 1, datetime.date(2021, 1, 18), xlwt.easyxf(num_format_str="yyyy-mm-dd"))
    sheet.write_merge(4, 5, 2, 3, None)
    sheet.write(5, 0, "行政许可")
    sheet.write(5, 1, 7)
    sheet.row(5).hidden = True
    sheet.write(6, 0, "合计")
    sheet.write(6, 1, xlwt.Formula("B3+B6"))
    sheet.write(6, 5, "备注")
    sheet.col(5).hidden = True
    book.save(str(path))


def write_calculated_xls(path):
    """The same, with the result 7 in the formula, where xlwt always writes an empty text."""
    write_xls(path)
    data = path.read_bytes()
    empty = struct.pack("<Q", 0xFFFF000000000003)
    assert data.count(empty) == 1
    path.write_bytes(data.replace(empty, struct.pack("<d", 7)))


def write_ods(path):
    names = {
        "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
        "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
        "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
        "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
        "calcext": "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0",
        "dc": "http://purl.org/dc/elements/1.1/",
    }
    spaces = " ".join(f'xmlns:{prefix}="{name}"' for prefix, name in names.items())

    def text(*paragraphs, attributes=""):
        body = "".join(f"<text:p>{paragraph}</text:p>" for paragraph in paragraphs)
        return f'<table:table-cell office:value-type="string"{attributes}>{body}</table:table-cell>'

    def number(value, shown=None):
        return (f'<table:table-cell office:value-type="float" office:value="{value}">'
                f"<text:p>{shown or value}</text:p></table:table-cell>")

    def row(*cells, attributes=""):
        return f"<table:table-row{attributes}>{''.join(cells)}</table:table-row>"

    blank = '<table:table-cell table:number-columns-repeated="%d"/>'
    covered = '<table:covered-table-cell table:number-columns-repeated="%d"/>'
    rows = [
        row(text(TITLE, attributes=' table:number-columns-spanned="4" table:number-rows-spanned="1"'), covered % 3),
        row(text("信息内容"), text("本年新制作数量"), text("本年新", "公开数量"),
            text('对外<text:span text:style-name="T1">公开</text:span>总数量')),
        row(text("规章"), number("0"), number("12"), number("109930.1", "109,930.10")),
        row(text("规范性文件"), text("２"), text("+3"),
            '<table:table-cell office:value-type="boolean" office:boolean-value="true"><text:p>TRUE</text:p>'
            "</table:table-cell>"),
        row(text("日期"),
            '<table:table-cell office:value-type="date" office:date-value="2021-01-18">'
            "<office:annotation><dc:date>2021-02-01</dc:date><text:p>批注</text:p></office:annotation>"
            "<text:p>2021年1月18日</text:p></table:table-cell>",
            '<table:table-cell table:number-columns-spanned="2" table:number-rows-spanned="2"/>', covered % 1),
        row(text("行政许可"), number("7"), covered % 2, attributes=' table:visibility="collapse"'),
        row(text("合计"),
            '<table:table-cell table:formula="of:=[.B3]+[.B6]" office:value-type="float" office:value="7">'
            "<text:p>7</text:p></table:table-cell>", blank % 3, text("备注"), blank % 16378),
        row(blank % 16384, attributes=' table:number-rows-repeated="1048569"'),
    ]
    columns = ('<table:table-column table:number-columns-repeated="5"/><table:table-column table:visibility="collapse"/>'
               '<table:table-column table:number-columns-repeated="16378"/>')
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-content {spaces} office:version="1.2">'
        '<office:automatic-styles><style:style style:name="ta1" style:family="table"><style:table-properties '
        'table:display="true"/></style:style><style:style style:name="ta2" style:family="table">'
        '<style:table-properties table:display="false"/></style:style></office:automatic-styles>'
        '<office:body><office:spreadsheet>'
        '<table:table table:name="隐藏" table:style-name="ta2"><table:table-column/>'
        f"{row(blank % 1)}{row(blank % 1, text('备用'))}</table:table>"
        f'<table:table table:name="年报" table:style-name="ta1">{columns}{"".join(rows)}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (f'<?xml version="1.0" encoding="UTF-8"?>\n<manifest:manifest xmlns:manifest='
                f'"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2"><manifest:file-entry '
                f'manifest:full-path="/" manifest:media-type="{kind}"/><manifest:file-entry '
                'manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>')
    with zipfile.ZipFile(path, "w") as archive:
        for name, data, method in [("mimetype", kind, zipfile.ZIP_STORED),
                                   ("content.xml", content, zipfile.ZIP_DEFLATED),
                                   ("META-INF/manifest.xml", manifest, zipfile.ZIP_DEFLATED)]:
            info = zipfile.ZipInfo(name, (2021, 1, 18, 0, 0, 0))
            info.compress_type = method
            archive.writestr(info, data)


OUT.mkdir(exist_ok=True)
write_xls(OUT / "sample.xls")
write_calculated_xls(OUT / "calculated.xls")
write_ods(OUT / "sample.ods")
