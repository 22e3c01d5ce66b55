#[mizan::client(route = "/profile//all/")]
fn profile_page() -> String {
    String::new()
}

fn main() {}
