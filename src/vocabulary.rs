//! The words of all forms, compiled once for recognition: every heading, caption, column and row label and
//! their aliases, folded, with what they may stand for.
//!
//! Tables are the union over the forms: filings mix them, and what is printed comes out under its own key.

use crate::fold::{fold, ordinal};
use crate::form::{self, Form, Group, Row, ValueKind};
use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use std::collections::HashMap;
use std::sync::OnceLock;

/// The compiled words.
#[derive(Debug)]
pub struct Vocabulary {
    /// The union of the tables over all forms.
    pub tables: Vec<UnionTable>,
    /// The union of the sections over all forms, in order.
    pub sections: Vec<UnionSection>,
    /// The patterns that [`Vocabulary::automaton`] looks for, by its pattern number.
    pub patterns: Vec<Pattern>,
    /// Finds every occurrence of every pattern in folded text.
    pub automaton: AhoCorasick,
}

/// A folded label and what it may stand for.
#[derive(Debug)]
pub struct Pattern {
    /// The folded words.
    pub text: String,
    /// How many characters they have.
    pub characters: u32,
    /// What they may stand for.
    pub targets: Vec<Target>,
}

/// What a label may stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// The heading of a section.
    Section(u8),
    /// The caption or note of a table, or a header cell over several columns.
    Header(u8),
    /// A column of a table.
    Column(u8, u8),
    /// A row or group of a table.
    Item(u8, u8),
}

/// A section as all forms know it.
#[derive(Debug)]
pub struct UnionSection {
    /// Name in the JSON.
    pub id: &'static str,
    /// Its ordinal.
    pub number: u32,
    /// Folded wordings of the heading, the form's own first.
    pub titles: Vec<String>,
    /// The neighbouring characters of each wording, for comparison.
    pub title_pairs: Vec<Vec<(char, char)>>,
}

/// A table as all forms know it.
#[derive(Debug)]
pub struct UnionTable {
    /// Name in the JSON.
    pub id: &'static str,
    /// The section it belongs to, as an index into [`Vocabulary::sections`].
    pub section: Option<usize>,
    /// The columns of all forms.
    pub columns: Vec<UnionColumn>,
    /// The rows and groups of all forms, in printed order.
    pub items: Vec<UnionItem>,
    /// For each form that has the table: the form's index and its columns, left to right.
    pub layouts: Vec<(usize, Vec<u8>)>,
    /// Whether its only row has no label.
    pub unlabelled: bool,
}

/// A column as all forms know it.
#[derive(Debug)]
pub struct UnionColumn {
    /// Name in the JSON.
    pub key: &'static str,
    /// What its numbers may be.
    pub kind: ValueKind,
    /// Unit of money.
    pub unit: &'static str,
    /// Folded wordings of the label.
    pub labels: Vec<String>,
}

/// A row or group as all forms know it.
#[derive(Debug)]
pub struct UnionItem {
    /// Name in the JSON.
    pub key: &'static str,
    /// Folded wordings of the label, without ordinals.
    pub labels: Vec<String>,
    /// Folded units that a row prints in a cell of its own.
    pub unit: &'static str,
    /// What its numbers may be, where the row decides.
    pub kind: Option<ValueKind>,
    /// Bit per form: the forms in which it is a row with values.
    pub row_in: u8,
    /// Bit per form: the forms in which it is a heading over rows.
    pub group_in: u8,
}

/// The label without its ordinal, folded.
fn core(label: &str) -> String {
    let (length, _) = ordinal(label);
    fold(&label[length..])
}

/// The pairs of neighbouring characters of a text.
pub fn pairs(text: &str) -> Vec<(char, char)> {
    text.chars().zip(text.chars().skip(1)).collect()
}

/// The vocabulary of all embedded forms.
pub fn vocabulary() -> &'static Vocabulary {
    static VOCABULARY: OnceLock<Vocabulary> = OnceLock::new();
    VOCABULARY.get_or_init(|| Vocabulary::compile(form::forms()))
}

