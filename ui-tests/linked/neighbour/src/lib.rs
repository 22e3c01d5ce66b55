//! A context and a type that another package uses.

#![allow(missing_docs, reason = "the items speak for themselves")]

/// Who lives next door.
#[derive(mizan::Context)]
pub struct Neighbour {
    /// The number at the door.
    pub neighbour_id: i64,
}

pub mod model {
    //! What neighbours have.

    use serde::{Deserialize, Serialize};

    #[derive(Serialize, Deserialize, mizan::Type)]
    pub struct House {
        pub id: u32,
        pub built: Option<u16>,
    }
}

#[mizan::client]
pub fn greet(house: model::House) {
    let _ = house;
}
