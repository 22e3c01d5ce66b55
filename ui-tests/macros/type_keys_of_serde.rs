#[derive(serde::Serialize, mizan::Type)]
#[mizan(rename_all = "camelCase")]
struct Profile {
    #[mizan(rename = "name")]
    user_name: String,
    #[mizan(skip)]
    secret: String,
    #[mizan(kye)]
    id: i64,
}

fn main() {}
