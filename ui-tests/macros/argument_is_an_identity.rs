#[derive(serde::Deserialize, mizan::Identity, mizan::Type)]
struct Me {
    #[mizan(id)]
    id: i64,
}

type Caller = Me;

#[mizan::client]
fn delete_account(_me: Me) {}

#[mizan::client]
fn rename(_by: Option<Vec<Caller>>) {}

fn main() {}
