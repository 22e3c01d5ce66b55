//! The order of updates in which no two rows have the same value of a unique column in between.

use sea_orm::sea_query::Expr;
use sea_orm::{DbBackend, DbErr};
use smallvec::SmallVec;

use super::between::value_in_between;
use super::plan::{Action, Plan, PlannedRow};
use crate::data::shapes::keys::{Key, KeyMap, mistake};

/// A statement of the updates.
pub(super) enum Step {
    /// The columns of a row get their values.
    Update(usize),
    /// A column of a row gives its value up for the time until its update.
    Park { row: usize, column: usize, value: Box<Expr> },
}

/// The updates: a row is written after the one that holds a value that it wants. Where rows want each other's,
/// one of them gives its own up first.
pub(super) fn order(plan: &Plan, backend: DbBackend) -> Result<Vec<Step>, DbErr> {
    let updated: Vec<usize> =
        (0..plan.rows.len()).filter(|row| plan.rows[*row].action == Action::Update).collect();
    let holders = holders(plan, &updated);
    let (state, steps) = (vec![State::New; plan.rows.len()], Vec::new());
    let mut order = Ordering { plan, backend, holders, state, steps };
    for row in updated {
        order.visit(row)?;
    }
    Ok(order.steps)
}

/// Which rows hold a value of a unique column, of those that give it up: one, or one of each list where the column is
/// unique in each. A column is the address of its table, and its position.
type Holders = std::collections::HashMap<(usize, usize), KeyMap<SmallVec<[usize; 1]>>>;

fn address(plan: &Plan, row: usize) -> usize {
    std::ptr::from_ref(plan.rows[row].table).addr()
}

fn holders(plan: &Plan, updated: &[usize]) -> Holders {
    let mut holders = Holders::new();
    for row in updated {
        for column in unique_changes(plan, *row) {
            let stored = plan.rows[*row].stored.as_ref().map(|stored| &stored[column]);
            if let Some(key) = stored.and_then(|stored| Key::new([stored])) {
                let of_column = holders.entry((address(plan, *row), column)).or_default();
                of_column.entry(key).or_default().push(*row);
            }
        }
    }
    holders
}

fn unique_changes(plan: &Plan, row: usize) -> impl Iterator<Item = usize> + '_ {
    let row = &plan.rows[row];
    let is_unique = move |column: &usize| row.table.columns[*column].marks.is_unique;
    row.changed.iter().copied().filter(is_unique)
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    New,
    Waiting,
    Done,
}

struct Ordering<'plan> {
    plan: &'plan Plan,
    backend: DbBackend,
    holders: Holders,
    state: Vec<State>,
    steps: Vec<Step>,
}

impl Ordering<'_> {
    /// Writes a row, after those that it waits for. A long list whose rows move up by one is a long chain, so
    /// the rows that wait are a list, and not calls of this function in each other.
    fn visit(&mut self, row: usize) -> Result<(), DbErr> {
        let mut waiting = vec![row];
        while let Some(row) = waiting.last().copied() {
            if self.state[row] == State::Done {
                waiting.pop();
                continue;
            }
            let is_first_visit = self.state[row] == State::New;
            self.state[row] = State::Waiting;
            let mut is_ready = true;
            if is_first_visit {
                for (holder, column) in self.wanted(row) {
                    match self.state[holder] {
                        State::New => {
                            waiting.push(holder);
                            is_ready = false;
                        }
                        State::Waiting => self.park(holder, column)?,
                        State::Done => {}
                    }
                }
            }
            if is_ready {
                self.state[row] = State::Done;
                self.steps.push(Step::Update(row));
                waiting.pop();
            }
        }
        Ok(())
    }

    /// The other rows that hold a value that this one wants.
    fn wanted(&self, row: usize) -> Vec<(usize, usize)> {
        let mut wanted = Vec::new();
        for column in unique_changes(self.plan, row) {
            let key = Key::new([&self.plan.rows[row].values[column]]);
            let of_column = self.holders.get(&(address(self.plan, row), column));
            let holders = key.and_then(|key| of_column?.get(&key)).into_iter().flatten();
            let others =
                holders.filter(|holder| **holder != row && self.meet(row, **holder, column));
            wanted.extend(others.map(|holder| (*holder, column)));
        }
        wanted
    }

    /// True if two rows cannot have the same value of a unique column: a place is one of each list.
    fn meet(&self, row: usize, other: usize, column: usize) -> bool {
        let [one, other] = [&self.plan.rows[row], &self.plan.rows[other]];
        !one.table.columns[column].marks.is_position || one.parent == other.parent
    }

    fn park(&mut self, row: usize, column: usize) -> Result<(), DbErr> {
        let PlannedRow { table, stored, .. } = &self.plan.rows[row];
        let described = &table.columns[column];
        let stored = stored.as_ref().map(|stored| &stored[column]);
        let count = self.steps.len();
        let value = stored.and_then(|stored| {
            value_in_between(&table.table, described, stored, count, self.backend)
        });
        let value = value.ok_or_else(|| {
            mistake(format!(
                "two rows of `{}` swap their values of `{}`, whose type has no value in between. Make \
                 the column nullable, or write the rows one after the other",
                table.shape, described.field
            ))
        })?;
        self.steps.push(Step::Park { row, column, value: Box::new(value) });
        Ok(())
    }
}
