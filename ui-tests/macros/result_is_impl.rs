#[mizan::client]
fn get() -> impl Iterator<Item = i64> {
    0..1
}

fn main() {}
