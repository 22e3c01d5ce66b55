#[derive(mizan::Identity)]
pub struct Me {
    #[mizan(id)]
    pub id: i64,
}

async fn may_audit(me: &Me) -> bool {
    me.id == 1
}

#[mizan::client(auth = may_audit)]
fn audit() {}

fn main() {}
