pub struct Plain;

#[mizan::client]
pub fn get() -> Plain {
    Plain
}

pub fn unrelated() -> i64 {
    "not a number"
}

pub fn unknown(_: Misspelt) {}
