//! A read and a call that answer what they are asked with.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, mizan::Type)]
pub enum Sorting {
    Newest,
    #[serde(rename = "a=b&c d%")]
    Odd,
    Near {
        city: String,
    },
    Within(i32, i32),
}

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(transparent)]
pub struct Large(#[serde(with = "mizan::bigint")] pub i128);

/// A kind of parameter each.
#[derive(Serialize, Deserialize, mizan::Type, mizan::Context)]
pub struct Echo {
    pub text: String,
    pub maybe: Option<String>,
    pub letter: char,
    pub whole: i64,
    pub number: f64,
    pub flag: Option<bool>,
    pub big: Large,
    pub order: Option<Sorting>,
    pub orders: Vec<Sorting>,
    pub list: Option<Vec<Option<String>>>,
    pub map: BTreeMap<String, BTreeMap<String, i32>>,
}

#[allow(clippy::too_many_arguments, reason = "a context has one for each kind")]
#[mizan::client(context = Echo)]
pub fn echoed(
    text: String,
    maybe: Option<String>,
    letter: char,
    whole: i64,
    number: f64,
    flag: Option<bool>,
    big: Large,
    order: Option<Sorting>,
    orders: Vec<Sorting>,
    list: Option<Vec<Option<String>>>,
    map: BTreeMap<String, BTreeMap<String, i32>>,
) -> Echo {
    Echo { text, maybe, letter, whole, number, flag, big, order, orders, list, map }
}

#[mizan::client]
pub fn send_echo(echo: Echo) -> Echo {
    echo
}
