#[mizan::client(route = "/newest", as = "String")]
fn newest() -> String {
    String::new()
}

fn main() {}
