#[mizan::client]
fn set_photo(#[mizan(count = 4)] _photo: mizan::Upload) {}

fn main() {}
