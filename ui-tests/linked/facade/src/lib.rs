//! Mizan under other names.

#![allow(missing_docs, reason = "the items speak for themselves")]

pub use framework as mizan;
pub use framework::{Type as Api, client as endpoint};

pub mod people;

#[derive(framework::Context)]
pub struct Door {
    pub number: u16,
}
