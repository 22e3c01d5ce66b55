#[derive(serde::Serialize, mizan::Type)]
struct Cell {
    #[mizan(key)]
    at: [u8; 2],
}

fn main() {}
