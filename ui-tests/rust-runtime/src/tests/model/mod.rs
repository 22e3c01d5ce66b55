//! Random interleavings of a store and a model of a server. It is the model that the kernel in TypeScript
//! is played against (`mizan-build/kernel/tests/model`), file by file.

mod acts;
mod api;
mod cells;
mod change;
mod clock;
mod database;
mod interleaving;
mod landing;
mod live;
mod reading;
mod rest;
mod run;
mod server;
mod watcher;

use interleaving::{Conditions, Interleaving};

/// The numbers of a seed, below 4096.
struct Numbers(u32);

impl Numbers {
    fn draw(&mut self) -> u32 {
        self.0 = self.0.wrapping_add(0x6d2b_79f5);
        let state = self.0;
        let mut mixed = (state ^ (state >> 15)).wrapping_mul(state | 1);
        mixed ^= mixed.wrapping_add((mixed ^ (mixed >> 7)).wrapping_mul(mixed | 61));
        (mixed ^ (mixed >> 14)) & 4095
    }
}

/// One client and its server, over HTTP.
const CONDITIONS: [Conditions; 4] = [
    Conditions { nodes: 0, is_versioned: true, is_overlapping: true },
    Conditions { nodes: 0, is_versioned: true, is_overlapping: false },
    Conditions { nodes: 0, is_versioned: false, is_overlapping: true },
    Conditions { nodes: 0, is_versioned: false, is_overlapping: false },
];

/// Nodes that push to sockets, alone and on a bus.
const LIVE_CONDITIONS: [Conditions; 3] = [
    Conditions { nodes: 1, is_versioned: true, is_overlapping: true },
    Conditions { nodes: 2, is_versioned: true, is_overlapping: true },
    Conditions { nodes: 3, is_versioned: true, is_overlapping: false },
];

fn number_of(name: &str, otherwise: u32) -> u32 {
    std::env::var(name).map_or(otherwise, |text| text.parse().expect("a number"))
}

fn play(kinds: &[Conditions], otherwise: u32) {
    let runs = number_of("MIZAN_RUNS", otherwise);
    let seed = number_of("MIZAN_SEED", 1);
    let mut numbers = Numbers(seed);
    for played in 0..runs {
        let conditions = kinds[played as usize % kinds.len()];
        let count = 10 + numbers.draw() % 90;
        let choices: Vec<u32> = (0..count).map(|_| numbers.draw()).collect();
        let own = numbers.draw() * 4096 + numbers.draw();
        if let Err(broken) = Interleaving::new(conditions, own).play(&choices) {
            panic!(
                "interleaving {played} of seed {seed}, {conditions:?}, {own}: {broken}\n{choices:?}"
            );
        }
    }
}

#[test]
fn random_interleavings_keep_the_laws() {
    play(&CONDITIONS, 10_000);
}

#[test]
fn random_interleavings_with_live_nodes_keep_the_laws() {
    play(&LIVE_CONDITIONS, 3_000);
}

/// The client has changed something on a node that a node without its bus does not hear of. The read that would
/// show it is refused, and the deaf node says of the bundle from before that it is still true.
#[test]
fn what_a_deaf_node_calls_true_does_not_stand_for_a_refused_read() {
    let choices = [
        1761, 2593, 35, 1671, 1718, 1747, 3712, 224, 1264, 2965, 2653, 2165, 2948, 722, 2261, 1443,
        748, 332, 330, 1498, 4015, 2681, 2758, 2150, 3997, 318, 3831, 3549, 3750, 2512, 850,
    ];
    let [.., conditions] = LIVE_CONDITIONS;
    assert_eq!(Interleaving::new(conditions, 12_138_222).play(&choices), Ok(()));
}
