#[derive(serde::Deserialize, mizan::Type, mizan::Form)]
struct Contact {
    #[form(required)]
    name: String,
}

#[mizan::client]
fn contact(form: Option<mizan::Valid<Contact>>) -> usize {
    form.map_or(0, |form| form.name.len())
}

fn main() {}
