//! Everything that the command says, in English and Chinese side by side.
//!
//! A failure is one line that names the source, the place in it, what was found, what was expected and what to
//! do. Texts that come from a dependency or from the system's rarer errors stay as they are.

use clap::ValueEnum;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use std::borrow::Cow;
use std::io;
use std::path::Path;
use std::time::Duration;
use xxgk::{Error, Filing};

/// Language of messages. The JSON does not depend on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Lang {
    En,
    Zh,
}

impl Lang {
    /// The language that `--lang` asks for, else that of the locale, else English. It is known before the
    /// arguments are parsed, for what is wrong with them is said in it too.
    pub fn detect() -> Lang {
        let mut args = std::env::args_os().skip(1).take_while(|arg| arg != "--");
        while let Some(arg) = args.next() {
            let value = if arg == "--lang" { args.next() } else { None };
            let value = value.as_ref().and_then(|v| v.to_str());
            match value.or_else(|| arg.to_str()?.strip_prefix("--lang=")) {
                Some("zh") => return Lang::Zh,
                Some("en") => return Lang::En,
                _ => {}
            }
        }
        let set = |name| std::env::var_os(name).filter(|value| !value.is_empty());
        match ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(set) {
            Some(locale) if locale.as_encoded_bytes().starts_with(b"zh") => Lang::Zh,
            _ => Lang::En,
        }
    }

    /// The text in this language.
    pub fn pick<'a>(self, en: &'a str, zh: &'a str) -> &'a str {
        match self {
            Lang::En => en,
            Lang::Zh => zh,
        }
    }
}

/// Why a source could not be read.
pub fn error(lang: Lang, error: &Error) -> String {
    if let Error::Io { path, source } = error {
        return unreadable(lang, path, source);
    }
    if lang == Lang::En {
        return error.to_string();
    }
    match error {
        Error::UnsupportedFormat { name, found, expected } => {
            format!("{name}：发现{}，应为{}", spaced(found), spaced(expected))
        }
        Error::Damaged { name, place, found, expected } => {
            format!("{name}：{}：发现{}，应为{}", phrase(place), spaced(found), spaced(expected))
        }
        Error::Encrypted { name } => format!("{name}：发现有密码保护的工作簿，应为未加密的工作簿：请取消密码后另存"),
        Error::TooLarge { name, what, found, limit, option } => {
            format!("{name}：发现 {found} {}，最多允许 {limit}：可用 {option} 提高上限", phrase(what))
        }
        Error::Reader { name, format, message } => {
            format!("{name}：{format} 读取器内部出错：{message}：请连同该文件一并反馈")
        }
        other => other.to_string(),
    }
}

/// The Chinese of a part, set off from the character before it where it begins in Latin script.
fn spaced(english: &str) -> String {
    let text = phrase(english);
    let space = if text.starts_with(|c: char| c.is_ascii_alphanumeric()) { " " } else { "" };
    format!("{space}{text}")
}

/// Chinese for the parts of the library's messages; what is not listed stays as it is.
fn phrase(english: &str) -> Cow<'_, str> {
    const PHRASES: [(&str, &str); 30] = [
        (
            "text, HTML, xlsx, xlsm, xls, xlsb or ods: convert the file, or save the page or workbook in one of these",
            "文本、HTML、xlsx、xlsm、xls、xlsb 或 ods：请转换该文件，或把网页、工作簿另存为上述格式之一",
        ),
        ("an empty file", "空文件"),
        ("a Word 97 document (.doc)", "Word 97 文档（.doc）"),
        ("a Word document (.docx)", "Word 文档（.docx）"),
        ("a PDF file", "PDF 文件"),
        ("an RTF document", "RTF 文档"),
        ("a PNG picture", "PNG 图片"),
        ("a JPEG picture", "JPEG 图片"),
        ("a GIF picture", "GIF 图片"),
        ("a ZIP archive", "ZIP 压缩包"),
        ("a RAR archive", "RAR 压缩包"),
        ("a 7z archive", "7z 压缩包"),
        ("a gzip archive", "gzip 压缩包"),
        ("a WARC archive", "WARC 归档"),
        ("a program", "可执行程序"),
        ("bytes", "字节"),
        ("bytes of text", "字节的文字"),
        ("bytes of styles", "字节的样式"),
        ("inflated bytes", "字节（解压后）"),
        ("elements", "个元素"),
        ("words", "个词"),
        ("cells", "个单元格"),
        ("cells between the first and the last", "个单元格（从首个到末个）"),
        ("zip directory", "压缩目录"),
        ("workbook", "工作簿"),
        ("no such part", "缺少该部分"),
        ("an end inside its elements", "内容在元素中途结束"),
        ("an end inside its records", "内容在记录中途结束"),
        ("an end inside a cell", "内容在单元格中途结束"),
        ("a cell beyond the last column", "超出最后一列的单元格"),
    ];
    if let Some((_, chinese)) = PHRASES.iter().find(|(known, _)| *known == english) {
        return Cow::Borrowed(chinese);
    }
    let advice = " workbook: fetch it again, or open and save it in Excel or WPS";
    match english.strip_prefix("a whole ").and_then(|rest| rest.strip_suffix(advice)) {
        Some(format) => format!("完整的 {format} 工作簿：请重新获取该文件，或用 Excel、WPS 打开后另存").into(),
        None => Cow::Borrowed(english),
    }
}

