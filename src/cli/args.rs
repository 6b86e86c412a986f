//! The arguments, and their help in both languages.

use super::messages::Lang;
use clap::{CommandFactory, Parser, Subcommand, ValueEnum};
use std::num::NonZeroUsize;
use std::path::PathBuf;
use xxgk::form::{self, Form};
use xxgk::reader::ReadOptions;
use xxgk::{Limits, Options};

/// Turns Chinese government annual reports on information disclosure into canonical JSON
#[derive(Debug, Parser)]
#[command(name = "xxgk", version, arg_required_else_help = true, disable_help_subcommand = true)]
pub struct Args {
    #[command(subcommand)]
    pub command: Command,
    /// Language of messages [default: that of the locale, else English]
    #[arg(long, value_name = "LANG", global = true)]
    pub lang: Option<Lang>,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Reads reports (text, HTML, xlsx, xlsm, xls, xlsb, ods) and prints them as JSON
    #[command(after_help = EXAMPLES)]
    Extract(Extract),
    /// Prints the JSON Schema of what `extract` prints
    Schema,
    /// Shows a stage of the extraction, to see why a report reads as it does
    Dump(Dump),
}

const EXAMPLES: &str = "\
Examples:
  xxgk extract report.html                       one report, one JSON document
  xxgk extract -o all.ndjson reports/            a folder, one line for each report
  curl -s https://example.gov.cn/r.html | xxgk extract -
  xxgk extract --provenance --pretty report.xls  with the place of every value

Exit status:
  0  everything was read
  1  something was read with doubts (only with --strict)
  2  something could not be read or written, or the arguments are wrong";

const EXAMPLES_ZH: &str = "\
示例：
  xxgk extract report.html                       一份年报，一个 JSON 文档
  xxgk extract -o all.ndjson reports/            一个文件夹，每份年报一行
  curl -s https://example.gov.cn/r.html | xxgk extract -
  xxgk extract --provenance --pretty report.xls  附每个数值在原文中的位置

退出码：
  0  全部读取成功
  1  有存疑之处（仅在使用 --strict 时）
  2  有输入无法读取或结果无法写出，或参数有误";

#[derive(Debug, clap::Args)]
pub struct Extract {
    /// Files, folders (every supported file below them), or - for standard input
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// One JSON document (several in an array), or one a line [default: json for one file, ndjson for a folder or
    /// several paths]
    #[arg(long, value_name = "FORMAT")]
    pub format: Option<OutputFormat>,
    /// Indented JSON [default on a terminal]
    #[arg(long, conflicts_with = "compact")]
    pub pretty: bool,
    /// JSON without white space [default elsewhere]
    #[arg(long)]
    pub compact: bool,
    /// Write to FILE, which appears only when it is whole
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Add the place and the words of every value
    #[arg(long)]
    pub provenance: bool,
    /// Exit with 1 if anything was unreadable, ambiguous or could not be placed
    #[arg(long)]
    pub strict: bool,
    /// Files read at the same time [default: one for each core]
    #[arg(long, value_name = "N")]
    pub jobs: Option<NonZeroUsize>,
    /// Show nothing but failures
    #[arg(short, long)]
    pub quiet: bool,
    #[command(flatten)]
    pub reading: Reading,
}

#[derive(Debug, clap::Args)]
pub struct Dump {
    /// The stage: lines and cells as read, title and sections, or the tables as rebuilt
    pub stage: Stage,
    /// The file, or - for standard input
    #[arg(value_name = "FILE")]
    pub path: PathBuf,
    #[command(flatten)]
    pub reading: Reading,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Stage {
    Document,
    Outline,
    Tables,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum OutputFormat {
    Json,
    Ndjson,
}

/// How sources are read.
#[derive(Debug, clap::Args)]
pub struct Reading {
    /// Read the tables by this form, in place of the one that fits best
    #[arg(long, value_name = "FORM", value_parser = parse_form)]
    form: Option<&'static Form>,
    /// Encoding of text and HTML, in place of detection (GB18030, Big5, UTF-8 …)
    #[arg(long, value_name = "LABEL", value_parser = parse_encoding)]
    encoding: Option<&'static encoding_rs::Encoding>,
    /// Largest source, in bytes [default: 64M]
    #[arg(long, value_name = "SIZE", value_parser = parse_size)]
    max_bytes: Option<u64>,
    /// Most bytes that a workbook may inflate to [default: 256M]
    #[arg(long, value_name = "SIZE", value_parser = parse_size)]
    max_inflated_bytes: Option<u64>,
    /// Most table cells of a source [default: 1000000]
    #[arg(long, value_name = "COUNT", value_parser = parse_count)]
    max_cells: Option<u64>,
    /// Deepest nesting of HTML that is read [default: 512]
    #[arg(long, value_name = "COUNT")]
    max_depth: Option<u32>,
}

impl Reading {
    /// The limits asked for.
    pub fn limits(&self) -> Limits {
        let mut limits = Limits::default();
        limits.bytes = self.max_bytes.unwrap_or(limits.bytes);
        limits.inflated_bytes = self.max_inflated_bytes.unwrap_or(limits.inflated_bytes);
        limits.cells = self.max_cells.unwrap_or(limits.cells);
        limits.depth = self.max_depth.unwrap_or(limits.depth);
        limits
    }

    /// What the library is told.
    pub fn options(&self) -> Options {
        Options { read: ReadOptions { limits: self.limits(), encoding: self.encoding }, form: self.form }
    }
}

fn parse_form(id: &str) -> Result<&'static Form, &'static str> {
    form::form(id).ok_or("no such form")
}

fn parse_encoding(label: &str) -> Result<&'static encoding_rs::Encoding, &'static str> {
    encoding_rs::Encoding::for_label_no_replacement(label.as_bytes()).ok_or("no such encoding")
}

/// A number of bytes: `K`, `M` and `G` stand for powers of 1024.
fn parse_size(text: &str) -> Result<u64, &'static str> {
    parse_with_suffix(text, 1024)
}

/// A number of things: `K`, `M` and `G` stand for powers of 1000.
fn parse_count(text: &str) -> Result<u64, &'static str> {
    parse_with_suffix(text, 1000)
}

