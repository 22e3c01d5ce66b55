#[derive(mizan::Type)]
union Number {
    small: u8,
    large: u64,
}

fn main() {}
