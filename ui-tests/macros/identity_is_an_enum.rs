#[derive(mizan::Identity)]
enum Me {
    Member(i64),
    Guest,
}

fn main() {}
