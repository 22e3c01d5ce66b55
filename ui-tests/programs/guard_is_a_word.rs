#[derive(serde::Deserialize, mizan::Identity)]
pub struct Me {
    #[mizan(id)]
    pub id: i64,
    #[mizan(staff)]
    pub is_staff: bool,
}

fn staff(me: &Me) -> bool {
    me.is_staff && me.id > 0
}

#[mizan::client(auth = staff)]
pub fn audit() -> bool {
    true
}

#[mizan::client(auth = self::staff)]
pub fn audit_all() -> bool {
    true
}
