//! The answer of the protocol to one request: all at once, or line by line.

use super::run::stream::Lines;
use crate::outgoing::Outgoing;

pub(crate) enum Served {
    Whole(Outgoing),
    Lines(Lines),
}
