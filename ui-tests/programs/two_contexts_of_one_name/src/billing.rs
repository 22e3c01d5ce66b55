#[derive(mizan::Context)]
pub struct Order {
    pub order_id: i64,
}

#[mizan::client(context = Order)]
pub fn billing_order(order_id: i64) -> i64 {
    order_id
}
