#[derive(serde::Serialize, mizan::Type)]
struct Pair(#[serde(skip_serializing)] u8, u8);

fn main() {}
