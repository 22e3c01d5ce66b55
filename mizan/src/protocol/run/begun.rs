//! A function that has been polled once.

use std::pin::Pin;

use crate::Error;
use crate::protocol::reply::announcement::Announcement;

/// The end of a function as its caller sees it: its announcement, or its error.
pub(super) type Answered = Result<Announcement, Error>;

/// A function that has been polled once: its end, or the rest of its run. The rest borrows nothing of
/// the request, and it is boxed, so that the future of a function which has ended is small.
pub(super) enum Begun {
    Ended(Answered),
    Running(Pin<Box<dyn Future<Output = Answered> + Send>>),
}

impl Begun {
    /// Waits for the end.
    pub(super) async fn end(self) -> Answered {
        match self {
            Self::Ended(answered) => answered,
            Self::Running(rest) => rest.await,
        }
    }
}
