//! What the database computes of the rows of a relation: a count, a sum, whether there is one.

use sea_orm::sea_query::{
    Condition, DynIden, Expr, ExprTrait, Func, JoinType, Query, SelectStatement, TableRef,
};

use super::relation::{RelationPath, equal, name_of, second};

/// An expression over the rows of a relation.
pub(super) struct Aggregate {
    pub(super) path: RelationPath,
    pub(super) operation: Operation,
    pub(super) filter: Option<Condition>,
}

/// What is computed.
pub enum Operation {
    /// How many rows there are.
    Count,
    /// Whether there is one.
    Exists,
    /// The sum of a column as the type of that name; 0 without rows.
    Sum(Expr, &'static str),
    /// The smallest value of a column; null without rows.
    Min(Expr),
    /// The largest value of a column; null without rows.
    Max(Expr),
}

impl Aggregate {
    /// The expression in a query of the table of that name.
    pub(super) fn expression(&self, table: &DynIden) -> Expr {
        let mut rows = related_rows(table, &self.path);
        if let Some(filter) = &self.filter {
            rows.cond_where(filter.clone());
        }
        let computed = match &self.operation {
            Operation::Exists => return Expr::exists(rows.expr(Expr::val(1)).take()),
            Operation::Count => Expr::cust("COUNT(*)"),
            Operation::Sum(column, name) => {
                let sum =
                    Expr::from(Func::coalesce([Func::sum(column.clone()).into(), Expr::val(0)]));
                sum.cast_as(*name)
            }
            Operation::Min(column) => Func::min(column.clone()).into(),
            Operation::Max(column) => Func::max(column.clone()).into(),
        };
        Expr::SubQuery(None, Box::new(rows.expr(computed).take().into()))
    }
}

/// The rows of a relation of a row of the table of that name, to be continued.
pub(super) fn related_rows(table: &DynIden, path: &RelationPath) -> SelectStatement {
    let target = name_of(&path.to.to_tbl);
    let mut rows = Query::select();
    // A table that is related to itself stands in the query twice.
    let is_own = path.via.is_none() && target == *table;
    let name = if is_own { second() } else { target.clone() };
    match &path.to.to_tbl {
        TableRef::Table(full, _) if is_own => rows.from_as(full.clone(), second()),
        other => rows.from(other.clone()),
    };
    let (foreign_table, foreign) = path.foreign_columns();
    let foreign_name = match &path.via {
        None => name,
        Some(_) => {
            let to_columns: Vec<DynIden> = path.to.to_col.clone().into_iter().collect();
            let from_columns: Vec<DynIden> = path.to.from_col.clone().into_iter().collect();
            let junction = name_of(&foreign_table);
            let on = equal((&junction, &from_columns), (&name, &to_columns));
            rows.join(JoinType::InnerJoin, foreign_table, on);
            junction
        }
    };
    rows.cond_where(equal((&foreign_name, &foreign), (table, &path.start_columns())));
    if let Some(condition) = path.own_condition() {
        rows.cond_where(condition);
    }
    rows
}
