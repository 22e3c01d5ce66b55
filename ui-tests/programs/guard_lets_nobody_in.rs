#[derive(serde::Deserialize, mizan::Identity)]
pub struct Me {
    #[mizan(id)]
    pub id: i64,
}

#[mizan::client(auth = staff)]
pub fn audit(me: &Me) -> i64 {
    me.id
}
