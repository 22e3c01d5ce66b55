//! A parcel, with a column of each kind of type. Its key is a UUID that the client gives.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// How far it has come; a text in the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(8))", rename_all = "snake_case")]
pub enum State {
    /// It is not sent yet.
    Packed,
    /// It is on its way.
    Sent,
}

/// How soon it has to come; a number in the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "i32", db_type = "Integer")]
pub enum Speed {
    /// Some day.
    Slow = -1,
    /// Tomorrow.
    Fast = 7,
}

/// A row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "parcel")]
pub struct Model {
    /// Given by the client.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The order that it belongs to, if it belongs to one.
    pub order_id: Option<i64>,
    /// What it costs.
    #[sea_orm(column_type = "Decimal(Some((12, 2)))")]
    pub price: Decimal,
    /// How heavy it is.
    pub weight: f64,
    /// Its place on a shelf.
    pub shelf: i16,
    /// What a scanner reads.
    #[sea_orm(column_name = "bar_code", unique)]
    pub code: Vec<u8>,
    /// What somebody has written on it.
    pub notes: Option<Json>,
    /// The day on which it was sent.
    pub sent_on: Option<ChronoDate>,
    /// The hour at which it may come.
    pub comes_at: Option<ChronoTime>,
    /// The moment at which it was weighed, by the clock on the wall.
    pub weighed: Option<ChronoDateTime>,
    /// The moment at which it was packed.
    pub packed: ChronoDateTimeUtc,
    /// How far it has come.
    pub state: State,
    /// How soon it has to come.
    pub speed: Option<Speed>,
    /// Another parcel that goes with it.
    pub beside: Option<Uuid>,
    /// What the database fills in.
    #[sea_orm(default_value = "unknown")]
    pub r#type: String,
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
    /// Another parcel that goes with it.
    #[sea_orm(belongs_to = "Entity", from = "Column::Beside", to = "Column::Id")]
    Beside,
}

impl Related<super::order::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Order.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
