//! What stands around a report on a page, and is no part of it: head, navigation, counters, a table of index
//! fields, footer, scripts.

use super::super::expect::{Expect, Field};
use super::super::generate::Sample;
use super::super::{chance, pick};
use super::html::{Site, published};
use fastrand::Rng;

/// Stands in the head until the encoding is known.
pub const META: &str = "<!--meta-->";

/// A page around a report. Says in `expect` what the page adds: the title where the report has none, and the day
/// of publication.
pub fn page(rng: &mut Rng, sample: &Sample, site: Site, titled: bool, body: &str, expect: &mut Expect) -> String {
    let mut head = String::from(META);
    head.push('\n');
    let named = chance(rng, 0.4);
    let plain = !named && chance(rng, 0.5);
    let site_name = "政府信息公开平台";
    let title = if plain { sample.title.clone() } else { format!("{}_{site_name}", sample.title) };
    head.push_str(&format!("<title>{title}</title>\n"));
    if named {
        head.push_str(&format!("<meta name=\"ArticleTitle\" content=\"{}\">\n", sample.title));
        head.push_str(
            "<meta name=\"ContentSource\" content=\"本站\">\n<meta name=\"Keywords\" content=\"年报,公开\">\n",
        );
    }
    if !titled && !named && !plain {
        // Where the title ends and the name of the site begins is anyone's guess.
        expect.title = Field::Any;
    }
    let (year, month, day) = sample.published;
    if chance(rng, 0.3) {
        let time = pick(rng, &["", " 10:30", " 16:05:22"]);
        head.push_str(&format!("<meta name=\"PubDate\" content=\"{year:04}-{month:02}-{day:02}{time}\" />\n"));
        expect.published = published(sample);
    }
    head.push_str("<style>td{border:1px solid #000}.x{display:none}</style>\n");
    head.push_str("<script>var t='<table><tr><td>规章</td><td>77</td><td>88</td><td>99</td></tr></table>';</script>\n");

    let mut before = String::new();
    if chance(rng, 0.6) {
        let items: String = ["首页", "机构职能", "政策文件", "互动交流"]
            .iter()
            .map(|i| format!("<li><a href=\"#\">{i}</a></li>"))
            .collect();
        before.push_str(&format!("<div class=\"nav\"><ul>{items}</ul></div>\n"));
    }
    if chance(rng, 0.5) {
        before.push_str("<div class=\"crumbs\">当前位置：<a href=\"/\">首页</a> &gt; <a href=\"/x\">政府信息公开</a> &gt; 年度报告</div>\n");
    }
    if chance(rng, 0.35) {
        before.push_str(&index_fields(rng, sample));
        expect.published = published(sample);
    } else if chance(rng, 0.35) {
        let label = pick(rng, &["发布日期：", "发布时间:", "发布日期: "]);
        let hits = rng.u32(3..9000);
        before.push_str(&format!(
            "<div class=\"info\"><span>{label}{year:04}-{month:02}-{day:02}</span><span>浏览次数：{hits}</span>\
             <span>字体：【大 中 小】</span></div>\n"
        ));
        expect.published = published(sample);
    }
    if chance(rng, 0.2) {
        before.push_str("<!-- <table><tr><td>规章</td><td>66</td></tr></table> -->\n");
    }
    if chance(rng, 0.15) {
        before.push_str("<div style=\"display:none\">分享到：规章 55 55 55</div>\n");
    }
    let mut after = String::new();
    if chance(rng, 0.3) {
        after.push_str("<div class=\"share\"><a href=\"#\">打印本页</a> <a href=\"#\">关闭窗口</a></div>\n");
    }
    if chance(rng, 0.7) {
        after.push_str(&format!(
            "<div class=\"footer\"><p>主办：{} 网站标识码：{}</p><p>备案号：某ICP备{}号</p></div>\n",
            sample.agency,
            rng.u32(1_000_000_000..4_000_000_000),
            rng.u32(10_000_000..20_000_000)
        ));
    }
    if chance(rng, 0.3) {
        after.push_str("<script src=\"/stat.js\"></script><noscript>请启用脚本</noscript>\n");
    }
    let framed = match site {
        Site::Semantic => format!("<article>\n{body}</article>\n"),
        Site::Cms => format!(
            "<table width=\"1000\" align=\"center\"><tbody><tr><td valign=\"top\">\n<div id=\"zoom\" class=\"TRS_Editor\">\n{body}\
             </div>\n</td></tr></tbody></table>\n"
        ),
        Site::OneCell => format!(
            "<table width=980 border=0><tr><td colspan=2>政务公开</td></tr><tr><td width=180>栏目导航<br>公开指南<br>公开年报</td>\
             <td>\n{body}\n</td></tr><tr><td colspan=2>版权所有</td></tr></table>\n"
        ),
        _ => format!("<div class=\"article-content\">\n{body}</div>\n"),
    };
    let doctype = pick(
        rng,
        &[
            "<!DOCTYPE html>\n",
            "<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Transitional//EN\" \"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd\">\n",
            "",
        ],
    );
    format!("{doctype}<html lang=\"zh-CN\">\n<head>\n{head}</head>\n<body>\n{before}{framed}{after}</body>\n</html>\n")
}

/// The table of index fields that many sites put above a document.
fn index_fields(rng: &mut Rng, sample: &Sample) -> String {
    let (year, month, day) = sample.published;
    let number = format!("{:09}/{year}-{:05}", rng.u32(1..99_999_999), rng.u32(1..999));
    let day = match rng.u8(0..2) {
        0 => format!("{year:04}-{month:02}-{day:02}"),
        _ => format!("{year}年{month:02}月{day:02}日"),
    };
    format!(
        "<table class=\"xxgk_head\"><tr><td>索引号：</td><td>{number}</td><td>发布机构：</td><td>{}</td></tr>\
         <tr><td>发布日期：</td><td>{day}</td><td>有效性：</td><td>有效</td></tr></table>\n",
        sample.agency
    )
}
