//! Reading rows: filters, order, pages.

use std::marker::PhantomData;

use sea_orm::sea_query::{
    Condition, Expr, ExprTrait, IntoCondition, IntoValueTuple, Order, SelectStatement, Value,
};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, StreamTrait};

use super::aggregate::related_rows;
use super::connection::{Connection, Streamed, count, each};
use super::failures::explain_reading;
use super::load::{Found, Loader};
use super::relation::{RelatesTo, RelationPath};
use super::select::{Sorting, natural_order, select, sort};
use super::shape::Shape;
use crate::Error;

/// The rows of a shape to be read. [`Shape::query`] makes one.
///
/// ```
/// # mod book {
/// #     use sea_orm::entity::prelude::*;
/// #     #[sea_orm::model]
/// #     #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
/// #     #[sea_orm(table_name = "book")]
/// #     pub struct Model { #[sea_orm(primary_key)] pub id: i64, pub title: String, pub pages: i64 }
/// #     impl ActiveModelBehavior for ActiveModel {}
/// # }
/// use mizan::Shape;
/// use sea_orm::ColumnTrait;
///
/// #[derive(mizan::Shape)]
/// #[shape(book)]
/// struct Title { id: i64, title: String }
///
/// # async fn thick(db: &sea_orm::DatabaseConnection) -> Result<Vec<Title>, mizan::Error> {
/// let thick = Title::query()
///     .filter(book::Column::Pages.gt(500))
///     .order_by(book::Column::Title)
///     .limit(20)
///     .all(db)
///     .await?;
/// # Ok(thick)
/// # }
/// ```
#[must_use = "a query reads nothing before `all` or `one`"]
pub struct Query<S> {
    condition: Condition,
    order: Vec<Sorting>,
    after: Option<Vec<Value>>,
    limit: Option<u64>,
    offset: Option<u64>,
    shape: PhantomData<fn() -> S>,
}

impl<S: Shape> Query<S> {
    pub(super) fn new() -> Self {
        Self {
            condition: Condition::all(),
            order: Vec::new(),
            after: None,
            limit: None,
            offset: None,
            shape: PhantomData,
        }
    }

    /// Only the rows for which this holds; of several filters, all hold.
    pub fn filter(mut self, condition: impl IntoCondition) -> Self {
        self.condition = self.condition.add(condition.into_condition());
        self
    }

    /// Only the rows that are related to a row of that entity for which this holds.
    pub fn has<To: EntityTrait>(self, related: To, condition: impl IntoCondition) -> Self
    where
        S::Entity: RelatesTo<To>,
    {
        let rows = related_where::<S, To>(related, condition);
        self.filter(Expr::exists(rows))
    }

    /// Only the rows that are related to no row of that entity for which this holds.
    pub fn has_no<To: EntityTrait>(self, related: To, condition: impl IntoCondition) -> Self
    where
        S::Entity: RelatesTo<To>,
    {
        let rows = related_where::<S, To>(related, condition);
        self.filter(Expr::exists(rows).not())
    }

    /// Sorts by a column, small values first; nulls come last. Rows with the same value follow the primary
    /// key.
    pub fn order_by(mut self, column: impl ColumnTrait) -> Self {
        self.order.push(Sorting::by(column, Order::Asc));
        self
    }

    /// Sorts by a column, large values first; nulls come last.
    pub fn order_by_desc(mut self, column: impl ColumnTrait) -> Self {
        self.order.push(Sorting::by(column, Order::Desc));
        self
    }

    pub(super) fn sorted(mut self, sorting: Sorting) -> Self {
        self.order.push(sorting);
        self
    }

    /// At most so many rows.
    pub fn limit(mut self, rows: u64) -> Self {
        self.limit = Some(rows);
        self
    }

    /// Without the first so many rows.
    pub fn offset(mut self, rows: u64) -> Self {
        self.offset = Some(rows);
        self
    }

    /// Only the rows behind the one with these values: of the columns of the order, and then of the primary
    /// key. Unlike an offset it costs the same on the last page, and skips nothing where rows are added
    /// meanwhile. The columns must not hold null.
    ///
    /// ```
    /// # mod book {
    /// #     use sea_orm::entity::prelude::*;
    /// #     #[sea_orm::model]
    /// #     #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    /// #     #[sea_orm(table_name = "book")]
    /// #     pub struct Model { #[sea_orm(primary_key)] pub id: i64, pub title: String }
    /// #     impl ActiveModelBehavior for ActiveModel {}
    /// # }
    /// # use mizan::Shape;
    /// # #[derive(mizan::Shape)]
    /// # #[shape(book)]
    /// # struct Title { id: i64, title: String }
    /// fn next(last: &Title) -> mizan::shapes::Query<Title> {
    ///     Title::query()
    ///         .order_by(book::Column::Title)
    ///         .after((last.title.clone(), last.id))
    ///         .limit(20)
    /// }
    /// ```
    pub fn after(mut self, last: impl IntoValueTuple) -> Self {
        self.after = Some(last.into_value_tuple().into_iter().collect());
        self
    }

