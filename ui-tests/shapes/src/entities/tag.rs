//! A tag that many orders have.

use sea_orm::entity::prelude::*;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "tag")]
pub struct Model {
    /// Made by the database.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The word.
    pub word: String,
}

/// The relations: none but those of the junction.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl Related<super::order::Entity> for Entity {
    fn to() -> RelationDef {
        super::order_tag::Relation::Order.def()
    }

    fn via() -> Option<RelationDef> {
        Some(super::order_tag::Relation::Tag.def().rev())
    }
}

impl ActiveModelBehavior for ActiveModel {}
