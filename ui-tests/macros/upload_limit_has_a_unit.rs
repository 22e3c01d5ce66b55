#[mizan::client]
fn set_photos(#[mizan(size = 5MB, count = 3x)] _photos: Vec<mizan::Upload>) {}

fn main() {}
