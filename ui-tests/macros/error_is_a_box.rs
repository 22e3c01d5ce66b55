#[mizan::client]
fn read() -> Result<String, Box<dyn std::error::Error + Send + Sync>> {
    Ok(std::fs::read_to_string("notes.txt")?)
}

fn main() {}
