//! Which rows of two lists are the same row.

use std::collections::{HashMap, HashSet};

use foldhash::fast::RandomState;
use sea_orm::sea_query::Value;

use super::given::Given;
use crate::data::shapes::keys::{Key, integer};
use crate::data::shapes::table::Table;

/// Where a row stands in another list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Match {
    /// At this position.
    At(usize),
    /// Nowhere.
    Nowhere,
    /// A row before it has the same key.
    Twice,
}

/// Finds rows that came back in another list, by their keys. Lists mostly come back in the order in which they were
/// read, so a row is expected behind the one before it, and the keys of the other list are collected only where a
/// row is not there.
pub(super) fn find<'rows>(table: &Table, rows: &'rows [Given], others: &[&[Value]]) -> Vec<Match> {
    let mut finder = Finder { table, others, positions: None, next: 0 };
    let mut is_found = vec![false; others.len()];
    let mut unknown: HashSet<KeyRef<'rows>, RandomState> = HashSet::default();
    let find = |row: &'rows Given| {
        let Some(key) = KeyRef::of(table, &row.values) else { return Match::Nowhere };
        match finder.find(&key) {
            Some(position) if is_found[position] => Match::Twice,
            Some(position) => {
                is_found[position] = true;
                Match::At(position)
            }
            None if unknown.insert(key) => Match::Nowhere,
            None => Match::Twice,
        }
    };
    rows.iter().map(find).collect()
}

struct Finder<'lists> {
    table: &'lists Table,
    others: &'lists [&'lists [Value]],
    /// The positions of the other rows, if one was looked for by its key.
    positions: Option<HashMap<KeyRef<'lists>, usize, RandomState>>,
    /// Where the next row is expected.
    next: usize,
}

impl Finder<'_> {
    fn find(&mut self, key: &KeyRef<'_>) -> Option<usize> {
        let (table, others) = (self.table, self.others);
        let expected = others.get(self.next).and_then(|other| KeyRef::of(table, other));
        let position = match expected.is_some_and(|expected| expected == *key) {
            true => self.next,
            false => {
                let positions = self.positions.get_or_insert_with(|| {
                    let keys = others.iter().map(|other| KeyRef::of(table, other)).enumerate();
                    keys.filter_map(|(position, key)| Some((key?, position))).collect()
                });
                *positions.get(key)?
            }
        };
        self.next = position + 1;
        Some(position)
    }
}

/// The key of a row, which borrows its text.
#[derive(PartialEq, Eq, Hash)]
enum KeyRef<'row> {
    Integer(i64),
    Text(&'row str),
    Other(Key),
}

impl<'row> KeyRef<'row> {
    fn of(table: &Table, row: &'row [Value]) -> Option<Self> {
        let mut values = table.key_values(row);
        let (first, second) = (values.next()?, values.next());
        match (first, integer(first), second) {
            (_, Some(number), None) => Some(Self::Integer(number)),
            (Value::String(Some(text)), _, None) => Some(Self::Text(text)),
            _ => table.key_of(row).map(Self::Other),
        }
    }
}
