//! The JSON Schema (2020-12) of the canonical JSON, built from the forms and the types of the report.
//!
//! `schema/report.schema.json` is this text; a test compares the two. Every field has `title` and `description`
//! in English and `x-title-zh` and `x-description-zh` in Chinese; `x-forms` names the forms that have a table,
//! row or column. `tables` is the union over all forms, because filings mix them; the form that a document names
//! demands its own cells on top.

use super::json::SCHEMA_VERSION;
use crate::form::{self, Column, Form, Row, TableSpec};
use crate::report::{NoteKind, Value};
use crate::source::Format;
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

/// The schema as indented JSON with a line end.
pub fn schema() -> String {
    let mut text = serde_json::to_string_pretty(&document()).expect("a tree of strings is JSON");
    text.push('\n');
    text
}

/// JSON whose objects keep their order.
enum Json {
    Text(String),
    Integer(u64),
    Flag(bool),
    List(Vec<Json>),
    Object(Object),
}

type Object = Vec<(String, Json)>;

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Json::Text(text) => serializer.serialize_str(text),
            Json::Integer(value) => serializer.serialize_u64(*value),
            Json::Flag(value) => serializer.serialize_bool(*value),
            Json::List(items) => {
                let mut list = serializer.serialize_seq(Some(items.len()))?;
                items.iter().try_for_each(|item| list.serialize_element(item))?;
                list.end()
            }
            Json::Object(fields) => {
                let mut map = serializer.serialize_map(Some(fields.len()))?;
                fields.iter().try_for_each(|(key, value)| map.serialize_entry(key, value))?;
                map.end()
            }
        }
    }
}

impl From<&str> for Json {
    fn from(text: &str) -> Json {
        Json::Text(text.into())
    }
}

impl From<String> for Json {
    fn from(text: String) -> Json {
        Json::Text(text)
    }
}

impl From<u64> for Json {
    fn from(value: u64) -> Json {
        Json::Integer(value)
    }
}

impl From<bool> for Json {
    fn from(value: bool) -> Json {
        Json::Flag(value)
    }
}

impl From<Object> for Json {
    fn from(fields: Object) -> Json {
        Json::Object(fields)
    }
}

impl<T: Into<Json>, const N: usize> From<[T; N]> for Json {
    fn from(items: [T; N]) -> Json {
        list(items)
    }
}

fn list<T: Into<Json>>(items: impl IntoIterator<Item = T>) -> Json {
    Json::List(items.into_iter().map(Into::into).collect())
}

