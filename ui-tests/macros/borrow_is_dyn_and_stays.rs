trait Db {}

#[mizan::client]
fn get(_db: &dyn Db) {}

#[mizan::client]
fn list(_dbs: &[Box<dyn Db>]) {}

#[mizan::client]
fn send(_db: Box<dyn Db>) {}

fn main() {}
