pub const WIDTH: usize = 3 * 4;

pub type Row = [u8; WIDTH];

#[mizan::client]
pub fn row() -> Row {
    [0; WIDTH]
}
