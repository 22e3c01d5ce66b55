#[derive(mizan::Type)]
enum User {
    Known {
        #[mizan(key)]
        id: i64,
    },
}

fn main() {}
