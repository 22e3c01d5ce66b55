#[derive(serde::Serialize, mizan::Type)]
struct Sample {
    #[mizan(key)]
    at: f64,
}

fn main() {}
