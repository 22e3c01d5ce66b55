macro_rules! make {
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
