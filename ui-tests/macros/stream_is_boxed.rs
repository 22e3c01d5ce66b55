type BoxStream<'stream, T> = std::pin::Pin<Box<dyn mizan::Stream<Item = T> + Send + 'stream>>;

#[mizan::client]
async fn events() -> BoxStream<'static, u32> {
    none()
}

fn none<T>() -> std::pin::Pin<Box<dyn mizan::Stream<Item = T> + Send>> {
    unimplemented!()
}

fn main() {}
