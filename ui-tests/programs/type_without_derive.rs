pub struct Profile {
    pub id: i64,
}

#[mizan::client]
pub fn get(id: i64) -> Option<Profile> {
    Some(Profile { id })
}
