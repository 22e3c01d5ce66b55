include!("part.rs");

#[mizan::client]
pub fn seen() {}