impl Vocabulary {
    fn compile(forms: &'static [Form]) -> Vocabulary {
        let mut sections: Vec<UnionSection> = Vec::new();
        let mut tables: Vec<UnionTable> = Vec::new();
        for form in forms {
            for spec in &form.sections {
                let titles = std::iter::once(&spec.title).chain(&spec.aliases).map(|t| core(t));
                match sections.iter_mut().find(|s| s.id == spec.id) {
                    Some(section) => extend(&mut section.titles, titles),
                    None => sections.push(UnionSection {
                        id: &spec.id,
                        number: spec.number,
                        titles: titles.collect(),
                        title_pairs: Vec::new(),
                    }),
                }
            }
        }
        for section in &mut sections {
            section.title_pairs = section.titles.iter().map(|title| pairs(title)).collect();
        }
        for (index, form) in forms.iter().enumerate() {
            for spec in &form.tables {
                let at = tables.iter().position(|t| t.id == spec.id).unwrap_or_else(|| {
                    tables.push(UnionTable {
                        id: &spec.id,
                        section: spec.section.as_ref().and_then(|id| sections.iter().position(|s| s.id == id)),
                        columns: Vec::new(),
                        items: Vec::new(),
                        layouts: Vec::new(),
                        unlabelled: spec.rows.iter().all(|row| row.label.is_empty()),
                    });
                    tables.len() - 1
                });
                tables[at].add(index, spec);
            }
        }
        let mut words: HashMap<String, Vec<Target>> = HashMap::new();
        let mut add = |text: &str, target: Target| {
            if !text.is_empty() {
                let targets = words.entry(text.to_owned()).or_default();
                if !targets.contains(&target) {
                    targets.push(target);
                }
            }
        };
        for (s, section) in sections.iter().enumerate() {
            section.titles.iter().for_each(|title| add(title, Target::Section(s as u8)));
        }
        for (t, table) in tables.iter().enumerate() {
            for (c, column) in table.columns.iter().enumerate() {
                column.labels.iter().for_each(|label| add(label, Target::Column(t as u8, c as u8)));
            }
            for (i, item) in table.items.iter().enumerate() {
                item.labels.iter().for_each(|label| add(label, Target::Item(t as u8, i as u8)));
            }
        }
        for form in forms {
            for spec in &form.tables {
                let Some(t) = tables.iter().position(|t| t.id == spec.id) else { continue };
                let columns = spec.columns.iter().flat_map(|c| std::iter::once(&c.label).chain(&c.aliases));
                let columns: Vec<String> = columns.map(|label| fold(label)).collect();
                let words = spec.header.iter().map(|cell| &cell.text).chain(&spec.caption).chain(&spec.note);
                for text in words.map(|text| fold(text)).filter(|text| !columns.contains(text)) {
                    add(&text, Target::Header(t as u8));
                }
            }
        }
        let mut patterns: Vec<Pattern> = words
            .into_iter()
            .map(|(text, targets)| Pattern { characters: text.chars().count() as u32, text, targets })
            .collect();
        patterns.sort_unstable_by(|a, b| a.text.cmp(&b.text));
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .build(patterns.iter().map(|p| &p.text))
            .expect("a few hundred short patterns fit every limit of the automaton");
        Vocabulary { tables, sections, patterns, automaton }
    }
}

fn extend(labels: &mut Vec<String>, more: impl Iterator<Item = String>) {
    for label in more {
        if !label.is_empty() && !labels.contains(&label) {
            labels.push(label);
        }
    }
}

impl UnionTable {
    fn add(&mut self, form: usize, spec: &'static form::TableSpec) {
        let mut layout = Vec::new();
        for column in &spec.columns {
            let labels = std::iter::once(&column.label).chain(&column.aliases).map(|l| fold(l));
            let at = self.columns.iter().position(|c| c.key == column.key).unwrap_or_else(|| {
                self.columns.push(UnionColumn {
                    key: &column.key,
                    kind: column.kind,
                    unit: &column.unit,
                    labels: Vec::new(),
                });
                self.columns.len() - 1
            });
            extend(&mut self.columns[at].labels, labels);
            layout.push(at as u8);
        }
        self.layouts.push((form, layout));
        let mut last = None;
        let mut seen_groups: Vec<&str> = Vec::new();
        for row in &spec.rows {
            for group in &row.path {
                if let Some(group) =
                    spec.groups.iter().find(|g| &g.key == group && !seen_groups.contains(&g.key.as_str()))
                {
                    seen_groups.push(&group.key);
                    last = Some(self.item(last, ItemSpec::Group(group), form));
                }
            }
            last = Some(self.item(last, ItemSpec::Row(row), form));
        }
    }

    /// Adds a row or group of a form behind the item `last`, or to the item of that key; returns its index.
    fn item(&mut self, last: Option<usize>, spec: ItemSpec, form: usize) -> usize {
        let (key, labels, unit, kind): (_, Vec<String>, _, _) = match spec {
            ItemSpec::Row(row) => {
                let labels = std::iter::once(&row.label).chain(&row.aliases).map(|l| core(l)).collect();
                (row.key.as_str(), labels, row.unit.as_str(), row.kind)
            }
            ItemSpec::Group(group) => (group.key.as_str(), vec![core(&group.label)], "", None),
        };
        let at = self.items.iter().position(|i| i.key == key).unwrap_or_else(|| {
            let at = last.map_or(0, |i| i + 1);
            self.items.insert(at, UnionItem { key, labels: Vec::new(), unit, kind, row_in: 0, group_in: 0 });
            at
        });
        extend(&mut self.items[at].labels, labels.into_iter());
        match spec {
            ItemSpec::Row(row) if !row.heading => self.items[at].row_in |= 1 << form,
            _ => self.items[at].group_in |= 1 << form,
        }
        at
    }
}

#[derive(Clone, Copy)]
enum ItemSpec {
    Row(&'static Row),
    Group(&'static Group),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_union_keeps_the_printed_order() {
        let vocabulary = vocabulary();
        let table = vocabulary.tables.iter().find(|t| t.id == "applications").unwrap();
        let keys: Vec<_> = table.items.iter().map(|i| i.key).collect();
        let at = |key| keys.iter().position(|&k| k == key).unwrap();
        assert!(at("outcome") < at("granted") && at("denied") < at("denied_state_secret"));
        assert!(at("not_processed_confirm_or_reissue") < at("other") && at("other") < at("other_correction_overdue"));
        assert!(at("other_misc") < at("total") && at("total") < at("carried_out"));
        assert_eq!(keys.len(), 23 + 4 + 3);
    }

    #[test]
    fn a_word_may_stand_for_several_things() {
        let vocabulary = vocabulary();
        let exact = |text: &str| vocabulary.patterns.iter().find(|p| p.text == text).unwrap();
        let other = exact("其他");
        assert!(other.targets.iter().any(|t| matches!(t, Target::Column(..))));
        assert!(other.targets.iter().any(|t| matches!(t, Target::Item(..))));
        assert!(exact("第二十条第一项").targets.iter().all(|t| matches!(t, Target::Header(_))));
    }
}
