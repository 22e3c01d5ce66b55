#[mizan::client]
pub fn seen() {
    #[mizan::client]
    fn unseen() {}
}
