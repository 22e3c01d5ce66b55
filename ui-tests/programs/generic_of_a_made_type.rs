use serde::Serialize;

macro_rules! name {
    () => {
        String
    };
}

#[derive(Serialize, mizan::Type)]
pub struct Page<T> {
    pub items: Vec<T>,
    pub title: name!(),
    pub rest: Option<<Vec<T> as IntoIterator>::Item>,
}

#[mizan::client]
pub fn page() -> Page<u8> {
    Page { items: Vec::new(), title: String::new(), rest: None }
}
