#[derive(mizan::Context)]
struct User<T> {
    id: T,
}

fn main() {}
