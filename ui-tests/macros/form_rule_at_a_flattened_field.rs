#[derive(serde::Deserialize, mizan::Type)]
struct Address {
    street: String,
}

#[derive(serde::Deserialize, mizan::Type, mizan::Form)]
struct Contact {
    #[serde(flatten)]
    #[form(required)]
    address: Address,
}

#[mizan::client]
fn contact(form: mizan::Valid<Contact>) -> usize {
    std::mem::size_of_val(&*form)
}

fn main() {}
