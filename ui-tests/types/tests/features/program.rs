//! Prints why its server cannot be built.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Price {
    pub amount: Option<Decimal>,
}

/// Serde reads it in two steps.
#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(tag = "kind")]
pub enum Shape {
    Circle { radius: f64 },
    Square { side: u32 },
}

/// Its type is named, so that it is no text for the client.
#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Rate {
    #[mizan(as = "f64")]
    pub rate: Decimal,
}

#[mizan::client]
pub fn price(name: String) -> Vec<Price> {
    let _ = name;
    Vec::new()
}

#[mizan::client]
pub fn draw(shape: Shape, rate: Rate) {
    let _ = (shape, rate);
}

fn main() {
    match mizan::Server::builder().build() {
        Ok(_) => println!("the server is built"),
        Err(errors) => println!("{errors}"),
    }
}
