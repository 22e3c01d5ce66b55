#[derive(mizan::Identity)]
pub struct Me {
    #[mizan(id)]
    pub id: i64,
}

fn may_audit(me: &Me) -> String {
    me.id.to_string()
}

#[mizan::client(auth = may_audit)]
fn audit() {}

fn main() {}
