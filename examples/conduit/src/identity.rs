//! Who is asking.

use serde::{Deserialize, Serialize};

/// Whoever is signed in; this is what the session keeps.
#[derive(Serialize, Deserialize, mizan::Identity)]
pub struct Me {
    #[mizan(id)]
    pub id: i64,
}

/// The account that looks at something; none has the number 0.
pub fn viewer_id(me: Option<&Me>) -> i64 {
    me.map_or(0, |me| me.id)
}
