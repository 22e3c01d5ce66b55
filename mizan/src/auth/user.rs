//! The identity for applications that need no type of their own.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::Identity;

/// Who is asking, for whoever needs no type of their own.
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
    /// What tells one from another.
    #[serde(rename = "sub")]
    pub id: String,
    /// Whether `auth = staff` lets them in.
    #[serde(default)]
    pub staff: bool,
    /// Whether `auth = superuser` lets them in.
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
