//! A line of an order. Its key is a text that the client gives.

use sea_orm::entity::prelude::*;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "line")]
pub struct Model {
    /// Given by the client.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// The order that it belongs to.
    pub order_id: i64,
    /// Its position in the order.
    pub position: i32,
    /// What is sold.
    pub product: String,
    /// How many.
    pub qty: i32,
    /// A number that no other line has.
    #[sea_orm(unique)]
    pub serial: Option<i64>,
}

/// The relations.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// The order that it belongs to.
    #[sea_orm(
        belongs_to = "super::order::Entity",
        from = "Column::OrderId",
        to = "super::order::Column::Id"
    )]
    Order,
}

impl Related<super::order::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Order.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
