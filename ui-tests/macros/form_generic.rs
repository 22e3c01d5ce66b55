#[derive(serde::Deserialize, mizan::Type, mizan::Form)]
struct Page<T> {
    #[form(required)]
    items: Vec<T>,
}

fn main() {}
