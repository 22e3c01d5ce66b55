#[derive(serde::Serialize, mizan::Type)]
struct User {
    #[serde(serialize_with = "hide")]
    id: i64,
}

fn hide<S: serde::Serializer>(_: &i64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str("hidden")
}

fn main() {}
