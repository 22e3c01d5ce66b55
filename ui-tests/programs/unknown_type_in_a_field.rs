#[derive(serde::Serialize, mizan::Type)]
pub struct Town {
    pub people: Vec<Persn>,
}

#[derive(serde::Serialize, mizan::Type)]
pub struct Person {
    pub name: String,
}

#[derive(mizan::Context)]
pub struct User {
    pub ids: Option<Idd>,
}

#[mizan::client(context = User)]
pub fn user_name(ids: Option<Idd>) -> bool {
    ids.is_some()
}

#[mizan::client]
pub fn town(of: Person, at: &Atlas, code: Option<Coded>) -> Result<Vec<Town>, mizan::Error> {
    drop((of, at, code));
    Ok(Vec::new())
}

#[mizan::client]
pub async fn towns(at: &Atlas) -> Vec<Twn> {
    drop(at);
    Vec::new()
}

pub struct Atlas;
