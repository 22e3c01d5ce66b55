use std::pin::Pin;

#[mizan::client]
async fn events() -> Pin<Box<dyn mizan::Stream<Item = u32> + Send>> {
    none()
}

fn none<T>() -> std::pin::Pin<Box<dyn mizan::Stream<Item = T> + Send>> {
    unimplemented!()
}

fn main() {}
