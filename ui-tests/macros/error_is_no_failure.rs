#[mizan::client]
fn get() -> Result<i64, Missing> {
    Err(Missing)
}

struct Missing;

fn main() {}
