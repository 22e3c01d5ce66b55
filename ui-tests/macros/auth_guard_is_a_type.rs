#[derive(mizan::Identity)]
pub struct Me {
    #[mizan(id)]
    pub id: i64,
}

#[mizan::client(auth = Me)]
fn audit() {}

fn main() {}
