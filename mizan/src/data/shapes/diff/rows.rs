//! The rows of one list that came back, each beside the one that is stored.

use std::mem;

use sea_orm::sea_query::{DynIden, Value};
use serde_json::Value as Json;

use super::compare::{Below, Comparison, Findings, Gone, List};
use super::conflicts::Conflict;
use super::given::Given;
use super::matching::{self, Match};
use super::plan::{Action, PlannedRow};
use crate::data::shapes::table::{Missing, Table};

impl Comparison<'_> {
    pub(super) fn compare_list(
        &mut self,
        table: &'static Table,
        missing: Missing,
        list: List,
        findings: &mut Findings,
    ) {
        let mut stored: Vec<Option<Vec<Value>>> = list.stored.rows.into_iter().map(Some).collect();
        let mut before: Option<Vec<Option<Given>>> =
            list.before.map(|rows| rows.into_iter().map(Some).collect());
        let matches = matching::find(table, &list.given, &values_of(&stored, Vec::as_slice));
        let reads = before.as_ref().map(|before| {
            matching::find(table, &list.given, &values_of(before, |read| read.values.as_slice()))
        });
        for (index, given) in list.given.into_iter().enumerate() {
            let row = self.plan.rows.len();
            let mut values = given.values;
            if self.is_whole {
                table.number(&mut values, index);
            }
            let read = reads.as_ref().zip(before.as_mut());
            let read = read.and_then(|(reads, before)| take(before, reads[index]));
            let (read, read_below) = read.map(|read| (read.values, read.lists)).unzip();
            // A row that the caller had not read had nothing below it for the caller.
            let read_below = read_below.or_else(|| before.as_ref().map(|_| Vec::new()));
            let is_key_made = table.key_values(&values).any(|value| !value.is_some());
            if let Some((parent, relation)) = list.parent {
                self.plan.rows[parent].children[relation].push(row);
            }
            self.plan.rows.push(PlannedRow {
                table,
                values,
                stored: take(&mut stored, matches[index]),
                read,
                action: Action::None,
                changed: Vec::new(),
                is_key_made,
                parent: list.parent,
                index: list.places.as_ref().map_or(index, |places| places[index]),
                children: table.relations.iter().map(|_| Vec::new()).collect(),
            });
            findings.below.push(Below { given: given.lists, before: read_below });
            match matches[index] {
                Match::Twice => self.problems.twice.push(row),
                Match::At(_) => self.compare_row(row, before.is_some()),
                Match::Nowhere => {
                    self.plan.rows[row].action = Action::Insert;
                    findings.unknown.push(row);
                }
            }
        }
        let stored = stored.into_iter().flatten();
        let before = before.map(|before| before.into_iter().flatten());
        self.miss(table, missing, list.parent, stored, before, findings);
    }

    /// Settles the rows that did not come back.
    fn miss(
        &mut self,
        table: &'static Table,
        missing: Missing,
        parent: Option<(usize, usize)>,
        stored: impl Iterator<Item = Vec<Value>>,
        before: Option<impl Iterator<Item = Given>>,
        findings: &mut Findings,
    ) {
        let before = before.map(|rows| {
            let seen = findings.seen.get_or_insert_default();
            rows.for_each(|row| seen.add(table, row));
            &*seen
        });
        let mut rows = 0;
        for stored in stored {
            let is_seen = match (missing, &before) {
                (Missing::Refuse, _) => false,
                (Missing::Keep, _) | (_, None) => true,
                (_, Some(seen)) => seen.has(table, &stored),
            };
            rows += usize::from(!is_seen);
            if matches!(missing, Missing::Delete | Missing::Replace) {
                findings.removed.extend(table.key_of(&stored));
                self.gone.push(Gone { parent, table, stored });
            }
        }
        if rows > 0 {
            let conflict = Conflict::Missing { list: parent, shape: table.shape, rows };
            self.problems.conflicts.push(conflict);
        }
    }

    /// Finds the columns in which a row differs from the one that is stored.
    fn compare_row(&mut self, index: usize, is_reading_known: bool) {
        let row = &self.plan.rows[index];
        let Some(stored) = &row.stored else { return };
        let read = row.read.as_ref();
        let mut is_late = read.is_some_and(|read| differs(row.table, read, stored));
        let mut changed = Vec::new();
        for (position, column) in row.table.columns.iter().enumerate() {
            let is_equal = is_same(&row.values[position], &stored[position]);
            if is_equal || column.marks.is_key || column.marks.is_read_only {
                continue;
            }
            match column.marks.is_version {
                true => is_late = true,
                false => changed.push(position),
            }
        }
        if self.is_moved(index, &changed) {
            self.problems.foreign.push(index);
        } else if !changed.is_empty() && is_reading_known && row.read.is_none() {
            self.problems.conflicts.push(Conflict::Taken { row: index });
        } else if is_late && !changed.is_empty() {
            self.problems.conflicts.push(Conflict::Changed { row: index, columns: changed });
        } else if !changed.is_empty() {
            let row = &mut self.plan.rows[index];
            row.action = Action::Update;
            row.changed = changed;
        } else {
            self.keep_version(index);
        }
    }

    /// A row that nobody changes shows the version that it has.
    fn keep_version(&mut self, index: usize) {
        let row = &mut self.plan.rows[index];
        if let (Some(version), Some(stored)) = (row.table.version(), &row.stored) {
            row.values[version] = stored[version].clone();
        }
    }

    /// True if a column changed by which the row belongs to its parent, or to the scope.
    fn is_moved(&self, index: usize, changed: &[usize]) -> bool {
        if changed.is_empty() {
            return false;
        }
        let row = &self.plan.rows[index];
        let foreign: Vec<DynIden> = match row.parent {
            Some((parent, relation)) => {
                let relation = &self.plan.rows[parent].table.relations[relation];
                relation.path.foreign_columns().1
            }
            None => self.plan.scope_values.iter().map(|(column, _)| column.clone()).collect(),
        };
        changed.iter().any(|column| foreign.contains(&row.table.columns[*column].name))
    }
}