fn object<const N: usize>(fields: [(&str, Json); N]) -> Object {
    fields.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

/// The same words in English and Chinese.
type Words<'a> = (&'a str, &'a str);

/// A schema with its title and description in both languages.
fn described<const N: usize>(title: Words, description: Words, rest: [(&str, Json); N]) -> Object {
    let mut fields = object([("title", title.0.into()), ("x-title-zh", title.1.into())]);
    if !description.0.is_empty() {
        fields.extend(object([("description", description.0.into()), ("x-description-zh", description.1.into())]));
    }
    fields.extend(object(rest));
    fields
}

fn kind(name: &str) -> (&'static str, Json) {
    ("type", name.into())
}

fn kind_or_null(name: &str) -> (&'static str, Json) {
    ("type", [name, "null"].into())
}

fn reference(name: &str) -> (&'static str, Json) {
    ("$ref", format!("#/$defs/{name}").into())
}

/// An object with these fields and no others, all of them required but the optional ones.
fn closed(fields: Vec<(&str, Object)>, optional: &[&str]) -> [(&'static str, Json); 4] {
    let required = list(fields.iter().map(|(name, _)| *name).filter(|name| !optional.contains(name)));
    let properties: Object = fields.into_iter().map(|(name, field)| (name.to_owned(), field.into())).collect();
    [kind("object"), ("properties", properties.into()), ("required", required), ("additionalProperties", false.into())]
}

fn document() -> Json {
    let fields = vec![
        (
            "schema_version",
            described(
                ("Version of this schema", "本模式的版本"),
                (
                    "A new field raises the second number, any other change the first.",
                    "新增字段时第二位数字递增，其他变化时第一位数字递增。",
                ),
                [("const", SCHEMA_VERSION.into())],
            ),
        ),
        ("source", source()),
        (
            "title",
            described(
                ("Title of the report", "年报标题"),
                ("Joined where the source breaks it over lines.", "原文分行的标题已合并。"),
                [kind_or_null("string")],
            ),
        ),
        (
            "agency",
            described(
                ("Agency that reports", "报告机关"),
                ("As the title names it, else the text.", "取自标题，标题没有时取自正文。"),
                [kind_or_null("string")],
            ),
        ),
        (
            "year",
            described(
                ("Year reported on", "报告年度"),
                ("The report itself appears in the year after.", "年报通常于次年发布。"),
                [kind_or_null("integer")],
            ),
        ),
        (
            "form",
            described(
                ("Form of the tables", "表格所用格式"),
                (
                    "The official form whose signature fits best; null where none is recognised, and then there are \
                     no tables.",
                    "与年报最相符的官方格式；无法识别时为 null，此时没有表格数据。",
                ),
                [("anyOf", form_names())],
            ),
        ),
        (
            "period",
            described(
                ("Days that the figures cover", "统计期间"),
                ("", ""),
                [("anyOf", [Json::from(period()), object([kind("null")]).into()].into())],
            ),
        ),
        (
            "published",
            described(
                ("Day of publication", "发布日期"),
                ("As the page or the text states it.", "取自网页或正文所载日期。"),
                [("anyOf", [object([reference("day")]), object([kind("null")])].into())],
            ),
        ),
        ("sections", sections()),
        ("tables", tables()),
        ("nulls", nulls()),
        ("notes", notes()),
        ("provenance", provenance()),
    ];
    let mut schema = object([
        ("$schema", "https://json-schema.org/draft/2020-12/schema".into()),
        ("$id", format!("urn:xxgk:report:{SCHEMA_VERSION}").into()),
    ]);
    schema.extend(described(
        ("Annual report on government information disclosure", "政府信息公开工作年度报告"),
        (
            "One report as `xxgk extract` prints it. Descriptions stand in English (title, description) and in \
             Chinese (x-title-zh, x-description-zh); x-forms names the official forms that have the field.",
            "`xxgk extract` 输出的一份年报。说明分为英文（title、description）和中文（x-title-zh、x-description-zh）；\
             x-forms 列出含有该项的官方格式。",
        ),
        closed(fields, &["provenance"]),
    ));
    schema.extend(object([("allOf", demands()), ("$defs", definitions().into())]));
    schema.into()
}

fn source() -> Object {
    const FORMATS: [Format; 6] = [Format::Text, Format::Html, Format::Xlsx, Format::Xls, Format::Xlsb, Format::Ods];
    let formats = list(FORMATS.map(|format| {
        let title = match format {
            Format::Text => ("Plain text", "纯文本"),
            Format::Html => ("Web page", "网页"),
            Format::Xlsx => ("Excel workbook (.xlsx, .xlsm)", "Excel 工作簿（.xlsx、.xlsm）"),
            Format::Xls => ("Excel 97–2003 workbook (.xls)", "Excel 97–2003 工作簿（.xls）"),
            Format::Xlsb => ("Excel binary workbook (.xlsb)", "Excel 二进制工作簿（.xlsb）"),
            Format::Ods => ("OpenDocument spreadsheet (.ods)", "OpenDocument 电子表格（.ods）"),
        };
        described(title, ("", ""), [("const", format.name().into())])
    }));
    described(
        ("Source", "来源"),
        ("The file that was read.", "所读取的文件。"),
        closed(
            vec![
                (
                    "name",
                    described(
                        ("Name", "名称"),
                        (
                            "The path as given; for a file found in a folder, the folder as given joined with the \
                             path below it; - for standard input.",
                            "命令行给出的路径；在文件夹中找到的文件，为所给文件夹加上其下的路径；标准输入为 -。",
                        ),
                        [kind("string")],
                    ),
                ),
                (
                    "format",
                    described(
                        ("Format", "文件格式"),
                        ("Told from the content first, from the name second.", "先依据内容、再依据名称判断。"),
                        [("oneOf", formats)],
                    ),
                ),
                (
                    "encoding",
                    described(
                        ("Encoding", "编码"),
                        (
                            "WHATWG name of the encoding that the text was decoded from; absent for workbooks.",
                            "文本所用编码的 WHATWG 名称；工作簿没有此项。",
                        ),
                        [kind("string")],
                    ),
                ),
                ("bytes", described(("Size in bytes", "字节数"), ("", ""), [kind("integer"), ("minimum", 0.into())])),
                (
                    "sha256",
                    described(
                        ("SHA-256 of the bytes", "文件的 SHA-256 校验值"),
                        ("", ""),
                        [kind("string"), ("pattern", "^[0-9a-f]{64}$".into())],
                    ),
                ),
            ],
            &["encoding"],
        ),
    )
}

fn form_names() -> Json {
    let forms = newest_first().map(|form| {
        let basis = &form.basis;
        let (from, to) = form.years;
        // The current form runs on without an end.
        let (years, years_zh) = if to >= 2900 {
            (format!("{from} on"), format!("{from} 年度起"))
        } else {
            (format!("{from} to {to}"), format!("{from}—{to} 年度"))
        };
        described(
            (&format!("Form of {}", form.id), &format!("{}：{}", form.id, form.title)),
            (&format!("{}, {basis}; fiscal years {years}.", form.title), &format!("{basis}；{years_zh}。")),
            [("const", form.id.as_str().into())],
        )
    });
    list(forms.chain([object([kind("null")])]))
}

fn period() -> Object {
    let day = |title| described(title, ("", ""), [reference("day")]);
    object(closed(vec![("from", day(("First day", "起始日"))), ("to", day(("Last day", "截止日")))], &[]))
}

fn sections() -> Object {
    let mut ids: Vec<Object> = Vec::new();
    let mut seen = Vec::new();
    for section in newest_first().flat_map(|form| &form.sections) {
        if !seen.contains(&&section.id) {
            seen.push(&section.id);
            ids.push(described((&section.en, &section.title), ("", ""), [("const", section.id.as_str().into())]));
        }
    }
    ids.push(object([kind("null")]));
    let section = described(
        ("Section", "部分"),
        ("", ""),
        closed(
            vec![
                (
                    "id",
                    described(
                        ("Name in the form", "在格式中的名称"),
                        (
                            "Null for text before the first section and for sections that no form has.",
                            "首个部分之前的文字以及格式中没有的部分为 null。",
                        ),
                        [("anyOf", list(ids))],
                    ),
                ),
                ("number", described(("Ordinal as printed", "原文序号"), ("", ""), [kind_or_null("integer")])),
                (
                    "heading",
                    described(
                        ("Heading as printed", "原文标题"),
                        ("Its ordinal included.", "包括序号。"),
                        [kind_or_null("string")],
                    ),
                ),
                (
                    "text",
                    described(
                        ("Text", "正文"),
                        (
                            "The text of the section without its tables; lines are separated by \\n.",
                            "该部分除表格以外的文字，各行以 \\n 分隔。",
                        ),
                        [kind("string")],
                    ),
                ),
            ],
            &[],
        ),
    );
    described(
        ("Sections in the order of the source", "各部分，按原文顺序"),
        ("", ""),
        [kind("array"), ("items", section.into())],
    )
}

fn nulls() -> Object {
    // Exhaustive by the match: a new reason does not compile without its words.
    let values = [Value::Blank, Value::Placeholder, Value::Missing, Value::Unreadable, Value::Ambiguous];
    let reasons = list(values.into_iter().filter_map(|value| {
        let (title, description) = match value {
            Value::Number(_) | Value::Inferred(_) => return None,
            Value::Blank => (("Blank", "空白"), ("The cell is there and empty.", "单元格存在但为空。")),
            Value::Placeholder => (
                ("Placeholder", "占位符"),
                ("The cell holds a mark for nothing, such as / or 无.", "单元格以 /、—、无、不适用等代替数字。"),
            ),
            Value::Missing => (
                ("Missing", "缺失"),
                ("The source does not have it: the row, the column, the field.", "原文没有该行、列或字段。"),
            ),
            Value::Unreadable => {
                (("Unreadable", "无法识别"), ("The cell holds text that is no number.", "单元格中的文字不是数字。"))
            }
            Value::Ambiguous => (
                ("Ambiguous", "归属不明"),
                (
                    "There are numbers, but which column they belong to cannot be known.",
                    "有数字，但无法确定其属于哪一列。",
                ),
            ),
        };
        Some(described(title, description, [("const", value.null_reason()?.into())]))
    }));
    described(
        ("Reasons of the nulls", "空值原因"),
        (
            "Why each null of the document is one, keyed by JSON pointer. Every null is listed.",
            "文档中每个 null 的原因，以 JSON 指针为键；所有 null 均列出。",
        ),
        [
            kind("object"),
            ("propertyNames", object([("pattern", "^/".into())]).into()),
            ("additionalProperties", object([("oneOf", reasons)]).into()),
        ],
    )
}

fn notes() -> Object {
    let kinds = list(NoteKind::ALL.map(|kind| {
        let title = match kind {
            NoteKind::UnclaimedNumber => ("A number inside a table that no cell claimed", "表内未归入任何单元格的数字"),
            NoteKind::UnknownRow => ("A row of a table that the form does not have", "格式中没有的行"),
            NoteKind::UnknownColumn => ("A column of a table that the form does not have", "格式中没有的列"),
            NoteKind::UnmatchedHeading => {
                ("A line that looks like a heading and matches no section", "形似标题但不属于任何部分的行")
            }
            NoteKind::Duplicate => {
                ("A table or section that occurs again; the first was taken", "重复出现的表格或部分，以首次出现者为准")
            }
            NoteKind::SecondFiling => {
                ("A second report in the same source; only the first was read", "同一来源中的另一份年报，只读取第一份")
            }
            NoteKind::DecodingLoss => ("Bytes that the encoding does not have", "编码中不存在的字节"),
            NoteKind::MarkupDropped => ("Markup nested beyond the limit was left out", "嵌套超限而未读取的标记"),
            NoteKind::HiddenCells => ("Values stand in hidden rows, columns or sheets", "隐藏的行、列或工作表中有数值"),
            NoteKind::FormulaWithoutValue => ("A formula without a stored result", "没有存储结果的公式"),
            NoteKind::Image => ("A picture where a table or text may be", "可能含有表格或文字的图片"),
            NoteKind::TypeMismatch => ("The name promises another format", "文件名后缀与内容格式不符"),
        };
        described(title, ("", ""), [("const", kind.name().into())])
    }));
    let note = described(
        ("Note", "备注"),
        ("", ""),
        closed(
            vec![
                ("kind", described(("What it is about", "类别"), ("", ""), [("oneOf", kinds)])),
                ("text", described(("Words or numbers concerned", "相关文字或数字"), ("", ""), [kind("string")])),
                ("location", described(("Where it stands", "位置"), ("", ""), [reference("location")])),
            ],
            &[],
        ),
    );
    described(
        ("Notes", "备注"),
        ("What was observed and could not be placed.", "读取中发现而无法归位的内容。"),
        [kind("array"), ("items", note.into())],
    )
}

fn provenance() -> Object {
    let entry = closed(
        vec![
            ("location", described(("Where it stands", "位置"), ("", ""), [reference("location")])),
            (
                "raw",
                described(
                    ("Words of the source", "原文"),
                    (
                        "The text that the value, label or heading was read from; absent where there is none.",
                        "读出该数值、行名或标题的原文；没有原文时无此项。",
                    ),
                    [kind("string")],
                ),
            ),
            (
                "inferred",
                described(
                    ("Placed by the sums of the form", "依据勾稽关系归位"),
                    (
                        "The layout lost the column of the number; the sums of the form leave this one only.",
                        "排版未能表明数字所在的列，依据表内勾稽关系只能属于此列。",
                    ),
                    [("const", true.into())],
                ),
            ),
        ],
        &["raw", "inferred"],
    );
    described(
        ("Provenance", "出处"),
        (
            "With --provenance: where each value, row label, heading and metadata field stands, keyed by JSON \
             pointer. The pointer of a row stands for its label.",
            "使用 --provenance 时输出：每个数值、行名、标题和元数据字段在原文中的位置，以 JSON 指针为键；行的指针表示行名。",
        ),
        [
            kind("object"),
            ("propertyNames", object([("pattern", "^/".into())]).into()),
            ("additionalProperties", object(entry).into()),
        ],
    )
}

fn definitions() -> Object {
    let mut definitions = object([
        (
            "day",
            described(
                ("Calendar day", "日期"),
                ("", ""),
                [kind("string"), ("format", "date".into()), ("pattern", "^[0-9]{4}-[0-9]{2}-[0-9]{2}$".into())],
            )
            .into(),
        ),
        (
            "number",
            described(
                ("Value of a cell", "单元格的值"),
                (
                    "The number as printed, or null with its reason in nulls.",
                    "原文所载的数字；为 null 时原因见 nulls。",
                ),
                [kind_or_null("number")],
            )
            .into(),
        ),
        ("location", location().into()),
    ]);
    for (id, specs) in union_of_tables() {
        definitions.push((row_definition(id), table_row(&specs).into()));
    }
    for form in newest_first() {
        definitions.push((form_definition(form), form_demands(form).into()));
    }
    definitions
}

fn location() -> Object {
    let count = |title| described(title, ("", ""), [kind("integer"), ("minimum", 1.into())]);
    let name = |title| described(title, ("", ""), [kind("string")]);
    let shapes: [(Words, Vec<(&str, Object)>); 6] = [
        (
            ("A place in plain text", "纯文本中的位置"),
            vec![
                ("line", count(("Line, from 1", "行号，从 1 起"))),
                ("column", count(("Character, from 1", "字符序号，从 1 起"))),
            ],
        ),
        (
            ("A block of running text", "正文段落"),
            vec![("paragraph", count(("Number in reading order, from 1", "按阅读顺序的序号，从 1 起")))],
        ),
        (
            ("A cell of a table in a page", "网页表格中的单元格"),
            vec![
                ("table", count(("Table of the page, from 1", "页面中第几个表格，从 1 起"))),
                ("row", count(("Row as written (tr), from 1", "第几行（tr），从 1 起"))),
                ("cell", count(("Cell of the row as written (td, th), from 1", "该行第几个单元格（td、th），从 1 起"))),
            ],
        ),
        (
            ("A cell of a spreadsheet", "工作表中的单元格"),
            vec![
                ("sheet", name(("Name of the sheet", "工作表名称"))),
                ("row", count(("Row, from 1", "行号，从 1 起"))),
                ("column", count(("Column, from 1 (A)", "列号，从 1（A）起"))),
                ("cell", name(("Address", "单元格地址"))),
            ],
        ),
        (
            ("A field of the page's head or of the file's properties", "网页头部或文件属性中的字段"),
            vec![("metadata", name(("Name of the field", "字段名称")))],
        ),
        (
            ("The source as a whole", "整个来源"),
            vec![("source", described(("Always true", "恒为 true"), ("", ""), [("const", true.into())]))],
        ),
    ];
    described(
        ("Place in the source", "在来源中的位置"),
        ("", ""),
        [("oneOf", list(shapes.map(|(title, fields)| described(title, ("", ""), closed(fields, &[])))))],
    )
}

/// The union over all forms: filings mix them, and a row or column of another form comes out under its own key.
fn tables() -> Object {
    let tables = union_of_tables().into_iter().map(|(id, specs)| (id, table(id, &specs))).collect();
    described(
        ("Tables", "表格"),
        (
            "Every cell of the form, and what the filing has of other forms. A table that no form has is not here.",
            "所用格式的全部单元格，以及年报中属于其他格式的行和列。",
        ),
        // No table is required here: that depends on the form.
        closed_without_demands(tables),
    )
}

fn closed_without_demands(fields: Vec<(&str, Object)>) -> [(&'static str, Json); 3] {
    let [kind, properties, _, additional] = closed(fields, &[]);
    [kind, properties, additional]
}

/// A table as the forms have it, each with the form's name, newest form first.
type Specs<'a> = Vec<(&'a str, &'a TableSpec)>;

fn table(id: &str, specs: &Specs) -> Object {
    let newest = specs[0].1;
    let rows = merged(specs, |spec| spec.rows.iter().map(|row| (row.key.as_str(), row)).collect());
    let mut fields: Vec<(&str, Object)> = rows.iter().map(|(key, rows)| (*key, row(id, specs, rows))).collect();
    let groups = merged(specs, |spec| spec.groups.iter().map(|group| (group.key.as_str(), group)).collect());
    for (key, groups) in groups.iter().filter(|(key, _)| !rows.iter().any(|(row, _)| row == key)) {
        let forms: Vec<&str> = groups.iter().map(|(form, _)| *form).collect();
        let group = groups[0].1;
        fields.push((
            key,
            described(
                (&group.en, &group.label),
                (
                    "A heading over several rows, for the rare filing that prints a sub-total in it.",
                    "若干行的上级标题；仅在年报于此处填有小计时出现。",
                ),
                [("x-forms", list(forms)), reference(&row_definition(id))],
            ),
        ));
    }
    let forms: Vec<&str> = specs.iter().map(|(form, _)| *form).collect();
    let title_zh = newest.caption.as_deref().unwrap_or_else(|| section_title(specs[0].0, newest));
    let (unit, unit_zh) = match newest.unit.as_str() {
        "" => (String::new(), String::new()),
        unit => (format!(" Unit: {unit}."), format!("单位：{unit}。")),
    };
    let mut schema = described(
        (&newest.en, title_zh),
        (
            &format!("Table of {}.{unit}", forms_in_words(&forms, false)),
            &format!("{}的表格。{unit_zh}", forms_in_words(&forms, true)),
        ),
        [("x-forms", list(forms))],
    );
    schema.extend(object(closed_without_demands(fields)));
    schema
}

/// Title of the section that a table without a caption is all of.
fn section_title<'a>(form: &str, table: &'a TableSpec) -> &'a str {
    let sections = form::form(form).map(|form| form.sections.as_slice()).unwrap_or_default();
    sections.iter().find(|section| Some(&section.id) == table.section.as_ref()).map_or("", |section| &section.title)
}

/// One row of a table, as the forms have it.
fn row(table: &str, specs: &Specs, rows: &[(&str, &Row)]) -> Object {
    let newest = rows[0].1;
    let forms: Vec<&str> = rows.iter().map(|(form, _)| *form).collect();
    let mut labels: Vec<(String, Vec<&str>)> = Vec::new();
    for (form, row) in rows {
        let spec = specs.iter().find(|(id, _)| id == form).map(|(_, spec)| *spec);
        add_label(&mut labels, printed_label(spec, row), form);
    }
    let (mut description, mut description_zh) = label_words("Row", "行", &labels);
    if !newest.unit.is_empty() {
        description += &format!(" Unit: {}.", newest.unit);
        description_zh += &format!("单位：{}。", newest.unit);
    }
    let title_zh = if newest.label.is_empty() { "（无行名）" } else { newest.label.as_str() };
    described(
        (&newest.en, title_zh),
        (&description, &description_zh),
        [("x-forms", list(forms)), reference(&row_definition(table))],
    )
}

/// The label of a row behind those of the groups and rows above it.
fn printed_label(spec: Option<&TableSpec>, row: &Row) -> String {
    let above = row.path.iter().filter_map(|key| {
        let spec = spec?;
        let group = spec.groups.iter().find(|group| group.key == *key).map(|group| group.label.as_str());
        group.or_else(|| spec.rows.iter().find(|row| row.key == *key).map(|row| row.label.as_str()))
    });
    above.chain([row.label.as_str()]).collect::<Vec<_>>().join(" › ")
}

/// A row's columns: the union over the forms that have the table.
fn table_row(specs: &Specs) -> Object {
    let columns = merged(specs, |spec| spec.columns.iter().map(|column| (column.key.as_str(), column)).collect());
    let fields = columns.iter().map(|(key, columns)| (*key, column(columns))).collect();
    described(
        (&format!("Row of: {}", specs[0].1.en), "表格的一行"),
        ("Its columns.", "各列的值。"),
        closed_without_demands(fields),
    )
}

fn column(columns: &[(&str, &Column)]) -> Object {
    let newest = columns[0].1;
    let forms: Vec<&str> = columns.iter().map(|(form, _)| *form).collect();
    let mut labels = Vec::new();
    for (form, column) in columns {
        let label = column.under.iter().chain([&column.label]).map(String::as_str).collect::<Vec<_>>().join(" › ");
        add_label(&mut labels, label, form);
    }
    let (mut description, mut description_zh) = label_words("Column", "列", &labels);
    if !newest.unit.is_empty() {
        description += &format!(" Unit: {}.", newest.unit);
        description_zh += &format!("单位：{}。", newest.unit);
    }
    described(
        (&newest.en, &newest.label),
        (&description, &description_zh),
        [("x-forms", list(forms)), reference("number")],
    )
}

fn add_label<'a>(labels: &mut Vec<(String, Vec<&'a str>)>, label: String, form: &'a str) {
    match labels.iter_mut().find(|(known, _)| *known == label) {
        Some((_, forms)) => forms.push(form),
        None => labels.push((label, vec![form])),
    }
}

