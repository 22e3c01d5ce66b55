//! Shapes: what of a table a page needs, read and written by one struct.
//!
//! `#[derive(mizan::Shape)]` reads the columns that a struct names and no other, and each relation by one
//! query more, however many rows there are. The same struct comes back edited:
//! [`Shape::diff`] compares it with what is stored, and writes what changed.
//!
//! ```
//! # mod customer {
//! #     use sea_orm::entity::prelude::*;
//! #     #[sea_orm::model]
//! #     #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
//! #     #[sea_orm(table_name = "customer")]
//! #     pub struct Model { #[sea_orm(primary_key)] pub id: i64, pub name: String }
//! #     impl ActiveModelBehavior for ActiveModel {}
//! # }
//! use mizan::Shape;
//! use mizan::shapes::OrNotFound;
//! use sea_orm::{ColumnTrait, DatabaseConnection};
//! use serde::{Deserialize, Serialize};
//!
//! #[derive(Serialize, Deserialize, mizan::Type, mizan::Shape)]
//! #[shape(customer)]
//! pub struct CustomerCard {
//!     pub id: i64,
//!     pub name: String,
//! }
//!
//! async fn customer(db: &DatabaseConnection, id: i64) -> Result<CustomerCard, mizan::Error> {
//!     let card = CustomerCard::query().filter(customer::Column::Id.eq(id)).one(db).await?;
//!     card.or_404()
//! }
//! ```

mod aggregate;
mod builder;
mod connection;
mod diff;
mod failures;
mod keys;
mod limit;
mod load;
mod mode;
mod query;
mod relation;
mod select;
mod shape;
mod table;

pub use diff::{
    Change, ChangeKind, Diff, Editable, EditedRows, EditedShape, Plan, Saved, Scope, WrittenBack,
};
pub use query::{OrNotFound, Query};
pub use shape::Shape;

/// What `#[derive(mizan::Shape)]` names in its expansion.
#[doc(hidden)]
pub mod __private {
    pub use std::sync::OnceLock;

    pub use futures_util::future::BoxFuture;
    pub use sea_orm::sea_query::{Condition, ExprTrait, IntoCondition};
    pub use sea_orm::{ColumnTrait, DbErr, EntityTrait, PrimaryKeyArity, PrimaryKeyTrait};

    pub use super::aggregate::Operation;
    pub use super::builder::{Builder, Marks, RelationOptions, column_of, order_of};
    pub use super::diff::{Given, GivenColumn, GivenEdit, GivenUpdate, SavedRows, given_all};
    pub use super::keys::Links;
    pub use super::load::{Loader, NoShape, RelationProbe, Row};
    pub use super::mode::{And, Mode, Part, Whole};
    pub use super::relation::{RelatesTo, RelationPath};
    pub use super::shape::{Holds, HoldsKey, ModelColumn};
    pub use super::table::{Missing, Table};
}
