struct State<T>(T);

struct Db;

#[mizan::client]
fn get(State(_db): State<std::sync::Arc<Db>>) {}

fn main() {}
