#[mizan::client]
fn get() -> ! {
    panic!()
}

fn main() {}
