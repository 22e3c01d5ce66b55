//! How many frames a socket may send: so many in a second, and twice as many at once.

use std::time::Instant;

/// A bucket of tokens, one for each frame.
pub(super) struct Rate {
    per_second: f64,
    tokens: f64,
    since: Instant,
}

impl Rate {
    pub(super) fn new(per_second: u32, now: Instant) -> Self {
        let per_second = f64::from(per_second);
        Self { per_second, tokens: 2.0 * per_second, since: now }
    }

    /// `true` if one more frame may come.
    pub(super) fn take(&mut self, now: Instant) -> bool {
        let gained = now.saturating_duration_since(self.since).as_secs_f64() * self.per_second;
        self.tokens = (self.tokens + gained).min(2.0 * self.per_second);
        self.since = now;
        let has_token = self.tokens >= 1.0;
        if has_token {
            self.tokens -= 1.0;
        }
        has_token
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn twice_as_many_come_at_once_and_then_so_many_a_second() {
        let begin = Instant::now();
        let mut rate = Rate::new(50, begin);
        assert_eq!((0..200).filter(|_| rate.take(begin)).count(), 100);
        let later = begin + Duration::from_secs(1);
        assert_eq!((0..200).filter(|_| rate.take(later)).count(), 50);
    }
}
