//! Invented prose for the sections that hold text.

use super::generate::Section;
use super::{chance, pick};
use fastrand::Rng;
use xxgk::form::{Form, SectionKind};

/// Chinese digits from zero to nine.
const DIGITS: [&str; 10] = ["〇", "一", "二", "三", "四", "五", "六", "七", "八", "九"];

/// An ordinal below twenty: 一, 十二.
pub fn ordinal(number: u32) -> String {
    match number {
        0..=9 => DIGITS[number as usize].to_owned(),
        10 => "十".to_owned(),
        _ => format!("十{}", DIGITS[number as usize % 10]),
    }
}

/// A year digit by digit: 二〇二〇.
pub fn chinese_year(year: i32) -> String {
    year.to_string().chars().filter_map(|c| c.to_digit(10)).map(|d| DIGITS[d as usize]).collect()
}

/// Who speaks, and of which year.
pub struct Words<'a> {
    /// The agency.
    pub agency: &'a str,
    /// The fiscal year.
    pub year: i32,
}

impl Words<'_> {
    /// Paragraphs before section one.
    pub fn preamble(&self, rng: &mut Rng, period: bool) -> Vec<String> {
        let Words { agency, year } = self;
        let mut out = Vec::new();
        if period {
            let dash = pick(rng, &["至", "—", "---", "到", "－"]);
            out.push(format!(
                "本报告根据《中华人民共和国政府信息公开条例》编制，所列数据的统计期限自{year}年1月1日{dash}{year}年12月31日。"
            ));
        } else if chance(rng, 0.4) {
            out.push(format!("根据政府信息公开有关规定，现公布{agency}{year}年政府信息公开工作情况。"));
        }
        if !out.is_empty() && chance(rng, 0.3) {
            out.push(format!(
                "如对本报告有疑问，请与{agency}办公室联系（电话：0000-{}）。",
                rng.u32(1_000_000..9_999_999)
            ));
        }
        out
    }

    /// The sections of a form with their text; the old outline where the form has none.
    pub fn sections(&self, rng: &mut Rng, form: &'static Form, nested: bool) -> Vec<Section> {
        if form.sections.is_empty() {
            return self.old_outline(rng);
        }
        let sections = form.sections.iter().map(|spec| {
            let paragraphs = match (spec.kind, spec.id.as_str()) {
                (SectionKind::Tables, _) if chance(rng, 0.08) => vec![self.about_tables(rng)],
                (SectionKind::Tables, _) => Vec::new(),
                (SectionKind::Text, "overview") => self.overview(rng, form, nested),
                (SectionKind::Text, "problems") => self.problems(rng),
                (SectionKind::Text, _) => self.other_matters(rng),
            };
            let title = if chance(rng, 0.12) && !spec.aliases.is_empty() {
                pick(rng, &spec.aliases)
            } else {
                spec.title.clone()
            };
            Section { spec: Some(spec), title, paragraphs }
        });
        sections.collect()
    }

    fn overview(&self, rng: &mut Rng, form: &Form, nested: bool) -> Vec<String> {
        let Words { agency, year } = self;
        let mut out = vec![format!(
            "{year}年，{agency}认真落实《中华人民共和国政府信息公开条例》要求，围绕群众关切，稳步推进政府信息公开各项工作。"
        )];
        if nested {
            // The report's own headings once more, inside section one.
            for (number, spec) in form.sections.iter().filter(|s| s.kind == SectionKind::Tables).enumerate() {
                let title = if spec.id == "applications" { "依申请公开政府信息情况" } else { &spec.title };
                let title = if spec.id == "litigation" { "复议、诉讼和申诉情况" } else { title };
                out.push(format!("{}、{title}", ordinal(number as u32 + 1)));
                out.push(self.sentence(rng));
            }
            return out;
        }
        match rng.u8(0..4) {
            0 => out.extend((0..rng.usize(1..5)).map(|_| self.sentence(rng))),
            1 => {
                for (number, topic) in form.topics.iter().enumerate() {
                    out.push(format!("（{}）{}。{}", ordinal(number as u32 + 1), topic.label, self.sentence(rng)));
                }
            }
            2 => {
                for (number, topic) in form.topics.iter().enumerate() {
                    out.push(format!("（{}）{}情况", ordinal(number as u32 + 1), topic.label));
                    out.push(self.sentence(rng));
                    if chance(rng, 0.4) {
                        out.push(format!("{}.{}", rng.u8(1..4), self.sentence(rng)));
                    }
                }
            }
            _ => {
                for (number, topic) in form.topics.iter().enumerate().take(rng.usize(1..=5)) {
                    out.push(format!("{}.{}：{}", number + 1, topic.label, self.sentence(rng)));
                }
            }
        }
        out
    }

    fn sentence(&self, rng: &mut Rng) -> String {
        let Words { year, .. } = self;
        let (a, b, c) = (rng.u32(0..90), rng.u32(0..40), rng.u32(0..2000));
        match rng.u8(0..12) {
            0 => format!("全年主动公开政府信息{}条，其中：工作动态{a}条，通知公告{b}条。", a + b),
            1 => format!("政务新媒体共发布信息{a}条，其中微信公众号{b}条；关注人数{c}人。"),
            2 => format!("{year}年共收到政府信息公开申请{b}件，上年结转{a}件，均已按期答复。"),
            3 => "本年度未收到政府信息公开申请，未发生因政府信息公开引起的行政复议、行政诉讼。".to_owned(),
            4 => format!("严格执行信息发布“三审三校”制度，全年开展检查{b}次，整改问题{a}个。"),
            5 => format!("依托门户网站设置政府信息公开专栏{}个，及时更新机构职能、政策文件等栏目。", b + 1),
            6 => format!("组织业务培训{}次，参训{c}人次，将政务公开纳入年度绩效考核。", b % 5),
            7 => format!("对{a}份存量文件逐一清理，废止{b}份，继续有效{c}份。"),
            8 => format!("公开财政预决算、项目建设等重点领域信息 {a} 条，占比{}.{}%。", b % 60, a % 10),
            9 => "进一步完善公开指南和公开目录，做到应公开尽公开、动态调整。".to_owned(),
            10 => format!("承办建议提案{a}件，答复率100%，满意率{}%。", 90 + b % 10),
            _ => format!("截至{year}年12月底，便民服务大厅查阅点接待群众{c}人次。"),
        }
    }

    fn about_tables(&self, rng: &mut Rng) -> String {
        match rng.u8(0..3) {
            0 => "该部分以表格形式报告。".to_owned(),
            1 => format!("{}年，按照规定主动公开有关信息，具体情况见下表。", self.year),
            _ => self.sentence(rng),
        }
    }

    fn problems(&self, rng: &mut Rng) -> Vec<String> {
        match rng.u8(0..3) {
            0 => vec![
                "存在的主要问题：一是公开内容不够丰富；二是政策解读形式较为单一；三是队伍专业能力有待提升。".to_owned(),
                format!("改进情况：{}年，将加强培训，丰富解读形式，健全长效机制。", self.year + 1),
            ],
            1 => vec![
                "（一）存在问题".to_owned(),
                "1.主动公开的时效性有待提高。".to_owned(),
                "2.部分栏目更新不够及时。".to_owned(),
                "（二）改进情况".to_owned(),
                "一是完善制度，明确责任；二是加强督促检查，定期通报。".to_owned(),
            ],
            _ => vec![
                "主要问题：".to_owned(),
                "一是思想认识有待进一步统一。".to_owned(),
                "二是公开平台检索功能有待加强。".to_owned(),
                "整改措施：".to_owned(),
                "一是继续加强学习培训。".to_owned(),
                "二是建立科学规范的公开目录。".to_owned(),
            ],
        }
    }

    fn other_matters(&self, rng: &mut Rng) -> Vec<String> {
        match rng.u8(0..5) {
            0 | 1 => vec!["无。".to_owned()],
            2 => vec!["无其他需要报告的事项。".to_owned()],
            3 => vec!["本年度未收取政府信息公开信息处理费。".to_owned()],
            _ => vec![
                format!("根据《政府信息公开信息处理费管理办法》，{}年收取信息处理费0元。", self.year),
                "没有其他需要报告的事项。".to_owned(),
            ],
        }
    }

    /// The outline of reports before 2019, whose statistics stand in an annex.
    fn old_outline(&self, rng: &mut Rng) -> Vec<Section> {
        let titles = [
            "概述",
            "主动公开情况",
            "依申请公开情况",
            "收费及减免情况",
            "行政复议、行政诉讼情况",
            "存在的问题和改进措施",
        ];
        let section = |title: &&str| Section {
            spec: None,
            title: (*title).to_owned(),
            paragraphs: (0..rng.usize(1..3)).map(|_| self.sentence(rng)).collect(),
        };
        titles.iter().map(section).collect()
    }
}
