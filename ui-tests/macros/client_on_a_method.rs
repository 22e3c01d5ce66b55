struct Api;

impl Api {
    #[mizan::client]
    fn get(&self) {}
}

fn main() {}
