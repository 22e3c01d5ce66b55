#[derive(serde::Deserialize, mizan::Type, mizan::Form)]
struct Contact {
    #[form(emial)]
    email: String,
}

#[mizan::client]
fn contact(form: mizan::Valid<Contact>) -> usize {
    std::mem::size_of_val(&*form)
}

fn main() {}
