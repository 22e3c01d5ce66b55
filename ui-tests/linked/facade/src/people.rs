//! Types and functions whose macros another file names.

use crate::{Api, endpoint};

#[derive(serde::Serialize, serde::Deserialize, Api)]
pub struct Person {
    pub id: i64,
}

#[endpoint(context = crate::Door)]
pub fn who_opens(number: u16) -> Person {
    Person { id: i64::from(number) }
}

#[framework::client(affects = who_opens)]
pub fn knock(number: u16) -> Result<(), framework::Error> {
    let _ = number;
    Ok(())
}
