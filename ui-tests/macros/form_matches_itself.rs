#[derive(serde::Deserialize, mizan::Type, mizan::Form)]
struct Contact {
    #[form(matches = password)]
    password: String,
}

#[mizan::client]
fn contact(form: mizan::Valid<Contact>) -> usize {
    std::mem::size_of_val(&*form)
}

fn main() {}
