use shapes_corpus::entities::line;

#[derive(mizan::Shape)]
#[shape(line)]
struct Line {
    id: String,
    serial: i64,
}

fn main() {}
