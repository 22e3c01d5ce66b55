#[mizan::client]
async fn events() -> Vec<impl mizan::Stream<Item = u32>> {
    vec![none()]
}

fn none<T>() -> std::pin::Pin<Box<dyn mizan::Stream<Item = T> + Send>> {
    unimplemented!()
}

fn main() {}
