#[mizan::client]
async fn events() -> impl mizan::Stream<Item = Event> {
    none()
}

struct Event;

fn none<T>() -> std::pin::Pin<Box<dyn mizan::Stream<Item = T> + Send>> {
    unimplemented!()
}

fn main() {}
