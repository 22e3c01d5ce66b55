//! The last changes of a context, by which a server finds out that what a client shows is still so.

use std::collections::VecDeque;

use super::reach::Reach;

/// The number of changes that are kept for each context.
const KEPT: usize = 1024;

/// The last changes of one context, each with the number that the clock got by it.
#[derive(Debug, Default)]
pub(crate) struct Announcements {
    kept: VecDeque<(u64, Reach)>,
    /// The number of the newest change that is no longer kept.
    forgotten: u64,
}

impl Announcements {
    /// Adds a change.
    pub(crate) fn add(&mut self, number: u64, reach: Reach) {
        if self.kept.len() == KEPT
            && let Some((number, _)) = self.kept.pop_front()
        {
            self.forgotten = self.forgotten.max(number);
        }
        self.kept.push_back((number, reach));
    }

    /// `true` if no change after `number` reaches an instance, as far as the server remembers.
    pub(crate) fn are_quiet_since(&self, number: u64, has: impl Fn(&str, &str) -> bool) -> bool {
        number >= self.forgotten
            && self
                .kept
                .iter()
                .rev()
                .all(|(changed, reach)| *changed <= number || !reach.meets(&has))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reach(id: &str) -> Reach {
        Reach::for_tests("board", &[("board_id", id)])
    }

    fn quiet(announcements: &Announcements, number: u64, id: &str) -> bool {
        announcements.are_quiet_since(number, |_, text| text == id)
    }

    #[test]
    fn only_a_later_change_of_the_instance_counts() {
        let mut announcements = Announcements::default();
        announcements.add(1, reach("5"));
        announcements.add(2, reach("6"));
        assert!(quiet(&announcements, 1, "5"));
        assert!(!quiet(&announcements, 0, "5"));
        assert!(!quiet(&announcements, 1, "6"));
        assert!(quiet(&announcements, 2, "6"));
    }

    #[test]
    fn what_is_forgotten_may_have_changed_anything() {
        let mut announcements = Announcements::default();
        for number in 1..=KEPT as u64 + 1 {
            announcements.add(number, reach("5"));
        }
        assert!(!quiet(&announcements, 0, "6"));
        assert!(quiet(&announcements, 1, "6"));
    }
}
