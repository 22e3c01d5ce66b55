struct Editable<T>(T);

#[mizan::client(edit = save_orders)]
fn orders() -> Editable<Vec<u8>> {
    Editable(Vec::new())
}

fn main() {}
