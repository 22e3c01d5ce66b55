use mizan::shapes::Editable;
use sea_orm::{ColumnTrait, DatabaseConnection};
use serde::{Deserialize, Serialize};
use shapes_corpus::entities::order;

#[derive(Serialize, Deserialize, mizan::Type, mizan::Shape)]
#[shape(order)]
struct Order {
    id: i64,
    title: String,
}

fn orders(db: &DatabaseConnection) -> Editable<Vec<Order>> {
    Editable::within(db, order::Column::CustomerId.eq(1))
}

fn main() {}
