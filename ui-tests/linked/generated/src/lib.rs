//! Functions that a macro makes.

#![allow(missing_docs, reason = "the items speak for themselves")]

macro_rules! getters {
    ($($name:ident: $type:ty),+) => {$(
        #[mizan::client]
        pub fn $name() -> $type {
            <$type>::default()
        }
    )+};
}

getters!(height: f64, label: String);

/// What is linked, for the build script of the application.
pub fn mizan() -> mizan::Api {
    mizan::api()
}
