macro_rules! number {
    () => {
        i64
    };
}

#[mizan::client]
fn get(_id: number!()) {}

fn main() {}
