//! A customer, with orders and two addresses.

use sea_orm::entity::prelude::*;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "customer")]
pub struct Model {
    /// Made by the database.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The name.
    pub name: String,
    /// What no shape of the tests names.
    pub secret: String,
    /// Where goods go to.
    pub shipping_id: Option<i64>,
    /// Where bills go to.
    pub billing_id: Option<i64>,
}

/// The relations.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// Where goods go to.
    #[sea_orm(
        belongs_to = "super::address::Entity",
        from = "Column::ShippingId",
        to = "super::address::Column::Id"
    )]
    Shipping,
    /// Where bills go to.
    #[sea_orm(
        belongs_to = "super::address::Entity",
        from = "Column::BillingId",
        to = "super::address::Column::Id"
    )]
    Billing,
    /// What was ordered.
    #[sea_orm(has_many = "super::order::Entity")]
    Orders,
}

impl Related<super::order::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Orders.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
