#[derive(mizan::Context)]
struct User<'a> {
    name: &'a str,
}

fn main() {}
