//! The tables of the entities, made anew.

use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr, Schema};

use crate::entities::{
    address, category, customer, line, order, order_tag, parcel, seat, shift, tag, ticket,
};

/// Makes the tables, in a database that has none of them.
///
/// # Errors
///
/// Those of the database.
pub async fn create(db: &DatabaseConnection) -> Result<(), DbErr> {
    let schema = Schema::new(db.get_database_backend());
    db.execute(&schema.create_table_from_entity(address::Entity)).await?;
    db.execute(&schema.create_table_from_entity(customer::Entity)).await?;
    db.execute(&schema.create_table_from_entity(order::Entity)).await?;
    db.execute(&schema.create_table_from_entity(line::Entity)).await?;
    db.execute(&schema.create_table_from_entity(parcel::Entity)).await?;
    db.execute(&schema.create_table_from_entity(shift::Entity)).await?;
    db.execute(&schema.create_table_from_entity(tag::Entity)).await?;
    db.execute(&schema.create_table_from_entity(order_tag::Entity)).await?;
    db.execute(&schema.create_table_from_entity(category::Entity)).await?;
    db.execute(&schema.create_table_from_entity(seat::Entity)).await?;
    db.execute(&schema.create_table_from_entity(ticket::Entity)).await?;
    Ok(())
}