/// A file or folder could not be opened or read.
pub fn unreadable(lang: Lang, path: &Path, error: &io::Error) -> String {
    let path = path.display();
    let (found, expected, found_zh, expected_zh) = match error.kind() {
        io::ErrorKind::NotFound => (
            "nothing of that name",
            "a file or folder: check the path",
            "该文件或文件夹不存在",
            "存在的文件或文件夹：请检查路径",
        ),
        io::ErrorKind::PermissionDenied => (
            "no permission to read it",
            "a readable file: change its permissions or ask its owner",
            "没有读取权限",
            "可读的文件：请修改权限或联系文件所有者",
        ),
        io::ErrorKind::IsADirectory => {
            ("a folder", "a file: name a file in it", "该路径是文件夹", "文件：请指定其中的文件")
        }
        _ => {
            return match lang {
                Lang::En => format!("{path}: found a reading error ({error}), expected a readable file: try a copy"),
                Lang::Zh => format!("{path}：读取出错（{error}），应为可读的文件：请复制后重试"),
            };
        }
    };
    match lang {
        Lang::En => format!("{path}: found {found}, expected {expected}"),
        Lang::Zh => format!("{path}：{found_zh}，应为{expected_zh}"),
    }
}

/// A link in a folder leads back into a folder above it.
pub fn loop_of_links(lang: Lang, path: &Path, ancestor: &Path) -> String {
    let (path, ancestor) = (path.display(), ancestor.display());
    match lang {
        Lang::En => format!("{path}: found a link back to {ancestor}, expected a file or another folder: remove it"),
        Lang::Zh => format!("{path}：发现指回 {ancestor} 的循环链接，应为文件或其他文件夹：请删除该链接"),
    }
}

/// A folder holds nothing that is read.
pub fn empty_folder(lang: Lang, path: &Path) -> String {
    let path = path.display();
    match lang {
        Lang::En => format!(
            "{path}: found no report in the folder, expected files that end in .txt, .html, .xlsx, .xls or the \
             like: name a file that ends otherwise by itself"
        ),
        Lang::Zh => format!(
            "{path}：文件夹中没有发现年报，应有以 .txt、.html、.xlsx、.xls 等结尾的文件：其他后缀的文件请逐个指定"
        ),
    }
}

/// The output could not be written.
pub fn not_written(lang: Lang, name: &str, error: &io::Error) -> String {
    let (en, zh) = match error.kind() {
        io::ErrorKind::NotFound => ("no such folder", "文件夹不存在"),
        io::ErrorKind::IsADirectory => ("a folder of that name", "该路径是文件夹"),
        io::ErrorKind::PermissionDenied => ("no permission to write there", "没有写入权限"),
        io::ErrorKind::StorageFull => ("no space left", "磁盘空间不足"),
        _ => {
            return match lang {
                Lang::En => format!("{name}: found a writing error ({error}), expected a writable file: try another"),
                Lang::Zh => format!("{name}：写入出错（{error}），应为可写的文件：请换一个位置"),
            };
        }
    };
    match lang {
        Lang::En => format!("{name}: found {en}, expected a place to write the output to: choose another"),
        Lang::Zh => format!("{name}：{zh}，应为可写入结果的位置：请换一个位置"),
    }
}

/// The output would replace an input.
pub fn output_is_input(lang: Lang, path: &Path) -> String {
    let path = path.display();
    match lang {
        Lang::En => format!("{path}: found the same file as input and as output, expected another: change --output"),
        Lang::Zh => format!("{path}：输入和输出是同一个文件，应为不同的文件：请修改 --output"),
    }
}

