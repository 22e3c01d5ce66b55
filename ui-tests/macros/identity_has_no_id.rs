#[derive(mizan::Identity)]
struct Me {
    name: String,
    #[mizan(staff)]
    is_staff: bool,
}

fn main() {}
