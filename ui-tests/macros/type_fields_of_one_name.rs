#[derive(serde::Serialize, mizan::Type)]
struct Order {
    #[serde(rename = "total")]
    net: f64,
    #[serde(rename = "total")]
    gross: f64,
}

fn main() {}
