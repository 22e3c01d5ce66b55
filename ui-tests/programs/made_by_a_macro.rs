macro_rules! make {
    ($name:ident) => {
        #[mizan::client]
        pub fn $name() {}
    };
}

make!(get);

#[mizan::client]
pub fn seen() {}
