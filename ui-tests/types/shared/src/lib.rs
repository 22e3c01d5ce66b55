//! Types that another crate sends and receives.

#![allow(missing_docs, reason = "the types speak for themselves")]

use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Money {
    #[serde(with = "mizan::bigint")]
    pub cents: i64,
    pub currency: Currency,
}

/// What is paid with.
#[derive(Serialize, Deserialize, PartialEq, Eq, PartialOrd, Ord, mizan::Type)]
#[serde(rename_all = "lowercase")]
pub enum Currency {
    /// In most of Europe.
    Euro,
    Pound,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Page<T> {
    pub items: Vec<T>,
}

/// Bears the name of another type of the corpus.
#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Named {
    pub here: bool,
}

/// Has no derives: an application tells serde of its fields.
pub struct Remote {
    pub width: u8,
    pub height: u8,
}
