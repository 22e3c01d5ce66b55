#[mizan::client]
fn get<'a>(_db: &'a Db) {}

struct Db;

fn main() {}
