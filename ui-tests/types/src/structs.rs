//! Structs of every form, and what serde's attributes make of their fields.

use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Named {
    pub id: i64,
    pub name: String,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Unit;

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Empty {}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct EmptyTuple();

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Newtype(pub String);

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Pair(pub u8, pub String);

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Structs {
    pub named: Named,
    pub unit: Unit,
    pub empty: Empty,
    pub empty_tuple: EmptyTuple,
    pub newtype: Newtype,
    pub pair: Pair,
}

#[mizan::client]
pub fn send_structs(table: Structs) -> Structs {
    table
}
