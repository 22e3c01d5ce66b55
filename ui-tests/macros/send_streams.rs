#[derive(mizan::Channel)]
#[mizan(message = String)]
struct Chat {
    room: String,
}

#[mizan::client(send = Chat)]
async fn say(room: String) -> impl mizan::Stream<Item = String> {
    none(room)
}

fn none<T>(_room: String) -> std::pin::Pin<Box<dyn mizan::Stream<Item = T> + Send>> {
    unimplemented!()
}

fn main() {}
