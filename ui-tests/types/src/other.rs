//! Types of another crate of the workspace.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use shared_types::{Currency, Money, Named as There, Page};

use crate::structs::Named;

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Other {
    pub money: Money,
    pub prices: Page<Money>,
    pub both: (Named, There),
    pub rates: BTreeMap<Currency, f64>,
}

#[mizan::client]
pub fn send_other(table: Other) -> Other {
    table
}
