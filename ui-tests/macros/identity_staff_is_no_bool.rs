#[derive(mizan::Identity)]
struct Me {
    #[mizan(id)]
    id: i64,
    #[mizan(staff)]
    is_staff: Option<bool>,
}

fn main() {}
