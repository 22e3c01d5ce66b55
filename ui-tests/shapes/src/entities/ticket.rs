//! A ticket for a seat, which is named by two columns.

use sea_orm::entity::prelude::*;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ticket")]
pub struct Model {
    /// Made by the database.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The row of the seat.
    pub seat_row: String,
    /// The number of the seat.
    pub seat_number: i32,
    /// What it costs.
    pub price: i32,
}

/// The relations.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// The seat.
    #[sea_orm(
        belongs_to = "super::seat::Entity",
        from = "(Column::SeatRow, Column::SeatNumber)",
        to = "(super::seat::Column::Row, super::seat::Column::Number)"
    )]
    Seat,
}

impl Related<super::seat::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Seat.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
