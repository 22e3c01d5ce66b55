#[derive(mizan::Type)]
struct Grid<const N: usize> {
    cells: [u8; N],
}

fn main() {}
