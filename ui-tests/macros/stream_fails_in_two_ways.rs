#[mizan::client]
async fn events() -> Result<impl mizan::Stream<Item = Result<u32, mizan::Error>>, Lost> {
    Ok(none())
}

struct Lost;

fn none<T>() -> std::pin::Pin<Box<dyn mizan::Stream<Item = T> + Send>> {
    unimplemented!()
}

fn main() {}
