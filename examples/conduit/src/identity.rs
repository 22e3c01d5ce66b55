//! The identity of the caller.

use serde::{Deserialize, Serialize};

/// The signed-in account, as the session stores it.
#[derive(Serialize, Deserialize, mizan::Identity)]
pub struct Me {
    #[mizan(id)]
    pub id: i64,
}

/// The id of the viewer's account; 0, which no account has, without one.
pub fn viewer_id(me: Option<&Me>) -> i64 {
    me.map_or(0, |me| me.id)
}
