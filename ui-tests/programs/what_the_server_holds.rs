pub struct Db;

#[mizan::client]
pub fn count(db: Db) -> u32 {
    let Db = db;
    0
}
