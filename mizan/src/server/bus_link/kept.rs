//! The announcements that a node could not make while it was cut off.

use std::collections::VecDeque;

use super::words::EVERYTHING;
use crate::bus::Announcement;

/// The number of announcements that are kept. More become one: that anything may have changed.
const MOST_KEPT: usize = 1024;

/// Announcements that wait for the bus.
#[derive(Default)]
pub(crate) struct Kept {
    announcements: VecDeque<Announcement>,
}

impl Kept {
    /// Keeps an announcement. `contexts` are all that the node knows.
    pub(crate) fn keep(
        &mut self,
        announcement: Announcement,
        contexts: impl FnOnce() -> Vec<String>,
    ) {
        if self.announcements.len() == MOST_KEPT {
            self.announcements.clear();
            let (node, contexts) = (announcement.node, contexts());
            self.announcements.push_back(Announcement { node, contexts, text: EVERYTHING });
        } else {
            self.announcements.push_back(announcement);
        }
    }

    /// Keeps an announcement that was taken and could not be made.
    pub(crate) fn put_back(&mut self, announcement: Announcement) {
        self.announcements.push_front(announcement);
    }

    pub(crate) fn take(&mut self) -> Option<Announcement> {
        self.announcements.pop_front()
    }

    pub(crate) fn len(&self) -> usize {
        self.announcements.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn too_many_become_everything() {
        let mut kept = Kept::default();
        for number in 0..=MOST_KEPT {
            let text = number.to_string().into();
            let contexts = vec!["board".to_owned()];
            let announcement = Announcement { node: "a".to_owned(), contexts, text };
            kept.keep(announcement, || vec!["board".to_owned(), "inbox".to_owned()]);
        }
        let everything = kept.take().unwrap();
        assert_eq!(everything.contexts, ["board", "inbox"]);
        assert_eq!(everything.text, EVERYTHING);
        assert_eq!(kept.len(), 0);
    }
}
