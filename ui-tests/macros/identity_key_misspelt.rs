#[derive(mizan::Identity)]
struct Me {
    #[mizan(id)]
    id: i64,
    #[mizan(supersuer)]
    is_superuser: bool,
}

fn main() {}
