#[mizan::client]
fn get(_db: &dyn Db) {}

trait Db {}

fn main() {}
