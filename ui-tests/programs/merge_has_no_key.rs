#[derive(serde::Serialize, mizan::Type)]
pub struct Line {
    pub text: String,
}

#[derive(mizan::Context)]
pub struct Log;

#[mizan::client(context = Log)]
pub fn lines() -> Vec<Line> {
    Vec::new()
}

#[mizan::client(merge = lines)]
pub fn write(text: String) -> Line {
    Line { text }
}
