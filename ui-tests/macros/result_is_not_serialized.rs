#[derive(mizan::Type)]
struct Item;

#[mizan::client]
fn get() -> Item {
    Item
}

fn main() {}
