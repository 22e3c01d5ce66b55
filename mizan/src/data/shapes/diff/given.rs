//! A shape as values, and back.

use sea_orm::DbErr;
use sea_orm::sea_query::{Value, ValueType};

use super::plan::Plan;
use crate::data::shapes::keys::mistake;

/// The values of a row that came back, and those of its relations.
pub struct Given {
    /// The value of each column that the shape names, in its order.
    pub values: Vec<Value>,
    /// The rows of each relation, in its order; none of those that are only read.
    pub lists: Vec<Vec<Given>>,
}

/// The values of the rows of a relation.
pub fn given_all<'rows, C: 'rows>(
    rows: impl IntoIterator<Item = &'rows C>,
    given: fn(&C) -> Given,
) -> Vec<Given> {
    rows.into_iter().map(given).collect()
}

/// The rows after they are written, with the keys and versions that they have now.
pub struct SavedRows<'plan>(pub(super) &'plan Plan);

impl SavedRows<'_> {
    /// Writes the value that a column has now into its field.
    ///
    /// # Errors
    ///
    /// If the field cannot hold it.
    pub fn set<T: ValueType>(&self, row: usize, column: usize, field: &mut T) -> Result<(), DbErr> {
        let value = self.0.rows[row].values[column].clone();
        *field = T::try_from(value).map_err(|_| {
            let table = self.0.rows[row].table;
            mistake(format!("the key that `{}` was given does not fit its field", table.shape))
        })?;
        Ok(())
    }

    /// The rows of a relation, in the order of the list.
    #[must_use]
    pub fn children(&self, row: usize, relation: usize) -> &[usize] {
        self.0.rows[row].children.get(relation).map_or(&[], Vec::as_slice)
    }
}
