//! An era of a clock: the numbers that have one name, and can be compared with each other.
//!
//! A server without a bus has one era as long as it runs. Nodes on a bus share an era while they hear each
//! other; a node that is cut off begins an era of its own, and so does everybody when the memory of the bus
//! was lost.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::json::write::write_text;

/// The numbers of one context that have one name.
#[derive(Debug)]
pub(crate) struct Era {
    /// Tells the eras of one process apart.
    pub(crate) id: u64,
    /// The name of the clock and a colon.
    name: String,
    /// The context as a key of JSON, and the beginning of its token: `"user":"<clock>:`.
    member: Vec<u8>,
    number: AtomicU64,
    /// `true` if other nodes advance the clock as well, and this is a copy of it.
    pub(crate) is_shared: bool,
}

impl Era {
    /// An era that this server alone counts, from zero.
    pub(crate) fn own(context: &str, name: String) -> Self {
        Self::new(context, name, 0, false)
    }

    /// The era of a bus, at that number.
    pub(crate) fn shared(context: &str, name: String, number: u64) -> Self {
        Self::new(context, name, number, true)
    }

    fn new(context: &str, mut name: String, number: u64, is_shared: bool) -> Self {
        static ERAS: AtomicU64 = AtomicU64::new(0);
        name.push(':');
        let mut member = Vec::new();
        write_text(context, &mut member);
        member.extend_from_slice(b":\"");
        member.extend_from_slice(name.as_bytes());
        let id = ERAS.fetch_add(1, Ordering::Relaxed);
        Self { id, name, member, number: AtomicU64::new(number), is_shared }
    }

    /// The name of the clock and a colon.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The context as a key of JSON, and the beginning of its token.
    pub(crate) fn member(&self) -> &[u8] {
        &self.member
    }

    pub(crate) fn number(&self) -> u64 {
        self.number.load(Ordering::SeqCst)
    }

    /// The number after one more change, which this server has made.
    pub(crate) fn advance(&self) -> u64 {
        self.number.fetch_add(1, Ordering::SeqCst) + 1
    }

    /// Takes note of the number that a change on the bus has got.
    pub(crate) fn advance_to(&self, number: u64) {
        self.number.fetch_max(number, Ordering::SeqCst);
    }
}
