#[mizan::client(route = "/files/{*path}")]
fn file_page(path: String) -> String {
    path
}

fn main() {}
