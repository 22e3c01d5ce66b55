//! The trait of shapes.

use std::marker::PhantomData;

use futures_util::future::{BoxFuture, ready};
use sea_orm::{DbErr, EntityTrait};

use super::diff::{Diff, Given, SavedRows, WrittenBack};
use super::keys::Links;
use super::load::{Loader, Row};
use super::mode::Mode;
use super::query::Query;
use super::table::Table;

/// A struct that shows columns and relations of an entity. `#[derive(mizan::Shape)]` implements it; its
/// items are the derive's own, except [`query`](Shape::query) and [`diff`](Shape::diff).
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
///
/// #[derive(mizan::Shape)]
/// #[shape(book)]
/// struct Title { id: i64, title: String }
///
/// # async fn titles(db: &sea_orm::DatabaseConnection) -> Result<(), mizan::Error> {
/// let titles: Vec<Title> = Title::query().all(db).await?;
/// # Ok(())
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no shape",
    label = "no `mizan::Shape`",
    note = "for the rows of a relation: `#[derive(mizan::Shape)] #[shape(entity)] struct {Self} {{ … }}`",
    note = "for a column of this type: `#[shape(column)]` above the field"
)]
pub trait Shape: Sized + Send + Sync + 'static {
    /// The entity whose rows it shows.
    type Entity: EntityTrait;

    /// Whether it shows all rows of its relations, and so can be written back.
    #[doc(hidden)]
    type Mode: Mode;

    /// The columns and relations that it names.
    #[doc(hidden)]
    fn table() -> &'static Table;

    /// One row. Its relations are empty.
    #[doc(hidden)]
    fn read(row: &Row<'_>) -> Result<Self, DbErr>;

    /// Reads the relations of rows.
    #[doc(hidden)]
    fn load<'call>(
        _loader: Loader<'call>,
        _rows: Vec<&'call mut Self>,
        _links: &'call Links,
    ) -> BoxFuture<'call, Result<(), DbErr>> {
        Box::pin(ready(Ok(())))
    }

    /// The values of a row that came back.
    #[doc(hidden)]
    fn given(&self) -> Given;

    /// Takes over what the database gave the row: its key, its version.
    #[doc(hidden)]
    fn take_saved(&mut self, saved: &SavedRows<'_>, row: usize) -> Result<(), DbErr>;

    /// Begins to write rows that came back.
    ///
    /// ```
    /// # use mizan::Shape;
    /// # use mizan::shapes::WrittenBack;
    /// fn keep<S: Shape>(rows: Vec<S>) -> mizan::shapes::Diff<S, ()>
    /// where
    ///     S::Mode: WrittenBack<S>,
    /// {
    ///     S::diff(rows)
    /// }
    /// ```
    fn diff(rows: impl IntoIterator<Item = Self>) -> Diff<Self, ()>
    where
        Self::Mode: WrittenBack<Self>,
    {
        Diff::new(rows.into_iter().collect())
    }

    /// Begins to read rows.
    ///
    /// ```
    /// # use mizan::Shape;
    /// fn first_ten<S: Shape>() -> mizan::shapes::Query<S> {
    ///     S::query().limit(10)
    /// }
    /// ```
    fn query() -> Query<Self> {
        Query::new()
    }
}

/// A boxed shape, for an entity that is related to itself.
impl<S: Shape> Shape for Box<S> {
    type Entity = S::Entity;
    type Mode = S::Mode;

    fn table() -> &'static Table {
        S::table()
    }

    fn read(row: &Row<'_>) -> Result<Self, DbErr> {
        S::read(row).map(Box::new)
    }

    fn load<'call>(
        loader: Loader<'call>,
        rows: Vec<&'call mut Self>,
        links: &'call Links,
    ) -> BoxFuture<'call, Result<(), DbErr>> {
        S::load(loader, rows.into_iter().map(Box::as_mut).collect(), links)
    }

    fn given(&self) -> Given {
        S::given(self)
    }

    fn take_saved(&mut self, saved: &SavedRows<'_>, row: usize) -> Result<(), DbErr> {
        S::take_saved(self, saved, row)
    }
}

/// A type that has what a column of the type `Column` holds.
#[diagnostic::on_unimplemented(
    message = "the column holds `{Column}`, and the field is `{Self}`",
    label = "not the type of the column",
    note = "give the field the type that the entity's `Model` has: `{Column}`"
)]
pub trait Holds<Column> {}

#[diagnostic::do_not_recommend]
impl<T> Holds<T> for T {}

/// A type that has what a column of the primary key holds, or nothing yet.
#[diagnostic::on_unimplemented(
    message = "the column of the primary key holds `{Column}`, and the field is `{Self}`",
    label = "not the type of the column",
    note = "give the field the type that the entity's `Model` has: `{Column}`; or `Option<{Column}>`, where the \
            database makes the keys of new rows"
)]
pub trait HoldsKey<Column> {}

#[diagnostic::do_not_recommend]
impl<T> HoldsKey<T> for T {}
#[diagnostic::do_not_recommend]
impl<T> HoldsKey<T> for Option<T> {}

/// A column of the entity, by its type. The compiler knows that before it comes to the type of the field, and so
/// tells of both.
pub struct ModelColumn<Column>(PhantomData<Column>);

impl<Column> ModelColumn<Column> {
    /// The column that a field of the model holds.
    pub fn of(_field: &Column) -> Self {
        Self(PhantomData)
    }

    /// Compiles if a field of that type shows the column.
    pub fn is_shown_by<Field: Holds<Column>>(self) {}

    /// Compiles if a field of that type shows the column of the primary key.
    pub fn is_key_of<Field: HoldsKey<Column>>(self) {}
}
