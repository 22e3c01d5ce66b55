#[mizan::client(context = mizan::Global, edit = save_orders)]
fn orders() -> Vec<u8> {
    Vec::new()
}

fn main() {}
