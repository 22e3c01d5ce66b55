struct Editable<T>(T);

#[mizan::client(context = mizan::Global, edit = "save_orders")]
fn orders() -> Editable<Vec<u8>> {
    Editable(Vec::new())
}

fn main() {}
