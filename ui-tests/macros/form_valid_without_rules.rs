#[derive(serde::Deserialize, mizan::Type)]
struct Contact {
    name: String,
}

#[mizan::client]
fn contact(form: mizan::Valid<Contact>) -> usize {
    form.name.len()
}

fn main() {}
