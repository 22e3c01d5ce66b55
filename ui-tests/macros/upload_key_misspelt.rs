#[mizan::client]
fn set_photos(#[mizan(cuont = 4)] _photos: Vec<mizan::Upload>) {}

fn main() {}
