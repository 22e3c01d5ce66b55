#[derive(serde::Deserialize, mizan::Type)]
struct Upload;

#[mizan::client]
fn set_photo(_photo: Upload) {}

fn main() {}
