//! The instances of contexts that a page reads while it runs: what is kept of it is as fresh as they are.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// What a page has read so far.
pub(crate) struct PageReads {
    /// The identity types by which the page is told apart.
    identities: Vec<usize>,
    noted: Mutex<Noted>,
}

#[derive(Default)]
struct Noted {
    /// Tags, each with its stamp from before the read.
    stamps: BTreeMap<String, String>,
    /// `true` once it has read something that nothing would make stale here, or that is not for everybody who
    /// gets the page.
    is_spoilt: bool,
}

impl PageReads {
    pub(crate) fn new(identities: &[usize]) -> Self {
        Self { identities: identities.to_vec(), noted: Mutex::default() }
    }

    /// `true` if everybody who gets the page has the same identities of these types.
    pub(crate) fn depends_on(&self, identities: &[usize]) -> bool {
        identities.iter().all(|position| self.identities.contains(position))
    }

    /// Takes note of an instance by its tags and their stamps.
    pub(crate) fn note<'read>(
        &self,
        tags: impl Iterator<Item = &'read String>,
        stamps: impl Iterator<Item = &'read String>,
    ) {
        let mut noted = self.noted.lock().unwrap_or_else(PoisonError::into_inner);
        for (tag, stamp) in tags.zip(stamps) {
            let earlier = noted.stamps.insert(tag.clone(), stamp.clone());
            noted.is_spoilt |= earlier.is_some_and(|earlier| earlier != *stamp);
        }
    }

    /// Takes note that the page cannot be kept.
    pub(crate) fn spoil(&self) {
        self.noted.lock().unwrap_or_else(PoisonError::into_inner).is_spoilt = true;
    }

    /// The tags with their stamps; `None` if the page cannot be kept.
    pub(crate) fn take(&self) -> Option<Vec<(String, String)>> {
        let mut noted = self.noted.lock().unwrap_or_else(PoisonError::into_inner);
        let stamps = std::mem::take(&mut noted.stamps);
        (!noted.is_spoilt).then(|| stamps.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note(reads: &PageReads, tag: &str, stamp: &str) {
        reads.note([tag.to_owned()].iter(), [stamp.to_owned()].iter());
    }

    #[test]
    fn one_tag_has_one_stamp() {
        let reads = PageReads::new(&[]);
        note(&reads, "a", "1");
        note(&reads, "a", "1");
        note(&reads, "b", "2");
        let pairs = [("a", "1"), ("b", "2")].map(|(tag, it)| (tag.to_owned(), it.to_owned()));
        assert_eq!(reads.take(), Some(pairs.to_vec()));
        note(&reads, "a", "1");
        note(&reads, "a", "3");
        assert_eq!(reads.take(), None, "a change came between two reads of one page");
    }

    #[test]
    fn what_is_told_apart_by_more_is_not_for_everybody() {
        let reads = PageReads::new(&[1]);
        assert!(reads.depends_on(&[]) && reads.depends_on(&[1]));
        assert!(!reads.depends_on(&[0, 1]));
    }
}
