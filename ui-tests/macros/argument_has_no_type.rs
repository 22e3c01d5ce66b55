#[mizan::client]
fn get(_item: Item) {}

struct Item;

fn main() {}
