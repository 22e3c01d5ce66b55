#[derive(mizan::Context)]
pub struct Shelf {
    pub shelf_id: i64,
}

#[mizan::client(context = Shelf)]
pub fn books(shelf_id: i64) -> Vec<String> {
    vec![shelf_id.to_string()]
}
