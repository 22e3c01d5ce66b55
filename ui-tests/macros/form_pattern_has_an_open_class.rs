#[derive(serde::Deserialize, mizan::Type, mizan::Form)]
struct Contact {
    #[form(pattern = "[a-z")]
    code: String,
}

#[mizan::client]
fn contact(form: mizan::Valid<Contact>) -> usize {
    std::mem::size_of_val(&*form)
}

fn main() {}
