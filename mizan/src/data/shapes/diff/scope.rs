//! The rows among which those that came back are looked for.

use sea_orm::sea_query::{BinOper, ColumnRef, Condition, DynIden, Expr, Value};

/// The rows among which those that came back are looked for: [`Diff::within`](super::Diff::within) takes one.
/// It is made of a condition of SeaORM.
///
/// New rows get the values of the columns that the condition compares with `eq`; what else it demands is
/// checked after they are written.
///
/// ```
/// # mod book {
/// #     use sea_orm::entity::prelude::*;
/// #     #[sea_orm::model]
/// #     #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
/// #     #[sea_orm(table_name = "book")]
/// #     pub struct Model { #[sea_orm(primary_key)] pub id: i64, pub shelf: i64 }
/// #     impl ActiveModelBehavior for ActiveModel {}
/// # }
/// use mizan::shapes::Scope;
/// use sea_orm::ColumnTrait;
///
/// let of_a_shelf: Scope = book::Column::Shelf.eq(5).into();
/// ```
#[derive(Clone, Debug)]
pub struct Scope {
    pub(super) condition: Condition,
    /// The values that the columns of all its rows have.
    pub(super) values: Vec<(DynIden, Value)>,
    /// The condition demands more than these values.
    pub(super) demands_more: bool,
}

impl From<Expr> for Scope {
    fn from(expression: Expr) -> Self {
        let mut values = Vec::new();
        let demands_more = !read(&expression, &mut values);
        Self { condition: Condition::all().add(expression), values, demands_more }
    }
}

impl From<Condition> for Scope {
    fn from(condition: Condition) -> Self {
        let demands_more = !condition.is_empty();
        Self { condition, values: Vec::new(), demands_more }
    }
}

/// Reads the columns that are compared with a value; false if the expression says more.
fn read(expression: &Expr, values: &mut Vec<(DynIden, Value)>) -> bool {
    let Expr::Binary(left, operator, right) = expression else { return false };
    match (left.as_ref(), operator, right.as_ref()) {
        (_, BinOper::And, _) => {
            // Both sides are read, whatever the first one says.
            let left = read(left, values);
            read(right, values) && left
        }
        (Expr::Column(ColumnRef::Column(column)), BinOper::Equal, Expr::Value(value)) => {
            values.push((column.1.clone(), value.clone()));
            true
        }
        _ => false,
    }
}
