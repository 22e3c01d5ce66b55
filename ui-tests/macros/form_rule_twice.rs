#[derive(serde::Deserialize, mizan::Type, mizan::Form)]
struct Contact {
    #[form(length(1..), length(..=5))]
    name: String,
}

#[mizan::client]
fn contact(form: mizan::Valid<Contact>) -> usize {
    std::mem::size_of_val(&*form)
}

fn main() {}
