#[mizan::client(context = "user_posts")]
fn get() {}

fn main() {}
