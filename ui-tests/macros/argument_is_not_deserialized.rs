#[derive(mizan::Type)]
struct Item;

#[mizan::client]
fn get(_item: Item) {}

fn main() {}
