//! An order of a customer, with lines and tags.

use sea_orm::entity::prelude::*;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "order")]
pub struct Model {
    /// Made by the database.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Whose order it is.
    pub customer_id: i64,
    /// What it is called.
    pub title: String,
    /// It is not delivered yet.
    #[sea_orm(default_value = true)]
    pub open: bool,
    /// Counts its changes.
    #[sea_orm(default_value = 0)]
    pub version: i64,
}

/// The relations.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// Whose order it is.
    #[sea_orm(
        belongs_to = "super::customer::Entity",
        from = "Column::CustomerId",
        to = "super::customer::Column::Id"
    )]
    Customer,
    /// What is in it.
    #[sea_orm(has_many = "super::line::Entity")]
    Lines,
    /// What it is sent in.
    #[sea_orm(has_many = "super::parcel::Entity")]
    Parcels,
}

impl Related<super::customer::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Customer.def()
    }
}

impl Related<super::line::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Lines.def()
    }
}

impl Related<super::parcel::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Parcels.def()
    }
}

impl Related<super::tag::Entity> for Entity {
    fn to() -> RelationDef {
        super::order_tag::Relation::Tag.def()
    }

    fn via() -> Option<RelationDef> {
        Some(super::order_tag::Relation::Order.def().rev())
    }
}

impl ActiveModelBehavior for ActiveModel {}
