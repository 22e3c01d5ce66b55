macro_rules! make {
    // A pattern, which the build does not follow.
    ($pattern:pat => $name:ident) => {};
    ($name:ident) => {
        #[derive(serde::Serialize, mizan::Type)]
        pub struct $name;
    };
}

make!(Profile);

#[mizan::client]
pub fn get() -> Profile {
    Profile
}
