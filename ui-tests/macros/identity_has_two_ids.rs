#[derive(mizan::Identity)]
struct Me {
    #[mizan(id)]
    id: i64,
    #[mizan(id)]
    name: String,
}

fn main() {}
