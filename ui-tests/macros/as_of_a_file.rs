#[mizan::client]
fn send(#[mizan(as = "String")] _file: mizan::Upload) {}

#[mizan::client]
fn lend(#[mizan(as = "String")] _db: &Db) {}

pub struct Db;

fn main() {}
