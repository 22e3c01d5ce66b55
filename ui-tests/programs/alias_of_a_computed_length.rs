pub const WIDTH: usize = size_of::<u64>();

pub type Row = [u8; WIDTH];

#[mizan::client]
pub fn row() -> Row {
    [0; WIDTH]
}
