#[derive(serde::Serialize, mizan::Type)]
pub struct Profile {
    pub id: i64,
}

macro_rules! make {
    // A pattern, which the build does not follow.
    ($pattern:pat => $name:ident) => {};
    ($name:ident) => {
        #[derive(serde::Serialize)]
        pub struct $name;
        impl mizan::Type for $name {
            const HASH: u64 = 7;

            fn describe(_: &mut mizan::__private::Types) -> mizan::__private::ModelType {
                mizan::__private::ModelType::String
            }
        }
        impl mizan::__private::Plain for $name {}
    };
}

pub mod api {
    pub use super::*;

    make!(Profile);

    #[mizan::client]
    pub fn get() -> Profile {
        Profile
    }
}
