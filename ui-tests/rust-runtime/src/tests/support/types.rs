//! The types of the data, and a change of them.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::runtime::mutations::drafts::Drafts;

use super::by_hand::address;

#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Profile {
    pub(crate) id: u32,
    pub(crate) name: String,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct User {
    pub(crate) user_profile: Profile,
    pub(crate) user_orders: Vec<Value>,
}

/// Changes the name of user 5.
pub(crate) fn rename_to(name: &'static str) -> impl FnMut(&mut Drafts<'_>) + Send {
    move |drafts| {
        drafts.change(&address(5), |user: &mut User| name.clone_into(&mut user.user_profile.name));
    }
}
