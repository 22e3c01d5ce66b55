//! Macros that other files call.

/// Newtypes around the ids of a database.
macro_rules! id {
    ($($(#[$meta:meta])* $vis:vis $name:ident($ty:ty)),+ $(,)?) => {$(
        $(#[$meta])*
        #[derive(Clone, serde::Serialize, serde::Deserialize, mizan::Type)]
        #[serde(transparent)]
        $vis struct $name(pub $ty);

        impl From<$ty> for $name {
            fn from(id: $ty) -> Self {
                Self(id)
            }
        }
    )+};
    ($name:ident) => {
        id!(pub $name($crate::macros::Raw));
    };
}

pub type Raw = i64;