/// The values of rows, of which none is taken yet.
fn values_of<T>(rows: &[Option<T>], values: impl Fn(&T) -> &[Value]) -> Vec<&[Value]> {
    rows.iter().flatten().map(values).collect()
}

fn take<T>(rows: &mut [Option<T>], place: Match) -> Option<T> {
    match place {
        Match::At(position) => rows.get_mut(position).and_then(mem::take),
        Match::Nowhere | Match::Twice => None,
    }
}

/// True if two readings of a row differ in what a client may write. Its position depends on other rows.
pub(super) fn differs(table: &Table, one: &[Value], other: &[Value]) -> bool {
    let values = table.columns.iter().zip(one.iter().zip(other));
    let mut written =
        values.filter(|(column, _)| !column.marks.is_read_only && !column.marks.is_position);
    written.any(|(_, (one, other))| !is_same(one, other))
}

/// True if two values of a column are the same to a client. For JSON, null is no value, and JavaScript sends a number
/// without a point where it is an integer, which is another number in Rust.
fn is_same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Json(one), Value::Json(other)) => {
            let [one, other] = [one, other].map(|json| json.as_deref().unwrap_or(&Json::Null));
            is_same_json(one, other)
        }
        _ => one == other,
    }
}

fn is_same_json(one: &Json, other: &Json) -> bool {
    match (one, other) {
        (Json::Number(one), Json::Number(other)) if one.is_f64() || other.is_f64() => {
            one.as_f64() == other.as_f64()
        }
        (Json::Array(one), Json::Array(other)) => {
            one.len() == other.len()
                && one.iter().zip(other).all(|(one, other)| is_same_json(one, other))
        }
        (Json::Object(one), Json::Object(other)) => {
            let is_in_other =
                |(name, value)| other.get(name).is_some_and(|other| is_same_json(value, other));
            one.len() == other.len() && one.iter().all(is_in_other)
        }
        _ => one == other,
    }
}
