#[derive(serde::Serialize, mizan::Type)]
pub struct Profile {
    pub id: i64,
    pub name: Option<String>,
}

#[derive(mizan::Context)]
pub struct User {
    pub user_id: i64,
}

pub type Result<T> = std::result::Result<T, mizan::Error>;

#[mizan::client(context = User)]
pub async fn user_profile(user_id: i64) -> Result<Profile> {
    Ok(Profile { id: user_id, name: None })
}

#[mizan::client(context = mizan::Global)]
pub fn version() -> &'static str {
    "1"
}

#[mizan::client(affects = [User, version])]
pub fn rename(user_id: i64, name: Box<str>) -> Result<()> {
    drop((user_id, name));
    Ok(())
}
