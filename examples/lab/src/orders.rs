//! A form with a list of rows: an order, whose rules hold before it is taken.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use serde::Deserialize;

/// The products that can be had.
#[derive(Default)]
pub struct Stock {
    orders: AtomicU32,
}

impl Stock {
    async fn has(&self, product: &str) -> bool {
        if ["tea", "coffee", "cocoa"].contains(&product) {
            return true;
        }
        // The other warehouse takes its time, and has nothing.
        tokio::time::sleep(Duration::from_millis(700)).await;
        false
    }
}

/// An order of the shop.
#[derive(Deserialize, mizan::Type, mizan::Form)]
#[form(title = "Order", submit = "Buy")]
pub struct Order {
    #[form(required, utf16(..=40), label = "Your name")]
    pub name: String,
    #[form(email, label = "Email", help = "If you want a receipt.", widget = email)]
    pub email: Option<String>,
    #[form(length(1..=3))]
    pub lines: Vec<OrderLine>,
    #[form(label = "As a gift")]
    pub gift: bool,
}

/// A product of an order.
#[derive(Deserialize, mizan::Type, mizan::Form)]
pub struct OrderLine {
    #[form(required, custom = in_stock(&Stock))]
    pub product: String,
    #[form(range(1..=10))]
    pub qty: u32,
}

async fn in_stock(product: &str, stock: &Stock) -> Result<(), String> {
    if stock.has(product).await { Ok(()) } else { Err(format!("{product} is sold out")) }
}

/// Takes an order, and answers its number.
#[mizan::client]
pub fn order(stock: &Stock, form: mizan::Valid<Order>) -> String {
    let number = stock.orders.fetch_add(1, Ordering::Relaxed) + 1;
    let wrapped = if form.gift { ", wrapped" } else { "" };
    let receipt = form.email.as_ref().map(|email| format!(", receipt to {email}"));
    let products: Vec<String> =
        form.lines.iter().map(|line| format!("{} {}", line.qty, line.product)).collect();
    let receipt = receipt.unwrap_or_default();
    format!("Order {number} of {}: {}{wrapped}{receipt}", form.name, products.join(", "))
}
