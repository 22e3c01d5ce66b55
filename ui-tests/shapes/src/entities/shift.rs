//! A shift, with a unique column of each kind of type, none of which can be null.

use sea_orm::entity::prelude::*;

/// A row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "shift")]
pub struct Model {
    /// Given by the client.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// A name of its own.
    #[sea_orm(unique)]
    pub name: String,
    /// The place at the table.
    #[sea_orm(unique)]
    pub place: i16,
    /// The desk.
    #[sea_orm(unique)]
    pub desk: i32,
    /// The number of the contract.
    #[sea_orm(unique)]
    pub contract: i64,
    /// How much of it is paid.
    #[sea_orm(unique)]
    pub factor: f32,
    /// How long it takes.
    #[sea_orm(unique)]
    pub hours: f64,
    /// What is paid for it.
    #[sea_orm(column_type = "Decimal(Some((6, 2)))", unique)]
    pub wage: Decimal,
    /// What it costs, to any digit.
    #[sea_orm(column_type = "Decimal(None)", unique)]
    pub cost: Decimal,
    /// What a scanner reads.
    #[sea_orm(unique)]
    pub badge: Vec<u8>,
    /// What a phone reads.
    #[sea_orm(unique)]
    pub token: Uuid,
    /// The day.
    #[sea_orm(unique)]
    pub day: ChronoDate,
    /// The hour, by the clock on the wall.
    #[sea_orm(unique)]
    pub hour: ChronoTime,
    /// Both.
    #[sea_orm(unique)]
    pub begins: ChronoDateTime,
    /// The moment at which it was planned.
    #[sea_orm(unique)]
    pub planned: ChronoDateTimeUtc,
}

/// The relations.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