/// "Row “规章” of forms 2019 and 2021." in both languages.
fn label_words(what: &str, what_zh: &str, labels: &[(String, Vec<&str>)]) -> (String, String) {
    let (mut en, mut zh) = (String::new(), String::new());
    for (label, forms) in labels {
        let (of, of_zh) = (forms_in_words(forms, false), forms_in_words(forms, true));
        let space = if en.is_empty() { "" } else { " " };
        if label.is_empty() {
            en += &format!("{space}{what} without a label of {of}.");
            zh += &format!("{of_zh}中没有名称的{what_zh}。");
        } else {
            en += &format!("{space}{what} “{label}” of {of}.");
            zh += &format!("{of_zh}的{what_zh}“{label}”。");
        }
    }
    (en, zh)
}

/// "forms 2019 and 2021", "2019、2021 年格式".
fn forms_in_words(forms: &[&str], chinese: bool) -> String {
    let mut forms = forms.to_vec();
    forms.sort_unstable();
    match (chinese, forms.as_slice()) {
        (true, forms) => format!("{} 年格式", forms.join("、")),
        (false, [form]) => format!("form {form}"),
        (false, forms) => format!("forms {}", forms.join(" and ")),
    }
}

fn newest_first() -> impl Iterator<Item = &'static Form> {
    form::forms().iter().rev()
}

