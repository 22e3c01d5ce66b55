//! What stands against a diff: rows of others, and changes that the caller has not seen.

use serde::Serialize;

use super::plan::Plan;
use crate::Error;

/// What stands against a diff.
#[derive(Default)]
pub(super) struct Problems {
    /// The rows whose key stands in one list twice.
    pub(super) twice: Vec<usize>,
    /// The rows that belong to another parent, or are outside of the scope.
    pub(super) foreign: Vec<usize>,
    pub(super) conflicts: Vec<Conflict>,
}

/// A change that the caller has not seen.
pub(super) enum Conflict {
    /// A row has another version, and these columns differ.
    Changed { row: usize, columns: Vec<usize> },
    /// A row was deleted.
    Gone { row: usize },
    /// The key of a new row is stored already.
    Taken { row: usize },
    /// Rows are stored that did not come back.
    Missing { list: Option<(usize, usize)>, shape: &'static str, rows: usize },
}

impl Problems {
    /// The error of the worst of them, without the rows of a conflict.
    pub(super) fn check(&self, plan: &Plan) -> Result<(), Error> {
        if let Some(row) = self.twice.first() {
            let message =
                format!("{} has the key of a row before it. Send each row once.", plan.path(*row));
            return Err(Error::validation(message));
        }
        if let Some(row) = self.foreign.first() {
            let message = format!("{} belongs to another list, and stays there.", plan.path(*row));
            return Err(Error::forbidden(message));
        }
        Ok(())
    }

    /// The places that conflict, as in `[0].lines[2].qty`.
    pub(super) fn places(&self, plan: &Plan) -> Vec<String> {
        self.conflicts.iter().flat_map(|conflict| conflict.places(plan)).collect()
    }
}

impl Conflict {
    fn places(&self, plan: &Plan) -> Vec<String> {
        match self {
            Self::Changed { row, columns } => {
                let path = plan.path(*row);
                let fields =
                    columns.iter().map(|column| plan.rows[*row].table.columns[*column].field);
                fields.map(|field| format!("{path}.{field}")).collect()
            }
            Self::Gone { row } | Self::Taken { row } => vec![plan.path(*row)],
            Self::Missing { list: None, .. } => vec![String::new()],
            Self::Missing { list: Some((parent, relation)), .. } => {
                let options = &plan.rows[*parent].table.relations[*relation].options;
                vec![format!("{}.{}", plan.path(*parent), options.field)]
            }
        }
    }

    fn describe(&self) -> String {
        match self {
            Self::Changed { .. } => "someone else changed a row meanwhile".to_owned(),
            Self::Gone { .. } => "someone else deleted a row meanwhile".to_owned(),
            Self::Taken { .. } => "someone else added a row with the same key meanwhile".to_owned(),
            Self::Missing { shape, rows, .. } => {
                let rows = if *rows == 1 { "1 row".to_owned() } else { format!("{rows} rows") };
                format!("{rows} of {shape} are stored that did not come back")
            }
        }
    }
}

/// The error `CONFLICT` of an edit, with what is stored: the caller knows its own side.
pub(super) fn describe_edit<S: Serialize>(problems: &Problems, plan: &Plan, theirs: &[S]) -> Error {
    let text = problems.conflicts.first().map_or_else(String::new, |conflict| match conflict {
        Conflict::Missing { .. } => "someone else changed a row meanwhile that would go".to_owned(),
        conflict => conflict.describe(),
    });
    let message = format!("Nothing was saved, because {text}. Look at it, and save again.");
    Error::conflict(message).with_details(Stored { places: problems.places(plan), theirs })
}

/// What is stored, as the details of the error.
#[derive(Serialize)]
struct Stored<'sides, S> {
    /// Where the edit conflicts with it.
    places: Vec<String>,
    /// What is stored.
    theirs: &'sides [S],
}

/// Both sides of a conflict, as the details of the error.
#[derive(Serialize)]
struct Sides<'sides, S> {
    /// Where they conflict.
    places: Vec<String>,
    /// What came back.
    yours: &'sides [S],
    /// What is stored.
    theirs: &'sides [S],
}

/// The error `CONFLICT` with both sides.
pub(super) fn describe<S: Serialize>(
    problems: &Problems,
    plan: &Plan,
    yours: &[S],
    theirs: &[S],
) -> Error {
    let text = problems.conflicts.first().map_or_else(String::new, Conflict::describe);
    let message = format!("Nothing was saved, because {text}. Look at it, and save again.");
    let places = problems.places(plan);
    Error::conflict(message).with_details(Sides { places, yours, theirs })
}
