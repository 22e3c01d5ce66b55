#[derive(mizan::Identity)]
pub struct Me {
    #[mizan(id)]
    pub id: i64,
}

#[derive(mizan::Context)]
pub struct Feed;

#[mizan::client(context = Feed)]
pub fn latest() -> Vec<String> {
    Vec::new()
}

#[mizan::client(context = Feed, auth = anyone)]
pub fn popular() -> Vec<String> {
    Vec::new()
}

#[mizan::client(affects = Feed)]
pub fn post(_me: &Me, _text: String) {}

#[mizan::client(affects = Feed, auth = anyone)]
pub fn like(_me: &Me) {}
