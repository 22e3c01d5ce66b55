//! Integers that only texts can carry.

use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Account {
    pub id: i64,
    #[serde(with = "mizan::bigint")]
    pub balance: u128,
    #[serde(with = "mizan::bigint")]
    pub change: i64,
    #[serde(with = "mizan::bigint")]
    pub limit: Option<u64>,
    #[serde(with = "mizan::bigint")]
    pub past: Vec<i128>,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Balance(#[serde(with = "mizan::bigint")] pub u64);

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(tag = "kind")]
pub enum Transfer {
    Sent {
        #[serde(with = "mizan::bigint")]
        amount: u64,
    },
    Refused,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub enum Movement {
    In {
        #[serde(with = "mizan::bigint")]
        amount: u64,
    },
    Out(#[serde(with = "mizan::bigint")] u64),
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Big {
    pub account: Account,
    pub balance: Balance,
    pub transfer: Transfer,
    pub movement: Movement,
    pub list: Vec<Account>,
}

#[mizan::client]
pub fn send_big(table: Big) -> Big {
    table
}
