#[mizan::client]
async fn events() -> impl mizan::Stream {
    none::<u32>()
}

fn none<T>() -> std::pin::Pin<Box<dyn mizan::Stream<Item = T> + Send>> {
    unimplemented!()
}

fn main() {}
