#[mizan::client(limits(body = "99999999999999GB", time = "18446744073709551615h"))]
fn import(_text: String) {}

fn main() {}
