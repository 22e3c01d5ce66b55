#[mizan::client]
pub fn seen() {}

pub struct Db;

impl Db {
    #[mizan::client]
    pub fn count(id: i64) -> i64 {
        id
    }
}

pub trait Counts {
    #[mizan::client(context = mizan::Global)]
    fn total() -> i64 {
        1
    }
}
