#[mizan::client(blocking)]
async fn resize() {}

fn main() {}
