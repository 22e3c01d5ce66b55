use mizan::{Context, Type, client};
use serde::{Deserialize, Serialize};

#[derive(mizan::Identity)]
pub struct Me {
    #[mizan(id)]
    pub id: i64,
}

#[derive(Serialize, Deserialize, Type, mizan::Identity)]
pub struct Staff {
    #[mizan(id)]
    pub id: i64,
}

#[derive(Deserialize, Type)]
pub struct Order {
    pub article: i64,
    pub by: Option<Staff>,
}

#[derive(Context)]
pub struct Orders {
    pub of: Staff,
}

#[client]
pub fn delete_account(me: Me) {
    drop(me);
}

#[client]
pub fn rename(me: Option<Me>, others: Vec<Staff>) {
    drop((me, others));
}

#[client]
pub fn order(order: Order) {
    drop(order);
}

#[client(context = Orders)]
pub fn current() -> Staff {
    Staff { id: 1 }
}
