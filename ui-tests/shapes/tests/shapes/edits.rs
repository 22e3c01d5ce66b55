//! What changed of lists of lists, found and applied without a database, as a client does: the model of
//! `Editable`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use shapes_corpus::entities::{line, order};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, mizan::Type, mizan::Shape)]
#[shape(line, edit)]
pub(crate) struct Item {
    pub(crate) id: String,
    #[shape(position)]
    pub(crate) position: i32,
    pub(crate) product: String,
    pub(crate) qty: i32,
    pub(crate) serial: Option<i64>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, mizan::Type, mizan::Shape)]
#[shape(order, edit)]
pub(crate) struct Sheet {
    pub(crate) id: i64,
    pub(crate) title: String,
    pub(crate) open: bool,
    #[shape(missing = delete)]
    pub(crate) lines: Vec<Item>,
}

/// The same rows, with the number of their changes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, mizan::Type, mizan::Shape)]
#[shape(order, edit)]
pub(crate) struct Versioned {
    pub(crate) id: i64,
    pub(crate) title: String,
    #[shape(version)]
    pub(crate) version: i64,
}

/// Rows whose integers are texts on their way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, mizan::Type, mizan::Shape)]
#[shape(order, edit)]
pub(crate) struct BigSheet {
    #[serde(with = "mizan::bigint")]
    pub(crate) id: i64,
    pub(crate) title: String,
    #[serde(with = "mizan::bigint")]
    #[shape(version)]
    pub(crate) version: i64,
    #[shape(missing = delete)]
    pub(crate) lines: Vec<BigItem>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, mizan::Type, mizan::Shape)]
#[shape(line, edit)]
pub(crate) struct BigItem {
    pub(crate) id: String,
    pub(crate) product: String,
    pub(crate) position: i32,
    #[serde(with = "mizan::bigint")]
    pub(crate) qty: i32,
    #[serde(with = "mizan::bigint")]
    pub(crate) serial: Option<i64>,
}

fn pair<T: Clone + PartialEq>(from: &T, to: &T) -> Option<(T, T)> {
    (from != to).then(|| (from.clone(), to.clone()))
}

/// What changed of sheets.
pub(crate) fn changes(before: &[Sheet], after: &[Sheet]) -> Vec<SheetEdit> {
    let mut edits = Vec::new();
    for sheet in after {
        let Some(read) = before.iter().find(|read| read.id == sheet.id) else {
            edits.push(SheetEdit::Insert(sheet.clone()));
            continue;
        };
        let (title, open) = (pair(&read.title, &sheet.title), pair(&read.open, &sheet.open));
        let lines = changed_lines(&read.lines, &sheet.lines);
        if title.is_some() || open.is_some() || !lines.is_empty() {
            edits.push(SheetEdit::Update { id: sheet.id, title, open, lines });
        }
    }
    let gone = before.iter().filter(|read| after.iter().all(|sheet| sheet.id != read.id));
    edits.extend(gone.cloned().map(SheetEdit::Delete));
    edits
}

fn changed_lines(before: &[Item], after: &[Item]) -> Vec<ItemEdit> {
    let mut edits = Vec::new();
    for item in after {
        let Some(read) = before.iter().find(|read| read.id == item.id) else {
            edits.push(ItemEdit::Insert(item.clone()));
            continue;
        };
        let place = (read.position != item.position).then_some(item.position);
        let product = pair(&read.product, &item.product);
        let (qty, serial) = (pair(&read.qty, &item.qty), pair(&read.serial, &item.serial));
        if place.is_some() || product.is_some() || qty.is_some() || serial.is_some() {
            let id = item.id.clone();
            edits.push(ItemEdit::Update { id, position: place, product, qty, serial });
        }
    }
    let gone = before.iter().filter(|read| after.iter().all(|item| item.id != read.id));
    edits.extend(gone.cloned().map(ItemEdit::Delete));
    edits
}

/// The sheets after an edit, or nothing where it conflicts with what somebody else has changed. New sheets get
/// the keys that `made` gives.
pub(crate) fn apply(
    stored: &[Sheet],
    edits: Vec<SheetEdit>,
    made: &mut impl FnMut(i64) -> i64,
) -> Option<Vec<Sheet>> {
    let mut sheets: BTreeMap<i64, Sheet> =
        stored.iter().map(|sheet| (sheet.id, sheet.clone())).collect();
    for edit in edits {
        match edit {
            SheetEdit::Insert(sheet) => {
                let id = made(sheet.id);
                sheets.insert(id, Sheet { id, ..sheet });
            }
            SheetEdit::Update { id, title, open, lines } => {
                let sheet = sheets.get_mut(&id)?;
                let columns = [set(&mut sheet.title, title), set(&mut sheet.open, open)];
                settle(columns)?;
                sheet.lines = apply_lines(&sheet.lines, lines)?;
            }
            SheetEdit::Delete(read) => {
                let gone = sheets.remove(&read.id);
                let seen = |sheet: &Sheet| (sheet.title.clone(), sheet.open);
                let is_read = |line: &Item| {
                    let same_place = |read: &Item| Item { position: line.position, ..read.clone() };
                    read.lines.iter().any(|read| same_place(read) == *line)
                };
                if gone.is_some_and(|gone| {
                    seen(&gone) != seen(&read) || !gone.lines.iter().all(is_read)
                }) {
                    return None;
                }
            }
        }
    }
    Some(sheets.into_values().collect())
}

fn apply_lines(stored: &[Item], edits: Vec<ItemEdit>) -> Option<Vec<Item>> {
    let mut items: BTreeMap<String, Item> =
        stored.iter().map(|item| (item.id.clone(), item.clone())).collect();
    for edit in edits {
        match edit {
            ItemEdit::Insert(item) => {
                if items.insert(item.id.clone(), item).is_some() {
                    return None;
                }
            }
            ItemEdit::Update { id, position, product, qty, serial } => {
                let item = items.get_mut(&id)?;
                let mut place = Outcome::default();
                if let Some(position) = position.filter(|position| *position != item.position) {
                    (item.position, place.is_change) = (position, true);
                }
                let columns = [
                    set(&mut item.product, product),
                    set(&mut item.qty, qty),
                    set(&mut item.serial, serial),
                    place,
                ];
                settle(columns)?;
            }
            ItemEdit::Delete(read) => {
                let gone = items.remove(&read.id);
                let same_place = |item: Item| Item { position: read.position, ..item };
                if gone.is_some_and(|gone| same_place(gone) != read) {
                    return None;
                }
            }
        }
    }
    let mut items: Vec<Item> = items.into_values().collect();
    items.sort_by(|one, other| (one.position, &one.id).cmp(&(other.position, &other.id)));
    Some(items)
}

/// What an edit of a value meets.
#[derive(Clone, Copy, Default)]
struct Outcome {
    /// What is stored is not what was read.
    is_late: bool,
    /// What is stored is not what is to be.
    is_change: bool,
}

fn set<T: PartialEq>(stored: &mut T, change: Option<(T, T)>) -> Outcome {
    let Some((from, to)) = change else { return Outcome::default() };
    let outcome = Outcome { is_late: *stored != from, is_change: *stored != to };
    *stored = to;
    outcome
}

/// A row of which somebody else has changed the same values, to others.
fn settle<const COLUMNS: usize>(columns: [Outcome; COLUMNS]) -> Option<()> {
    let is_late = columns.iter().any(|column| column.is_late);
    let is_change = columns.iter().any(|column| column.is_change);
    (!(is_late && is_change)).then_some(())
}
