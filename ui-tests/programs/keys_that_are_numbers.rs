use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Scores {
    pub by_player: BTreeMap<u32, i32>,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Game {
    pub name: String,
    #[serde(flatten)]
    pub scores: Scores,
}

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(tag = "kind")]
pub enum Move {
    Pass,
    Settle { scores: Scores },
}

#[derive(Serialize, mizan::Type)]
pub struct Shown {
    #[serde(flatten)]
    pub scores: Scores,
}

#[mizan::client]
pub fn save(game: Game, moves: Vec<Move>, scores: Scores) -> Shown {
    drop((game, moves));
    Shown { scores }
}
