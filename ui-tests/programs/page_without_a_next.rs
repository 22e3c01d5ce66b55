#[derive(mizan::Context)]
pub struct Feed;

#[derive(serde::Serialize, mizan::Type)]
pub struct Page {
    pub items: Vec<String>,
}

#[mizan::client(context = Feed)]
pub fn articles(#[mizan(page)] after: Option<String>) -> Page {
    let _ = after;
    Page { items: Vec::new() }
}

#[mizan::client(context = Feed)]
pub fn authors(#[mizan(page)] offset: Option<u32>) -> String {
    let _ = offset;
    String::new()
}

#[mizan::client]
pub fn add(#[mizan(page)] offset: Option<u32>) -> Vec<String> {
    let _ = offset;
    Vec::new()
}
