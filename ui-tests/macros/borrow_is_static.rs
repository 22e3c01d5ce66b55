struct Db;

#[mizan::client]
fn get(_db: &'static Db) {}

fn main() {}
