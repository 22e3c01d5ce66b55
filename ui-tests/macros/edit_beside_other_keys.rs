struct Editable<T>(T);

#[mizan::client(context = mizan::Global, edit = save_orders, private, blocking, as = "String")]
fn orders() -> Editable<Vec<u8>> {
    Editable(Vec::new())
}

fn main() {}
