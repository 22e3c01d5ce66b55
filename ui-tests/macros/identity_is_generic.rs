#[derive(mizan::Identity)]
struct Me<T> {
    #[mizan(id)]
    id: T,
}

fn main() {}
