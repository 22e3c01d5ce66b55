#[mizan::client]
fn get(_db: &mut Db) {}

struct Db;

fn main() {}