/// Every table of the forms with its shapes in them.
fn union_of_tables() -> Vec<(&'static str, Specs<'static>)> {
    let mut union: Vec<(&str, Specs)> = Vec::new();
    for form in newest_first() {
        for table in &form.tables {
            match union.iter_mut().find(|(id, _)| *id == table.id) {
                Some((_, specs)) => specs.push((&form.id, table)),
                None => union.push((&table.id, vec![(&form.id, table)])),
            }
        }
    }
    union
}

/// Parts of a table (its rows, columns …) by key, each as the forms have it, in the order of the newest form.
fn merged<'a, T>(
    specs: &Specs<'a>,
    parts: impl Fn(&'a TableSpec) -> Vec<(&'a str, &'a T)>,
) -> Vec<(&'a str, Vec<(&'a str, &'a T)>)> {
    let mut union: Vec<(&str, Vec<(&str, &T)>)> = Vec::new();
    for (form, spec) in specs {
        for (key, part) in parts(spec) {
            match union.iter_mut().find(|(known, _)| *known == key) {
                Some((_, known)) => known.push((form, part)),
                None => union.push((key, vec![(form, part)])),
            }
        }
    }
    union
}

fn row_definition(table: &str) -> String {
    format!("{table}_row")
}

fn form_definition(form: &Form) -> String {
    format!("form_{}", form.id)
}

