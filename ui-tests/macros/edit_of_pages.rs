struct Editable<T>(T);

#[mizan::client(context = mizan::Global, edit = save_orders)]
fn orders(#[mizan(page)] offset: Option<u32>, edit: Option<String>) -> Editable<Vec<u8>> {
    let _ = (offset, edit);
    Editable(Vec::new())
}

fn main() {}
