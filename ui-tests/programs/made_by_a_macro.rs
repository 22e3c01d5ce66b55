macro_rules! make {
    // A pattern, which the build does not follow.
    ($pattern:pat => $name:ident) => {};
    ($name:ident) => {
        #[mizan::client]
        pub fn $name() {}
    };
}

make!(get);

#[mizan::client]
pub fn seen() {}
