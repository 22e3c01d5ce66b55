//! The last changes of a context, by which a server finds out that what a client shows is still so.

use std::collections::VecDeque;

use super::reach::Reach;
use crate::server::clock::Shown;

/// The number of changes that are kept for each context.
const KEPT: usize = 1024;

/// The last changes of one context in one era, each with the number that the clock got by it.
#[derive(Debug, Default)]
pub(crate) struct Announcements {
    era: u64,
    kept: VecDeque<(u64, Reach)>,
    /// The number of the newest change that is no longer kept.
    forgotten: u64,
}

impl Announcements {
    /// No change yet in an era that begins with that number.
    pub(crate) fn since(era: u64, number: u64) -> Self {
        Self { era, kept: VecDeque::new(), forgotten: number }
    }

    /// Adds a change. One of another era is none of these.
    pub(crate) fn add(&mut self, changed: Shown, reach: Reach) {
        if changed.era != self.era {
            return;
        }
        if self.kept.len() == KEPT
            && let Some((number, _)) = self.kept.pop_front()
        {
            self.forgotten = self.forgotten.max(number);
        }
        self.kept.push_back((changed.number, reach));
    }

    /// Takes note that anything may have changed of which nobody tells: what is shown with that number proves
    /// nothing any more.
    pub(crate) fn doubt(&mut self, now: Shown) {
        if now.era == self.era {
            self.forgotten = self.forgotten.max(now.number + 1);
        }
    }

    /// `true` if no change after what is shown reaches an instance, as far as the server remembers.
    pub(crate) fn are_quiet_since(&self, shown: Shown, has: impl Fn(&str, &str) -> bool) -> bool {
        let Shown { era, number } = shown;
        era == self.era
            && number >= self.forgotten
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

    fn at(number: u64) -> Shown {
        Shown { era: 7, number }
    }

    fn quiet(announcements: &Announcements, number: u64, id: &str) -> bool {
        announcements.are_quiet_since(at(number), |_, text| text == id)
    }

    #[test]
    fn only_a_later_change_of_the_instance_counts() {
        let mut announcements = Announcements::since(7, 0);
        announcements.add(at(1), reach("5"));
        announcements.add(at(2), reach("6"));
        assert!(quiet(&announcements, 1, "5"));
        assert!(!quiet(&announcements, 0, "5"));
        assert!(!quiet(&announcements, 1, "6"));
        assert!(quiet(&announcements, 2, "6"));
        // What is shown in another era proves nothing, and its changes are none of this one.
        assert!(!announcements.are_quiet_since(Shown { era: 8, number: 2 }, |_, text| text == "6"));
        announcements.add(Shown { era: 8, number: 3 }, reach("6"));
        assert!(quiet(&announcements, 2, "6"));
        assert!(!quiet(&Announcements::since(7, 3), 2, "6"));
    }

    #[test]
    fn what_nobody_told_may_have_changed_anything() {
        let mut announcements = Announcements::since(7, 0);
        announcements.add(at(1), reach("5"));
        announcements.doubt(Shown { era: 8, number: 1 });
        assert!(quiet(&announcements, 1, "6"));
        announcements.doubt(at(1));
        assert!(!quiet(&announcements, 1, "6"));
        assert!(quiet(&announcements, 2, "6"));
    }

    #[test]
    fn what_is_forgotten_may_have_changed_anything() {
        let mut announcements = Announcements::since(7, 0);
        for number in 1..=KEPT as u64 + 1 {
            announcements.add(at(number), reach("5"));
        }
        assert!(!quiet(&announcements, 0, "6"));
        assert!(quiet(&announcements, 1, "6"));
    }
}
