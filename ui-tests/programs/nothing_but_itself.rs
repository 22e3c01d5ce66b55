#[derive(serde::Serialize, mizan::Type)]
pub struct Chain(pub Option<Box<Chain>>);

#[mizan::client]
pub fn chain() -> Chain {
    Chain(None)
}
