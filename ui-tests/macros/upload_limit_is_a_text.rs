#[mizan::client]
fn set_photo(#[mizan(size = "5 MB")] _photo: mizan::Upload) {}

fn main() {}
