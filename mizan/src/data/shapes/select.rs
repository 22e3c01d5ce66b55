//! The query of the rows of one table, with the columns that a shape names.

use sea_orm::ColumnTrait;
use sea_orm::sea_query::{Expr, NullOrdering, Order, Query, SelectStatement};

use super::table::Table;

/// The query of all rows: the columns, the aggregates, and the links.
pub(super) fn select(table: &Table) -> SelectStatement {
    let mut select = Query::select();
    select.from(table.table.clone());
    select.exprs(table.columns.iter().map(|column| column.shown.clone()));
    select.exprs(table.aggregates.iter().map(|aggregate| aggregate.expression(&table.name)));
    let shown = table.columns.len() + table.aggregates.len();
    for link in table.links.iter().filter(|link| link.position >= shown) {
        select.expr(Expr::col((table.name.clone(), link.name.clone())));
    }
    select
}

/// An expression by which rows are sorted.
#[derive(Clone)]
pub struct Sorting {
    pub(super) expression: Expr,
    pub(super) direction: Order,
    /// It may be null. Databases sort nulls differently, and an index serves no order that says where they go.
    is_nullable: bool,
}

impl Sorting {
    pub(super) fn by(column: impl ColumnTrait, direction: Order) -> Self {
        let is_nullable = column.def().is_null();
        Self { expression: Expr::col(column.as_column_ref()), direction, is_nullable }
    }
}

/// The order of rows where none is asked for: their position in the list, and the primary key.
pub(super) fn natural_order(table: &Table) -> Vec<Sorting> {
    let positions = table.columns.iter().filter(|column| column.marks.is_position);
    let columns = positions.chain(table.key());
    columns
        .map(|column| Sorting {
            expression: Expr::col((table.name.clone(), column.name.clone())),
            direction: Order::Asc,
            is_nullable: false,
        })
        .collect()
}

/// Sorts by these expressions. Nulls come last, in every database.
pub(super) fn sort(select: &mut SelectStatement, order: &[Sorting]) {
    for Sorting { expression, direction, is_nullable } in order {
        let (expression, direction) = (expression.clone(), direction.clone());
        match is_nullable {
            true => select.order_by_expr_with_nulls(expression, direction, NullOrdering::Last),
            false => select.order_by_expr(expression, direction),
        };
    }
}