fn parse_with_suffix(text: &str, step: u64) -> Result<u64, &'static str> {
    let (digits, power) = match text.char_indices().last() {
        Some((at, 'k' | 'K')) => (&text[..at], 1),
        Some((at, 'm' | 'M')) => (&text[..at], 2),
        Some((at, 'g' | 'G')) => (&text[..at], 3),
        _ => (text, 0),
    };
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err("no number");
    }
    digits.parse::<u64>().ok().and_then(|n| n.checked_mul(step.pow(power))).ok_or("no number")
}

/// The command line as clap knows it, its help in the language asked for.
pub fn command(lang: Lang) -> clap::Command {
    let command = Args::command();
    match lang {
        Lang::En => command,
        Lang::Zh => chinese(command),
    }
}

const ABOUT_ZH: [(&str, &str); 4] = [
    ("xxgk", "把政府信息公开工作年度报告转换为规范的 JSON"),
    ("extract", "读取年报（文本、HTML、xlsx、xlsm、xls、xlsb、ods），输出 JSON"),
    ("schema", "输出 extract 所产生的 JSON 的 JSON Schema"),
    ("dump", "显示读取的某一阶段，用于查明年报为何读成这样"),
];

const HELP_ZH: [(&str, &str); 20] = [
    ("lang", "提示信息的语言 [默认：随系统区域设置，否则为英文]"),
    ("paths", "文件、文件夹（含其下所有支持的文件），或以 - 表示标准输入"),
    ("format", "一个 JSON 文档（多份时为数组），或每行一个 [默认：单个文件为 json，文件夹或多个路径为 ndjson]"),
    ("pretty", "输出带缩进的 JSON [输出到终端时默认]"),
    ("compact", "输出不带空白的 JSON [其他情况下默认]"),
    ("output", "写入 FILE；全部写完后该文件才会出现"),
    ("provenance", "附上每个数值在原文中的位置和原文"),
    ("strict", "如有无法识别、无法归位或归属不明的内容，以 1 退出"),
    ("jobs", "同时读取的文件数 [默认：每个处理器核心一个]"),
    ("quiet", "只显示失败信息"),
    ("form", "按指定的格式版本读取表格，不自动判断"),
    ("encoding", "文本和 HTML 的编码，不自动判断（GB18030、Big5、UTF-8 等）"),
    ("max_bytes", "单个来源的最大字节数 [默认：64M]"),
    ("max_inflated_bytes", "工作簿解压后的最大字节数 [默认：256M]"),
    ("max_cells", "单个来源的最大单元格数 [默认：1000000]"),
    ("max_depth", "读取 HTML 的最大嵌套层数 [默认：512]"),
    ("stage", "要显示的阶段：读到的行和单元格、标题和各部分、还原后的表格"),
    ("path", "文件，或以 - 表示标准输入"),
    ("help", "显示帮助"),
    ("version", "显示版本"),
];

const TEMPLATE_ZH: &str = "{about}\n\n用法：{usage}\n\n{all-args}{after-help}";

fn chinese(mut command: clap::Command) -> clap::Command {
    // Built here so that the help flags exist and can be translated too.
    command.build();
    translate(command)
}

fn translate(command: clap::Command) -> clap::Command {
    let text = |table: &[(&str, &'static str)], id: &str| table.iter().find(|(key, _)| *key == id).map(|(_, zh)| *zh);
    let name = command.get_name().to_owned();
    let mut command = command.help_template(TEMPLATE_ZH).subcommand_help_heading("命令");
    if let Some(about) = text(&ABOUT_ZH, &name) {
        command = command.about(about);
    }
    if name == "extract" {
        command = command.after_help(EXAMPLES_ZH);
    }
    command = command.mut_args(|arg| {
        let help = text(&HELP_ZH, arg.get_id().as_str());
        let heading = if arg.is_positional() { "参数" } else { "选项" };
        let arg = arg.help_heading(heading);
        match help {
            Some(help) => arg.help(help).long_help(None::<&str>),
            None => arg,
        }
    });
    command.mut_subcommands(translate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_definition_holds_in_both_languages() {
        command(Lang::En).debug_assert();
        command(Lang::Zh).debug_assert();
    }

    #[test]
    fn every_command_and_argument_has_chinese_help() {
        fn check(command: &clap::Command) {
            let name = command.get_name();
            assert!(ABOUT_ZH.iter().any(|(known, _)| *known == name), "{name}");
            for arg in command.get_arguments() {
                let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
                assert!(HELP_ZH.iter().any(|(_, zh)| *zh == help), "{name} {}: {help}", arg.get_id());
            }
            command.get_subcommands().for_each(check);
        }
        check(&command(Lang::Zh));
    }

    #[test]
    fn sizes_and_counts_take_suffixes() {
        assert_eq!(parse_size("0"), Ok(0));
        assert_eq!(parse_size("64M"), Ok(64 << 20));
        assert_eq!(parse_size("3g"), Ok(3 << 30));
        assert_eq!(parse_count("2K"), Ok(2000));
        for wrong in ["", "K", "-1", "+1", "1.5M", "1MB", "1 K", "1万", "99999999999999999999", "99999999999G"] {
            assert!(parse_size(wrong).is_err(), "{wrong}");
        }
    }
}