    /// All rows.
    ///
    /// # Errors
    ///
    /// Those of the database, as `INTERNAL_ERROR`; `VALIDATION_ERROR` for a text in a filter that it does not take.
    pub async fn all<C: ConnectionTrait + StreamTrait>(self, db: &C) -> Result<Vec<S>, Error> {
        self.read(&Streamed(db)).await.map_err(explain_reading)
    }

    /// The first row, if there is one.
    ///
    /// # Errors
    ///
    /// Those of the database, as `INTERNAL_ERROR`; `VALIDATION_ERROR` for a text in a filter that it does not take.
    pub async fn one<C: ConnectionTrait + StreamTrait>(self, db: &C) -> Result<Option<S>, Error> {
        let rows = self.limit(1).read(&Streamed(db)).await.map_err(explain_reading)?;
        Ok(rows.into_iter().next())
    }

    /// The number of rows that the filters let through, whatever the page.
    ///
    /// # Errors
    ///
    /// Those of the database, as `INTERNAL_ERROR`; `VALIDATION_ERROR` for a text in a filter that it does not take.
    pub async fn count<C: ConnectionTrait>(self, db: &C) -> Result<u64, Error> {
        let table = S::table();
        let mut query = sea_orm::sea_query::Query::select();
        query.from(table.table.clone()).expr(Expr::cust("COUNT(*)")).cond_where(self.condition);
        Ok(u64::try_from(count(db, &query).await.map_err(explain_reading)?)?)
    }

    pub(super) async fn read(self, db: &dyn Connection) -> Result<Vec<S>, DbErr> {
        let table = S::table();
        let query = self.statement()?;
        let mut found = Found::<S>::new(table);
        each(db, &query, |row| found.read(table, row, 0)).await?;
        Ok(found.load(Loader { db }).await?.0)
    }

    fn statement(mut self) -> Result<SelectStatement, DbErr> {
        let mut query = select(S::table());
        self.order.extend(natural_order(S::table()));
        if !self.condition.is_empty() {
            query.cond_where(self.condition);
        }
        if let Some(after) = self.after {
            query.cond_where(behind(&self.order, after)?);
        }
        sort(&mut query, &self.order);
        if let Some(limit) = self.limit {
            query.limit(limit);
        }
        if let Some(offset) = self.offset {
            // SQLite takes an offset behind a limit only.
            query.limit(self.limit.unwrap_or(i64::MAX.unsigned_abs())).offset(offset);
        }
        Ok(query)
    }
}

/// The rows of that entity that are related to a row of the shape, and for which this holds.
fn related_where<S: Shape, To: EntityTrait>(
    _related: To,
    condition: impl IntoCondition,
) -> SelectStatement
where
    S::Entity: RelatesTo<To>,
{
    let path = RelationPath::between::<S::Entity, To>();
    related_rows(&S::table().name, &path)
        .expr(Expr::val(1))
        .cond_where(condition.into_condition())
        .take()
}

/// That a row is behind the one with these values: it is behind in a column, and equal in all before it.
fn behind(order: &[Sorting], last: Vec<Value>) -> Result<Condition, DbErr> {
    if order.len() != last.len() {
        return Err(super::keys::mistake(format!(
            "`after` was given {} values, and the order has {} columns, the primary key included",
            last.len(),
            order.len()
        )));
    }
    let mut any = Condition::any();
    for (index, (sorting, value)) in order.iter().zip(&last).enumerate() {
        let column = sorting.expression.clone();
        let before = order[..index].iter().zip(&last);
        let equal = before.fold(Condition::all(), |all, (sorting, value)| {
            all.add(sorting.expression.clone().eq(value.clone()))
        });
        let is_behind = match sorting.direction {
            Order::Desc => column.lt(value.clone()),
            _ => column.gt(value.clone()),
        };
        any = any.add(equal.add(is_behind));
    }
    Ok(any)
}

/// What a function answers where there is no row.
pub trait OrNotFound<T> {
    /// The row, or the error `NOT_FOUND`.
    ///
    /// ```
    /// use mizan::shapes::OrNotFound;
    ///
    /// assert_eq!(Some(5).or_404().unwrap(), 5);
    /// assert_eq!(None::<u8>.or_404().unwrap_err().code(), mizan::Code::NotFound);
    /// ```
    ///
    /// # Errors
    ///
    /// `NOT_FOUND` if there is none.
    fn or_404(self) -> Result<T, Error>;
}

impl<T> OrNotFound<T> for Option<T> {
    fn or_404(self) -> Result<T, Error> {
        self.ok_or_else(|| Error::not_found("There is nothing here."))
    }
}
