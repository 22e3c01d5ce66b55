//! Items that a glob exports again, and aliases of aliases.

mod deep;

pub use deep::{Deep as Renamed, Demanding, Own, demanding};
pub use linked_neighbour::{Neighbour, model::*};

pub type Pair<T> = (T, T);
pub type Table<K, V = i64> = std::collections::BTreeMap<K, Vec<V>>;
pub type Names = Table<String, Renamed>;

pub const WIDTH: usize = 3;
pub type Row<T, const LENGTH: usize> = [T; LENGTH];
pub type Wide = Row<Cell, WIDTH>;
pub type Cell = [u8; crate::inner::WIDTH];

/// Reads what
/// stands deep.
#[mizan::client(context = Neighbour)]
pub fn names(neighbour_id: i64) -> Names {
    let _ = neighbour_id;
    Names::new()
}

#[mizan::client]
pub fn grid(cells: [[u8; WIDTH]; 2], house: House) -> [f32; 3] {
    let _ = (cells, house);
    [0.0; 3]
}

#[mizan::client]
pub fn rows(wide: Wide, named: Row<bool, 4>) -> Pair<[u8; WIDTH]> {
    let _ = (wide, named);
    ([0; WIDTH], [0; WIDTH])
}