/// Neither a path nor a pipe was given.
pub fn no_input(lang: Lang) -> &'static str {
    lang.pick(
        "arguments: found no PATH and no data on standard input, expected a file, a folder or -: see xxgk extract --help",
        "参数：没有给出 PATH，标准输入也没有数据，应为文件、文件夹或 -：请看 xxgk extract --help",
    )
}

/// Indented documents do not fit on a line each.
pub fn pretty_lines(lang: Lang) -> &'static str {
    lang.pick(
        "arguments: found --pretty with one document a line, expected --format json with it: add that or leave --pretty out",
        "参数：每行一个文档时使用了 --pretty，应与 --format json 同用：请加上它，或去掉 --pretty",
    )
}

/// What is doubtful in a filing that was read; none where nothing is.
pub fn doubts(lang: Lang, filing: &Filing) -> Option<String> {
    let values = || filing.report.tables.iter().flat_map(|t| &t.rows).flat_map(|r| &r.cells).map(|c| c.value);
    let count = |reason| values().filter(|value| value.null_reason() == Some(reason)).count();
    let (ambiguous, unreadable, notes) = (count("ambiguous"), count("unreadable"), filing.report.notes.len());
    if ambiguous + unreadable + notes == 0 {
        return None;
    }
    let name = &filing.name;
    Some(match lang {
        Lang::En => format!(
            "{name}: found {ambiguous} ambiguous and {unreadable} unreadable values and {notes} notes, expected \
             none: see nulls and notes of its JSON"
        ),
        Lang::Zh => format!(
            "{name}：发现 {ambiguous} 个归属不明的数值、{unreadable} 个无法识别的数值、{notes} 条备注，应为 0：\
             详见其 JSON 的 nulls 和 notes"
        ),
    })
}

/// How far a run has come.
pub fn progress(lang: Lang, done: usize, total: usize, failed: usize) -> String {
    match lang {
        Lang::En => format!("{done}/{total} files, {failed} failed"),
        Lang::Zh => format!("已处理 {done}/{total} 个文件，失败 {failed} 个"),
    }
}

/// What became of a run.
pub fn summary(lang: Lang, read: usize, failed: usize, time: Duration) -> String {
    let seconds = time.as_secs_f64();
    match lang {
        Lang::En => format!("{read} files read, {failed} failed, {seconds:.1} s"),
        Lang::Zh => format!("读取 {read} 个文件，失败 {failed} 个，用时 {seconds:.1} 秒"),
    }
}

