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

/// The relations.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// The tickets for it.
    #[sea_orm(has_many = "super::ticket::Entity")]
    Tickets,
}

impl Related<super::ticket::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Tickets.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
