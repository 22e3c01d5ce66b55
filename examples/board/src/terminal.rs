//! What the terminal shows while the application runs.

/// Prints who is told of a change.
pub struct Terminal;

impl mizan::Observer for Terminal {
    fn pushed(&self, context: &'static str, subscribers: usize) {
        println!("{context} has changed: one read, for {subscribers} who show it");
    }
}