/// What is wrong with the arguments, in one line.
pub fn usage(lang: Lang, error: &clap::Error) -> String {
    let text = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.clone()),
        Some(ContextValue::Strings(texts)) => Some(texts.join(", ")),
        Some(ContextValue::StyledStr(text)) => Some(text.to_string()),
        _ => None,
    };
    let either = |kinds: &[ContextKind]| kinds.iter().find_map(|&kind| text(kind)).unwrap_or_default();
    let place = either(&[ContextKind::InvalidArg, ContextKind::InvalidSubcommand]);
    // `--form <FORM>` is known by its first word.
    let option = place.split_whitespace().next().unwrap_or_default();
    let (found, expected, found_zh, expected_zh) = match error.kind() {
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let value = text(ContextKind::InvalidValue).unwrap_or_default();
            let valid = text(ContextKind::ValidValue).filter(|valid| !valid.is_empty());
            let (expected, expected_zh) = match (valid, option) {
                (Some(valid), _) => (format!("one of {valid}"), format!("以下之一：{valid}")),
                (None, "--form") => {
                    let ids: Vec<&str> = xxgk::form::forms().iter().map(|form| form.id.as_str()).collect();
                    (format!("one of {}", ids.join(", ")), format!("以下之一：{}", ids.join("、")))
                }
                (None, "--encoding") => (
                    "a label of the WHATWG Encoding Standard such as UTF-8, GB18030, GBK, Big5, UTF-16LE".into(),
                    " WHATWG 编码标准中的名称，如 UTF-8、GB18030、GBK、Big5、UTF-16LE".into(),
                ),
                (None, "--max-bytes" | "--max-inflated-bytes" | "--max-cells") => (
                    "a whole number, K, M or G behind it if you like, such as 64M".into(),
                    "整数，后面可带 K、M、G，如 64M".into(),
                ),
                (None, "--jobs") => ("a whole number from 1".into(), "不小于 1 的整数".into()),
                (None, "--max-depth") => ("a whole number".into(), "整数".into()),
                (None, _) => ("a value".into(), "一个值".into()),
            };
            let found = if value.is_empty() { ("no value".into(), "没有值".into()) } else { quoted(&value) };
            (found.0, expected, found.1, expected_zh)
        }
        ErrorKind::UnknownArgument | ErrorKind::InvalidSubcommand => {
            let similar = either(&[ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand]);
            let (what, what_zh) = match error.kind() {
                ErrorKind::UnknownArgument => ("an option or argument of the command", "该命令的选项或参数"),
                _ => ("extract, schema or dump", "extract、schema 或 dump"),
            };
            let (expected, expected_zh) = if similar.is_empty() {
                (what.into(), what_zh.into())
            } else {
                (format!("{what}, perhaps {similar}"), format!("{what_zh}，也许是 {similar}"))
            };
            let found = quoted(&place);
            return match lang {
                Lang::En => format!("arguments: found {}, expected {expected}: see xxgk --help", found.0),
                Lang::Zh => format!("参数：{}，应为{expected_zh}：请看 xxgk --help", found.1),
            };
        }
        ErrorKind::ArgumentConflict => {
            let other = text(ContextKind::PriorArg).unwrap_or_default();
            if other == place {
                ("it twice".into(), "it once".into(), "出现了两次".into(), "一次".into())
            } else {
                (
                    format!("{other} beside it"),
                    "one of the two".into(),
                    format!("与 {other} 同时出现"),
                    "二者之一".into(),
                )
            }
        }
        ErrorKind::MissingRequiredArgument => {
            ("nothing".into(), "a value".into(), "缺少该参数".into(), "一个值".into())
        }
        _ => {
            let text = error.to_string();
            let line = text.lines().next().unwrap_or_default();
            let line = line.strip_prefix("error: ").unwrap_or(line);
            return match lang {
                Lang::En => format!("arguments: {line}: see xxgk --help"),
                Lang::Zh => format!("参数：{line}：请看 xxgk --help"),
            };
        }
    };
    match lang {
        Lang::En => format!("{place}: found {found}, expected {expected}: see xxgk --help"),
        Lang::Zh => format!("{place}：{found_zh}，应为{expected_zh}：请看 xxgk --help"),
    }
}

/// A word of the arguments as it is quoted in both languages.
fn quoted(word: &str) -> (String, String) {
    (format!("{word:?}"), format!("发现“{word}”"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use xxgk::location::Location;
    use xxgk::report::{Entry, Note, NoteKind, Report, Table, TableRow, Value};
    use xxgk::{Options, Source};

    #[test]
    fn doubts_are_what_was_seen_and_not_understood() {
        let source = Source::from_bytes("a.txt", b"text".to_vec()).unwrap();
        let mut filing = xxgk::extract(&source, &Options::default()).unwrap();
        let cell = |value| Entry { key: "total", value, raw: None, at: None };
        let certain =
            [Value::Number(xxgk::number::Number::integer(1)), Value::Blank, Value::Placeholder, Value::Missing];
        let row = TableRow { key: "granted", label: None, cells: certain.map(cell).into() };
        let tables = vec![Table { id: "applications", at: None, rows: vec![row] }];
        filing.report = Report { tables, ..Report::default() };
        assert_eq!(doubts(Lang::En, &filing), None);

        let cells = &mut filing.report.tables[0].rows[0].cells;
        cells.extend([Value::Ambiguous, Value::Ambiguous, Value::Unreadable].map(cell));
        filing.report.notes = vec![Note { kind: NoteKind::Image, at: Location::Source, text: String::new() }];
        let message = doubts(Lang::En, &filing).unwrap();
        assert!(message.starts_with("a.txt: found 2 ambiguous and 1 unreadable values and 1 notes,"), "{message}");
    }

    #[test]
    fn every_refused_format_has_a_chinese_name() {
        let samples: [&[u8]; 10] = [
            b"",
            b"%PDF-1.7",
            b"{\\rtf1",
            b"\x89PNG",
            b"\xFF\xD8\xFF",
            b"GIF89a",
            b"PK\x03\x04",
            b"PK\x03\x04word/document.xml",
            b"Rar!",
            b"\x1F\x8B",
        ];
        for sample in samples {
            let refused = Source::from_bytes("年报.bin", sample.to_vec()).unwrap_err();
            let message = error(Lang::Zh, &refused);
            assert!(message.starts_with("年报.bin：发现"), "{message}");
            for english in ["found", "expected", "picture", "archive", "file", " a "] {
                assert!(!message.contains(english), "{message}");
            }
        }
    }
}
