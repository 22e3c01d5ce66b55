#[derive(mizan::Identity)]
struct Me {
    #[mizan(id)]
    id: i64,
}

async fn is_first(me: &Me) -> bool {
    me.id == 1
}

#[mizan::client(auth = is_first)]
fn publish() {}

fn main() {}
