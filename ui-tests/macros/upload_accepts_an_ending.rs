#[mizan::client]
fn set_photo(#[mizan(accept = ".png")] _photo: mizan::Upload) {}

fn main() {}
