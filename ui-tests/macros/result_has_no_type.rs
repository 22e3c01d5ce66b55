#[mizan::client]
fn get() -> Item {
    Item
}

struct Item;

fn main() {}
