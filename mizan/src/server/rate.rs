//! The rate of a function: how often each of its callers may run it.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::mem::take;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use foldhash::fast::FixedState;
use mizan_ir::Rate;

/// The most callers that a generation remembers; there are two generations.
const MOST_CALLERS: usize = 32 * 1024;

/// Counts the runs of one function for each of its callers, by the generic cell rate algorithm: a
/// caller may use the whole rate at once, and gets it back evenly.
///
/// The memory is bounded: a caller is remembered for one period at least, and for two at most, unless
/// there are more than [`MOST_CALLERS`] in a period. Those who came first are forgotten then, and may
/// run the function anew.
pub(crate) struct RateLimiter {
    /// The time in which one run is given back.
    interval: Duration,
    /// The time in which all of them are.
    period: Duration,
    /// Names callers by numbers that nobody can foresee, so that no two can be made to share one.
    names: RandomState,
    callers: Mutex<Callers>,
}

/// The callers, with the time at which each has the whole rate again.
struct Callers {
    current: HashMap<u64, Instant, FixedState>,
    previous: HashMap<u64, Instant, FixedState>,
    began: Instant,
}

impl RateLimiter {
    pub(crate) fn new(rate: Rate) -> Self {
        let period = Duration::from_secs(rate.per.seconds());
        Self {
            interval: period / rate.runs,
            period,
            names: RandomState::new(),
            callers: Mutex::new(Callers {
                current: HashMap::default(),
                previous: HashMap::default(),
                began: Instant::now(),
            }),
        }
    }

    /// Counts a run, or returns the time after which the caller may run the function again.
    pub(crate) fn count(&self, caller: &str) -> Result<(), Duration> {
        self.count_at(self.names.hash_one(caller), Instant::now())
    }

    fn count_at(&self, caller: u64, now: Instant) -> Result<(), Duration> {
        let mut callers = self.callers.lock().unwrap_or_else(PoisonError::into_inner);
        callers.forget_old(now, self.period);
        let known = callers.current.get(&caller).or_else(|| callers.previous.get(&caller));
        let full = known.copied().unwrap_or(now).max(now) + self.interval;
        match full.saturating_duration_since(now + self.period) {
            Duration::ZERO => {
                callers.current.insert(caller, full);
                Ok(())
            }
            wait => Err(wait),
        }
    }
}

impl Callers {
    /// Every entry of the previous generation is older than a period, and so has the whole rate again,
    /// unless the current one is full before its time.
    fn forget_old(&mut self, now: Instant, period: Duration) {
        if self.current.len() >= MOST_CALLERS || now.saturating_duration_since(self.began) >= period
        {
            self.previous = take(&mut self.current);
            self.began = now;
        }
    }
}

#[cfg(test)]
mod tests {
    use mizan_ir::Period;
    use proptest::prelude::*;

    use super::*;

    fn limiter(runs: u32, per: Period) -> RateLimiter {
        RateLimiter::new(Rate { runs, per })
    }

    #[test]
    fn a_caller_may_use_the_rate_at_once_and_gets_it_back_evenly() {
        let (limiter, start) = (limiter(4, Period::Second), Instant::now());
        let at = |milliseconds| start + Duration::from_millis(milliseconds);
        for _ in 0..4 {
            assert_eq!(limiter.count_at(1, at(0)), Ok(()));
        }
        assert_eq!(limiter.count_at(1, at(0)), Err(Duration::from_millis(250)));
        assert_eq!(limiter.count_at(1, at(249)), Err(Duration::from_millis(1)));
        assert_eq!(limiter.count_at(2, at(249)), Ok(()), "another caller");
        assert_eq!(limiter.count_at(1, at(250)), Ok(()));
        assert_eq!(limiter.count_at(1, at(250)), Err(Duration::from_millis(250)));
    }

    #[test]
    fn the_callers_in_memory_are_bounded() {
        let (limiter, start) = (limiter(1, Period::Day), Instant::now());
        for caller in 0..3 * MOST_CALLERS as u64 {
            assert_eq!(limiter.count_at(caller, start), Ok(()));
            let callers = limiter.callers.lock().unwrap();
            assert!(callers.current.len() + callers.previous.len() <= 2 * MOST_CALLERS);
        }
        let last = 3 * MOST_CALLERS as u64 - 1;
        assert_eq!(limiter.count_at(last, start), Err(Duration::from_secs(24 * 60 * 60)));
    }

    proptest! {
        /// Against a list of all runs: no caller has more than the rate in any period, but for the runs
        /// that were given back in it, and who waits as long as they are told to is let in.
        #[test]
        fn no_caller_exceeds_the_rate(runs in 1_u32..20, steps in prop::collection::vec((0_u64..3, 0_u64..700), 1..200)) {
            let (limiter, mut now) = (limiter(runs, Period::Second), Instant::now());
            let mut counted: Vec<(u64, Instant)> = Vec::new();
            for (caller, pause) in steps {
                now += Duration::from_millis(pause);
                match limiter.count_at(caller, now) {
                    Ok(()) => counted.push((caller, now)),
                    Err(wait) => {
                        prop_assert!(wait <= Duration::from_secs(1) / runs);
                        now += wait;
                        prop_assert_eq!(limiter.count_at(caller, now), Ok(()));
                        counted.push((caller, now));
                    }
                }
                let recent = counted.iter().filter(|(other, at)| {
                    *other == caller && now.duration_since(*at) < Duration::from_secs(1)
                });
                prop_assert!(recent.count() <= 2 * runs as usize);
            }
        }
    }
}
