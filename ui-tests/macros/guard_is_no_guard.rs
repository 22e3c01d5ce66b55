#[derive(mizan::Identity)]
struct Me {
    #[mizan(id)]
    id: i64,
}

fn is_first(me: &Me, number: i64) -> bool {
    me.id == number
}

#[mizan::client(auth = is_first)]
fn publish() {}

fn main() {}
