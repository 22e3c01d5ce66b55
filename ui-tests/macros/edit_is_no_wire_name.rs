struct Editable<T>(T);

#[mizan::client(context = mizan::Global, edit = SaveOrders)]
fn orders() -> Editable<Vec<u8>> {
    Editable(Vec::new())
}

fn main() {}
