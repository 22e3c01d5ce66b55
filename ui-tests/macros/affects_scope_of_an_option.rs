#[derive(mizan::Context)]
pub struct User {
    pub user_id: i64,
}

#[derive(mizan::Identity)]
pub struct Me {
    #[mizan(id)]
    pub id: i64,
}

#[mizan::client(affects = User { user_id: me.map(|me| me.id) })]
fn rename(me: Option<&Me>) {
    let _ = me;
}

fn main() {}
