#[derive(mizan::Context)]
struct Feed;

#[mizan::client(context = Feed)]
fn articles(
    #[mizan(page)] _offset: Option<u32>,
    #[mizan(page)] _after: Option<String>,
    #[mizan(page)] _db: &u32,
    #[mizan(page = 3)] _limit: Option<u32>,
) -> Vec<String> {
    Vec::new()
}

fn main() {}
