use mizan::Stream;

#[derive(mizan::Context)]
struct Feed;

#[mizan::client(context = Feed)]
async fn articles() -> impl Stream<Item = String> {
    none()
}

fn none<T>() -> std::pin::Pin<Box<dyn Stream<Item = T> + Send>> {
    unimplemented!()
}

fn main() {}
