fn not_taken(_: &u8) -> Result<(), String> {
    Ok(())
}

#[derive(serde::Deserialize, mizan::Type, mizan::Form)]
struct Contact {
    #[form(custom = not_taken)]
    name: String,
}

#[mizan::client]
fn contact(form: mizan::Valid<Contact>) -> usize {
    std::mem::size_of_val(&*form)
}

fn main() {}
