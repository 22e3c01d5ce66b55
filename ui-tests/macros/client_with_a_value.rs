#[mizan::client = "say_hello"]
fn hello() -> String {
    String::new()
}

fn main() {}
