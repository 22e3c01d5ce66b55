macro_rules! id {
    () => {
        i64
    };
}

pub type Id = id!();

#[mizan::client]
pub fn get(id: Id) -> i64 {
    id
}
