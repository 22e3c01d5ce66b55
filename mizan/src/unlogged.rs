//! Errors of a program without a log: if no subscriber of `tracing` is set, the first error goes to
//! standard error.

use std::fmt;
use std::sync::Once;

/// Writes an error to standard error if no subscriber of `tracing` is set, and if it is the first.
///
/// An application without a subscriber is a beginner's: its errors would vanish, and the client learns
/// nothing of their causes.
pub(crate) fn print_first(error: fmt::Arguments<'_>) {
    static TOLD: Once = Once::new();
    if !tracing::dispatcher::has_been_set() {
        TOLD.call_once(|| {
            eprintln!(
                "mizan: {error}\n\
                 Further errors are not shown, because no subscriber of `tracing` is set. Write \
                 `tracing_subscriber::fmt::init();` as the first line of `main`, and `cargo add \
                 tracing-subscriber`."
            );
        });
    }
}
