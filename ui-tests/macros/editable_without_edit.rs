struct Editable<T>(T);

#[mizan::client(context = mizan::Global)]
fn orders() -> Result<Editable<Vec<u8>>, mizan::Error> {
    Ok(Editable(Vec::new()))
}

fn main() {}
