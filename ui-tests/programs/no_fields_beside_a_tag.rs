use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(tag = "kind")]
pub enum Amount {
    Pieces(u32),
    Nothing,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Order {
    pub amount: Amount,
    #[serde(flatten)]
    pub notes: Vec<String>,
}

#[mizan::client]
pub fn order(order: Order) {
    let _ = order;
}
