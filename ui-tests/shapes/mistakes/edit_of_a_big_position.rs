use serde::{Deserialize, Serialize};
use shapes_corpus::entities::line;

#[derive(Serialize, Deserialize, mizan::Type, mizan::Shape)]
#[shape(line, edit)]
struct Line {
    id: String,
    #[serde(with = "mizan::bigint")]
    #[shape(position)]
    position: i32,
}

fn main() {}
