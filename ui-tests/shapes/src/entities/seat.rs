//! A seat in a hall, whose key is its row and its number.

use sea_orm::entity::prelude::*;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "seat")]
pub struct Model {
    /// The row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub row: String,
    /// The number in the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i32,
    /// The hall.
    pub hall: i64,
    /// Who sits there.
    pub guest: Option<String>,
}

/// The relations: none.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
