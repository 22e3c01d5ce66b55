#[mizan::client]
fn set_photos(#[mizan(size = 5MB)] _photos: mizan::Upload) {}

fn main() {}
