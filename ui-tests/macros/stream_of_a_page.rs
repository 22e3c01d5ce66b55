#[mizan::client(route = "/events")]
async fn events() -> impl mizan::Stream<Item = u32> {
    none()
}

fn none<T>() -> std::pin::Pin<Box<dyn mizan::Stream<Item = T> + Send>> {
    unimplemented!()
}

fn main() {}
