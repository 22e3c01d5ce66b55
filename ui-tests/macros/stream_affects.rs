#[derive(mizan::Context)]
struct Feed;

#[mizan::client(affects = Feed)]
async fn import() -> impl mizan::Stream<Item = u32> {
    none()
}

fn none<T>() -> std::pin::Pin<Box<dyn mizan::Stream<Item = T> + Send>> {
    unimplemented!()
}

fn main() {}
