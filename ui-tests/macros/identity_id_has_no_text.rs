struct Key([u8; 16]);

#[derive(mizan::Identity)]
struct Me {
    #[mizan(id)]
    id: Key,
}

fn main() {}
