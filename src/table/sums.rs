//! Values that the layout leaves open and the sums of the form close.

use super::{Found, cells::Cell};
use crate::flow::{Flow, Kind};
use crate::form::{Across, Form, TableSpec};
use crate::vocabulary::Vocabulary;

/// How many partial placements are tried before the search is given up.
const BUDGET: u32 = 200_000;

/// A row of the form with every way its values may stand: for each column a value, blanks as 0.
struct Choices {
    /// Index into [`Found::rows`].
    row: usize,
    /// Key of the row.
    key: &'static str,
    /// The ways: for each column the place among the row's tokens, if any.
    ways: Vec<Vec<Option<usize>>>,
    /// The numbers of the row's tokens.
    numbers: Vec<i64>,
}

impl Choices {
    fn value(&self, way: usize, column: usize) -> i64 {
        self.ways[way][column].map_or(0, |i| self.numbers[i])
    }
}

/// Places the values of rows that have lost blanks, where exactly one placement over the whole table satisfies
/// every sum of the form.
pub fn infer(flow: &Flow, vocabulary: &Vocabulary, table: &mut Found, form: Option<&'static Form>) {
    let union = &vocabulary.tables[table.table];
    let Some(spec) = form.and_then(|form| form.table(union.id)) else { return };
    let columns: Vec<&str> = table.columns.iter().map(|&c| union.columns[usize::from(c)].key).collect();
    if spec.sums.is_empty() || spec.columns.iter().any(|c| !columns.contains(&c.key.as_str())) {
        return;
    }
    let open = |row: usize| !table.rows[row].placed && !table.rows[row].tokens.is_empty();
    if !(0..table.rows.len()).any(open) {
        return;
    }
    let mut all = Vec::with_capacity(table.rows.len());
    for (row, anchor) in table.anchors.iter().enumerate() {
        let key = union.items[anchor.item].key;
        if !spec.rows.iter().any(|r| r.key == key) {
            continue;
        }
        let Some(choices) = choices(flow, table, spec, &columns, row, key) else { return };
        all.push(choices);
    }
    // Every row of the form takes part: with one not found, the sums prove nothing.
    if spec.rows.iter().any(|r| !all.iter().any(|c| c.key == r.key)) {
        return;
    }
    let Some(solution) = only_solution(spec, &all, columns.len()) else { return };
    for (choices, way) in all.iter().zip(solution) {
        let row = &mut table.rows[choices.row];
        if !row.placed && !row.tokens.is_empty() {
            row.cells = choices.ways[way]
                .iter()
                .map(|place| place.map_or(Cell::Absent, |i| Cell::Inferred(row.tokens[i])))
                .collect();
            row.placed = true;
        }
    }
}

/// The ways in which a row's values may stand that its own sums allow; none where a value is no whole number.
fn choices(
    flow: &Flow,
    table: &Found,
    spec: &TableSpec,
    columns: &[&str],
    row: usize,
    key: &'static str,
) -> Option<Choices> {
    let found = &table.rows[row];
    let whole = |token: u32| match flow.tokens[token as usize].kind {
        Kind::Number(number, _) => number.to_integer(),
        Kind::Blank | Kind::Placeholder => Some(0),
        _ => None,
    };
    if found.placed || found.tokens.is_empty() {
        let mut numbers = Vec::new();
        let mut way = Vec::new();
        for cell in &found.cells {
            match cell {
                Cell::Token(token) | Cell::Inferred(token) => {
                    way.push(Some(numbers.len()));
                    numbers.push(whole(*token)?);
                }
                Cell::Absent => way.push(None),
                Cell::Merged(_) | Cell::Unknown => return None,
            }
        }
        return Some(Choices { row, key, ways: vec![way], numbers });
    }
    let numbers: Option<Vec<i64>> = found.tokens.iter().map(|&t| whole(t)).collect();
    let numbers = numbers?;
    if numbers.len() > columns.len() {
        return None;
    }
    let mut choices = Choices { row, key, ways: Vec::new(), numbers };
    let mut way = vec![None; columns.len()];
    place(&mut choices, &mut way, 0, 0);
    let sums: Vec<_> = spec.sums.iter().filter(|sum| sum.across == Across::Rows).collect();
    let side = |keys: &[String], way: &[Option<usize>], numbers: &[i64]| -> i64 {
        let at = |key: &String| columns.iter().position(|c| c == key).and_then(|c| way[c]).map_or(0, |i| numbers[i]);
        keys.iter().map(at).sum()
    };
    let numbers = &choices.numbers;
    choices.ways.retain(|way| sums.iter().all(|sum| side(&sum.left, way, numbers) == side(&sum.right, way, numbers)));
    Some(choices)
}

/// All ways to spread the numbers over the columns in order.
fn place(choices: &mut Choices, way: &mut Vec<Option<usize>>, number: usize, column: usize) {
    if number == choices.numbers.len() {
        choices.ways.push(way.clone());
        return;
    }
    for at in column..=way.len() - (choices.numbers.len() - number) {
        way[at] = Some(number);
        place(choices, way, number + 1, at + 1);
        way[at] = None;
    }
}

/// The way of each row, where just one combination satisfies the sums over the rows.
fn only_solution(spec: &TableSpec, all: &[Choices], columns: usize) -> Option<Vec<usize>> {
    // Rows with few ways first: they cut the search early.
    let mut order: Vec<usize> = (0..all.len()).collect();
    order.sort_by_key(|&i| all[i].ways.len());
    let sums: Vec<(Vec<(usize, i64)>, usize)> = spec
        .sums
        .iter()
        .filter(|sum| sum.across == Across::Columns)
        .map(|sum| {
            let terms = |keys: &[String], sign: i64| -> Vec<(usize, i64)> {
                keys.iter().filter_map(|key| all.iter().position(|c| c.key == key).map(|i| (i, sign))).collect()
            };
            let mut parts = terms(&sum.left, 1);
            parts.extend(terms(&sum.right, -1));
            // The sum can be checked once the last of its rows is placed.
            let last = parts.iter().filter_map(|(i, _)| order.iter().position(|o| o == i)).max().unwrap_or(0);
            (parts, last)
        })
        .collect();
    let mut search = Search { all, order: &order, sums: &sums, columns, budget: BUDGET, found: Vec::new() };
    let mut ways = vec![0; all.len()];
    search.descend(0, &mut ways);
    (search.budget > 0 && search.found.len() == 1).then(|| search.found.remove(0))
}

struct Search<'a> {
    all: &'a [Choices],
    order: &'a [usize],
    sums: &'a [(Vec<(usize, i64)>, usize)],
    columns: usize,
    budget: u32,
    found: Vec<Vec<usize>>,
}

impl Search<'_> {
    fn descend(&mut self, depth: usize, ways: &mut Vec<usize>) {
        if self.found.len() > 1 || self.budget == 0 {
            return;
        }
        let Some(&row) = self.order.get(depth) else {
            self.found.push(ways.clone());
            return;
        };
        for way in 0..self.all[row].ways.len() {
            self.budget = self.budget.saturating_sub(1);
            ways[row] = way;
            let holds = self.sums.iter().filter(|(_, last)| *last == depth).all(|(parts, _)| {
                (0..self.columns)
                    .all(|c| parts.iter().map(|&(i, sign)| sign * self.all[i].value(ways[i], c)).sum::<i64>() == 0)
            });
            if holds {
                self.descend(depth + 1, ways);
            }
        }
    }
}
