#[derive(mizan::Context)]
pub struct Shelf;

#[mizan::client(context = Shelf, limits(body = "1MB", rate = "10/s"))]
fn books() -> Vec<String> {
    Vec::new()
}

fn main() {}
