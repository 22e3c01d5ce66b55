#[derive(serde::Deserialize, mizan::Type, mizan::Form)]
struct Contact {
    #[form(required)]
    name: String,
}

#[mizan::client]
fn contact(forms: Option<Vec<mizan::Valid<Contact>>>) -> usize {
    forms.map_or(0, |forms| forms.len())
}

fn main() {}
