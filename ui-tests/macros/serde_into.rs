#[derive(Clone, serde::Serialize, mizan::Type)]
#[serde(into = "String")]
struct User {
    id: i64,
}

impl From<User> for String {
    fn from(user: User) -> Self {
        user.id.to_string()
    }
}

fn main() {}
