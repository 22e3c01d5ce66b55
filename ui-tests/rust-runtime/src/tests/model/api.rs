//! The API of the model: instances with a keyed list, a page of its own, and an optional parameter.

use serde_json::{Value, json};

use crate::runtime::carrier::Params;
use crate::runtime::spec::{Context, Function, Member};
use crate::runtime::store::address::Address;

static USER_MEMBERS: [Member; 2] = [
    Member { name: "user_orders", key: Some("id"), is_page: false },
    Member { name: "user_profile", key: None, is_page: false },
];

static USER: Context = Context { name: "user", members: &USER_MEMBERS, is_live: true };

static SEARCH: Context = Context {
    name: "search",
    members: &[Member { name: "search_hits", key: Some("id"), is_page: false }],
    is_live: true,
};

/// The one function, which changes what its kind says.
pub(crate) static CHANGE: Function = Function { name: "change", affects: &["user", "search"] };

/// An instance that is watched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Instance {
    pub(crate) context: &'static str,
    pub(crate) user: u32,
    pub(crate) is_page: bool,
    pub(crate) is_odd: bool,
}

const fn user(user: u32, is_page: bool) -> Instance {
    Instance { context: "user", user, is_page, is_odd: false }
}

const fn search(is_odd: bool) -> Instance {
    Instance { context: "search", user: 0, is_page: false, is_odd }
}

/// All instances that are watched.
pub(crate) const INSTANCES: [Instance; 5] =
    [user(1, false), user(2, false), user(1, true), search(false), search(true)];

impl Instance {
    pub(crate) fn address(self) -> Address {
        if self.context == "search" {
            let tag = if self.is_odd { json!("odd") } else { Value::Null };
            return Address::new(&SEARCH, params(&[("tag", tag)]));
        }
        let page = if self.is_page { json!(2) } else { Value::Null };
        let own = params(&[("page", page)]);
        let user = params(&[("user_id", json!(self.user))]);
        if self.is_page {
            Address::of_member(&USER, user, &USER_MEMBERS[0], own)
        } else {
            Address::new(&USER, user)
        }
    }
}

pub(crate) fn user_address(user: u32) -> Address {
    Address::new(&USER, params(&[("user_id", json!(user))]))
}

pub(crate) fn params(fields: &[(&str, Value)]) -> Params {
    fields.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
}
