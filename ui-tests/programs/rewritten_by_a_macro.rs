use serde::{Deserialize, Serialize};

#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")],
)]
#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Profile {
    pub bio: Option<String>,
}

#[serde_with::apply(
    Option<_> => #[serde(rename = "first")],
)]
#[derive(Serialize, mizan::Type)]
pub struct Page<T> {
    pub items: Option<Vec<T>>,
}

/// The name of a macro that is known.
#[serde_with::skip_serializing_none]
#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Known {
    pub bio: Option<String>,
}

use serde_with::skip_serializing_none as skip;

#[skip]
#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Renamed {
    pub bio: Option<String>,
}

#[serde_with::apply(
    i64 => #[allow(dead_code)],
)]
#[derive(mizan::Context)]
pub struct User {
    pub user_id: i64,
}

#[mizan::client(context = User)]
pub fn profile(user_id: i64) -> (Profile, Page<u8>, Known, Renamed) {
    let _ = user_id;
    unimplemented!()
}
