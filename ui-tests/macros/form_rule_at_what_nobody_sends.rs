#[derive(serde::Deserialize, mizan::Type, mizan::Form)]
struct Contact {
    #[serde(skip)]
    #[form(required)]
    name: String,
    #[form(required)]
    other: String,
}

#[mizan::client]
fn contact(form: mizan::Valid<Contact>) -> usize {
    std::mem::size_of_val(&*form)
}

fn main() {}
