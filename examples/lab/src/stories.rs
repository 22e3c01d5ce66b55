//! Stories that are told word by word, as a language model answers: a function that streams.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use futures_util::stream::{self, StreamExt};
use mizan::Stream;
use serde::Serialize;

/// The stories that are being told, counted.
#[derive(Clone, Default)]
pub struct Narrators(Arc<AtomicU32>);

/// A story that is being told. It is dropped when the story ends, or when its listener leaves.
struct Telling(Arc<AtomicU32>);

impl Telling {
    fn start(Narrators(count): &Narrators) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self(Arc::clone(count))
    }
}

impl Drop for Telling {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// The reason for which a story ends early.
#[derive(Serialize, mizan::Type, mizan::Failure)]
pub enum StoryError {
    #[mizan(conflict, message = "{hero} fell asleep after {words} words.")]
    Asleep { hero: String, words: usize },
}

const STORY: &str = "lived at the edge of a wood, and every evening counted the stars: \
                     one, two, three, and so on, until the night was over.";

/// Tells a story, a word every 40 milliseconds. A hero whose name begins with `Z` falls asleep.
#[mizan::client]
pub async fn tell(
    narrators: &Narrators,
    hero: String,
) -> impl Stream<Item = Result<String, StoryError>> {
    let telling = Telling::start(narrators);
    let words: Vec<String> =
        format!("{hero} {STORY}").split_whitespace().map(str::to_owned).collect();
    stream::iter(words.into_iter().enumerate()).then(move |(words, word)| {
        let _ = &telling;
        let asleep = hero.starts_with('Z') && words == 5;
        let hero = hero.clone();
        async move {
            tokio::time::sleep(Duration::from_millis(40)).await;
            if asleep { Err(StoryError::Asleep { hero, words }) } else { Ok(word) }
        }
    })
}

/// The number of stories that are being told.
#[mizan::client]
pub fn count_stories(narrators: &Narrators) -> u32 {
    narrators.0.load(Ordering::Relaxed)
}
