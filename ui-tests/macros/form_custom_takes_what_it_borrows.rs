struct Names;

fn not_taken(_: &str, _: &Names) -> Result<(), String> {
    Ok(())
}

#[derive(serde::Deserialize, mizan::Type, mizan::Form)]
struct Contact {
    #[form(custom = not_taken(Names))]
    name: String,
}

#[mizan::client]
fn contact(form: mizan::Valid<Contact>) -> usize {
    std::mem::size_of_val(&*form)
}

fn main() {}
