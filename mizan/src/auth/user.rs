//! The identity type for applications without one of their own.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::Identity;

/// A caller, for applications without an identity type of their own.
///
/// ```
/// #[mizan::client]
/// fn whoami(user: &mizan::auth::User) -> String {
///     user.id.clone()
/// }
/// # fn main() {}
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    /// The id that tells one user from another; the claim `sub` of a token.
    #[serde(rename = "sub")]
    pub id: String,
    /// `true` if `auth = staff` accepts the user.
    #[serde(default)]
    pub staff: bool,
    /// `true` if `auth = superuser` accepts the user; the claim `super` of a token.
    #[serde(default, rename = "super")]
    pub superuser: bool,
}

impl Identity for User {
    fn id(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.id)
    }

    fn is_staff(&self) -> bool {
        self.staff
    }

    fn is_superuser(&self) -> bool {
        self.superuser
    }
}
