fn is_free(_: &str) -> bool {
    true
}

#[derive(serde::Deserialize, mizan::Type, mizan::Form)]
struct Contact {
    #[form(custom = is_free)]
    name: String,
}

#[mizan::client]
fn contact(form: mizan::Valid<Contact>) -> usize {
    std::mem::size_of_val(&*form)
}

fn main() {}
