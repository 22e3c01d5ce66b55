pub struct Db;

impl Db {
    #[mizan::client]
    pub fn count(id: i64) -> i64 {
        id
    }
}
