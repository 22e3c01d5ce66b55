//! Random sequences of changes on several nodes whose bus is cut, deaf and mended: when all is quiet, every
//! subscriber shows the truth, and nobody ever sees a board lose a card.

use std::sync::Arc;
use std::time::Duration;

use mizan::bus::memory;
use proptest::prelude::*;
use serde_json::json;
use tokio::time::{Instant, timeout_at};

use crate::application::Boards;
use crate::line::{Line, State};
use crate::running::{Client, LIMIT, Running};

const BOARDS: i64 = 3;
const NODES: usize = 3;

#[derive(Clone, Debug)]
enum Step {
    Change { node: usize, board: i64 },
    Subscribe { node: usize, board: i64 },
    Way { node: usize, way: u8 },
    Wait,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        5 => (0..NODES, 0..BOARDS).prop_map(|(node, board)| Step::Change { node, board }),
        2 => (0..NODES, 0..BOARDS).prop_map(|(node, board)| Step::Subscribe { node, board }),
        3 => (0..NODES, 0..3u8).prop_map(|(node, way)| Step::Way { node, way }),
        1 => Just(Step::Wait),
    ]
}

/// A subscriber, and the number of cards that it shows.
struct Subscriber {
    client: Client,
    board: i64,
    shown: usize,
}

impl Subscriber {
    fn see(&mut self, bundle: &serde_json::Value) {
        let cards = bundle["cards"].as_array().expect("cards").len();
        assert!(cards >= self.shown, "board {} went back to {cards} of {}", self.board, self.shown);
        self.shown = cards;
    }

    /// Waits until it shows so many cards.
    async fn wait_for(&mut self, cards: usize) {
        let limit = Instant::now() + LIMIT;
        while self.shown < cards {
            let next = timeout_at(limit, self.client.next()).await;
            let event = next.unwrap_or_else(|_| {
                panic!("board {} shows {} of {cards} cards", self.board, self.shown)
            });
            self.see(&event["bundle"]);
        }
    }
}

async fn play(steps: Vec<Step>) {
    let (bus, boards) = (memory(), Arc::<Boards>::default());
    let (mut nodes, mut subscribers) = (Vec::new(), Vec::new());
    for _ in 0..NODES {
        let way = Line::to(&bus);
        let server = Running::start_on(Arc::clone(&boards), |it| it.bus(way.clone())).await;
        nodes.push((server, way));
    }
    let mut cards = [0; BOARDS as usize];
    for step in steps {
        match step {
            Step::Change { node, board } => {
                let arguments = json!({"board_id": board, "card": "x"});
                let answer = nodes[node].0.call("add_card", arguments).await;
                assert!(answer["v"]["board"].is_string(), "{answer}");
                cards[usize::try_from(board).unwrap()] += 1;
            }
            Step::Subscribe { node, board } => {
                let mut client = nodes[node].0.open().await;
                let instance = json!({"context": "board", "params": {"board_id": board}});
                let answer = client.subscribe(instance).await;
                let mut subscriber = Subscriber { client, board, shown: 0 };
                subscriber.see(&answer["bundle"]);
                subscribers.push(subscriber);
            }
            Step::Way { node, way } => {
                nodes[node].1.set([State::Open, State::Cut, State::Deaf][usize::from(way)]);
            }
            Step::Wait => tokio::time::sleep(Duration::from_millis(2)).await,
        }
    }
    for (_, way) in &nodes {
        way.set(State::Open);
    }
    for subscriber in &mut subscribers {
        let board = usize::try_from(subscriber.board).unwrap();
        subscriber.wait_for(cards[board]).await;
    }
}

/// The number of sequences; `MIZAN_RUNS` plays more.
fn runs() -> u32 {
    std::env::var("MIZAN_RUNS").ok().and_then(|runs| runs.parse().ok()).unwrap_or(100)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: runs(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn when_all_is_quiet_every_subscriber_shows_the_truth(
        steps in prop::collection::vec(step(), 1..40)
    ) {
        let runtime = tokio::runtime::Builder::new_multi_thread();
        let runtime = { runtime }.worker_threads(2).enable_all().build().unwrap();
        runtime.block_on(play(steps));
    }
}
