//! Items that a glob exports again, and aliases of aliases.

mod deep;

pub use deep::{Deep as Renamed, Demanding, Own, demanding};
pub use linked_neighbour::{Neighbour, model::*};

pub type Pair<T> = (T, T);
pub type Table<K, V = i64> = std::collections::BTreeMap<K, Vec<V>>;
pub type Names = Table<String, Renamed>;

pub const WIDTH: usize = 3;

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
