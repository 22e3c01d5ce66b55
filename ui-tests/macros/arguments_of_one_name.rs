#[mizan::client]
fn rename(name: String, _name: String) {
    drop(name);
}

fn main() {}