/// What the form of a document demands of its tables.
fn demands() -> Json {
    let when = |test: Object, tables: Object| {
        let test = object([("properties", object([("form", test.into())]).into())]);
        let tables = object([("properties", object([("tables", tables.into())]).into())]);
        object([("if", test.into()), ("then", tables.into())])
    };
    let forms = newest_first()
        .map(|form| when(object([("const", form.id.as_str().into())]), object([reference(&form_definition(form))])));
    list(forms.chain([when(object([kind("null")]), object([("maxProperties", 0.into())]))]))
}

/// Every cell of a form is there.
fn form_demands(form: &Form) -> Object {
    let tables: Object = form
        .tables
        .iter()
        .map(|table| {
            let rows: Vec<&str> = table.rows.iter().filter(|row| !row.heading).map(|row| row.key.as_str()).collect();
            let columns = list(table.columns.iter().map(|column| column.key.as_str()));
            let own = object([(&*format!("^({})$", rows.join("|")), object([("required", columns)]).into())]);
            (table.id.clone(), object([("required", list(rows)), ("patternProperties", own.into())]).into())
        })
        .collect();
    described(
        (&format!("Cells of form {}", form.id), &format!("{} 年格式的单元格", form.id)),
        (
            "Every cell of the form is present, null where the filing does not have it.",
            "该格式的每个单元格均出现；年报没有的为 null。",
        ),
        [("required", list(form.tables.iter().map(|table| table.id.as_str()))), ("properties", tables.into())],
    )
}
