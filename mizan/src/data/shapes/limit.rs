//! A limit of rows for each parent: the rows of a parent are numbered, and the first of them stay.

use sea_orm::sea_query::{
    Asterisk, Expr, ExprTrait, IntoIden, Order, OverStatement, Query, SelectStatement,
    WindowStatement,
};

use super::select::Sorting;

/// The name of the number of a row among those of its parent.
const NUMBER: &str = "mizan_number";

/// The same rows, with at most `limit` of them for each parent. The number of a row is its last value.
pub(super) fn limit_each(
    mut rows: SelectStatement,
    parent: Vec<Expr>,
    order: &[Sorting],
    limit: u64,
) -> SelectStatement {
    let mut window = WindowStatement::new();
    for expression in parent {
        window.add_partition_by(expression);
    }
    for Sorting { expression, direction, .. } in order {
        window.order_by_expr(expression.clone(), direction.clone());
    }
    rows.expr_window_as(Expr::cust("ROW_NUMBER()"), window, NUMBER);
    let mut kept = Query::select();
    kept.column(Asterisk).from_subquery(rows, "numbered".into_iden());
    let number = || Expr::col(NUMBER.into_iden());
    kept.and_where(number().lte(limit)).order_by_expr(number(), Order::Asc);
    kept.take()
}
