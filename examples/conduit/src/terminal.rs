//! What the terminal shows while the application runs.

use mizan::CacheResult;

/// Prints who is told of a change, and what is served from the cache.
pub struct Terminal;

impl mizan::Observer for Terminal {
    fn pushed(&self, context: &'static str, subscribers: usize) {
        println!("{context} has changed: one read, for {subscribers} who show it");
    }

    fn cached(&self, context: &'static str, result: CacheResult) {
        let word = match result {
            CacheResult::Hit => "HIT",
            CacheResult::Bypass(_) => "BYPASS",
            _ => "MISS",
        };
        println!("{context}: {word}");
    }
}
