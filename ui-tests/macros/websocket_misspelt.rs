#[mizan::client(web_socket)]
fn drag(card: i64) -> i64 {
    card
}

fn main() {}
