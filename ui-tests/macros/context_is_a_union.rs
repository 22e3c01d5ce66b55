#[derive(mizan::Context)]
union User {
    id: i64,
}

fn main() {}
