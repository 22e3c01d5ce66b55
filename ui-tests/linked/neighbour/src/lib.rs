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

    /// May be left out of a request.
    #[derive(Deserialize, mizan::Type)]
    #[serde(transparent)]
    pub struct Note(pub Option<String>);
}

#[mizan::client]
pub fn greet(house: model::House, note: model::Note) {
    let _ = (house, note);
}
