#[mizan::client(as = "impl ToString")]
fn newest(#[mizan(as = "dyn ToString")] from: u8, #[mizan(as)] to: u8) -> u8 {
    from + to
}

#[derive(mizan::Context)]
pub struct Newest {
    #[mizan(as = "string")]
    pub from: u8,
    #[mizan(as = u8)]
    pub to: u8,
}

fn main() {}
