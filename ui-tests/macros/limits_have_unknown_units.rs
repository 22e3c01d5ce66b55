#[mizan::client(limits(body = "1 megabyte", time = "5", rate = "10 per second"))]
fn import(_text: String) {}

#[mizan::client(limits(body = "1.5MB", time = "MB", rate = "ten/s"))]
fn export() {}

fn main() {}
