#[mizan::client]
pub fn get(id: Unknown -> i64 {
    id
}
