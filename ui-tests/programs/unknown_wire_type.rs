#[mizan::client]
pub fn get(id: Ide) -> Vec<Profle> {
    Vec::new()
}

pub struct Profile;
