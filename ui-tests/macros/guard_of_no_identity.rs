struct Me {
    id: i64,
}

fn is_first(me: &Me) -> bool {
    me.id == 1
}

#[mizan::client(auth = is_first)]
fn publish() {}

fn main() {}
