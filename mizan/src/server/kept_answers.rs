//! The answers that are kept for `Idempotency-Key`, so that a call which is sent again does not run
//! again.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::watch;

use crate::Error;
use crate::declared::session::SessionChanges;
use crate::outgoing::Outgoing;

/// The time that an answer is kept: longer than any client tries again.
const KEPT_FOR: Duration = Duration::from_secs(10 * 60);

/// The most bytes of kept answers. The oldest go first.
const MOST_BYTES: usize = 16 * 1024 * 1024;

/// The most kept answers, each of which takes memory beside its bytes.
const MOST_ANSWERS: usize = 10_000;

/// The name of a run: who is asking, the function, and the key that the client chose.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct RunKey {
    pub(crate) caller: String,
    pub(crate) function: &'static str,
    pub(crate) key: String,
}

/// The end of a run: its answer, and its changes to the session of the caller.
pub(crate) struct Ended {
    pub(crate) answer: Result<Outgoing, Error>,
    pub(crate) session: Option<SessionChanges>,
}

impl Ended {
    /// The memory that it takes, in bytes.
    pub(crate) fn size(&self) -> usize {
        let session = self.session.as_ref().map_or(0, SessionChanges::size);
        self.answer.as_ref().map_or(0, |answer| answer.body.len()) + session
    }
}

/// The end of a run; `None` while it runs.
pub(crate) type Answer = Option<Arc<Ended>>;

/// The answers of the runs with a key.
#[derive(Default)]
pub(crate) struct KeptAnswers(Mutex<Runs>);

#[derive(Default)]
struct Runs {
    by_key: HashMap<RunKey, Run>,
    /// The runs that have ended, the oldest first.
    ended: VecDeque<(Instant, RunKey, usize)>,
    bytes: usize,
}

struct Run {
    /// The canonical text of the arguments.
    arguments: String,
    answer: watch::Receiver<Answer>,
}

/// The part of a caller in a run.
pub(crate) enum Joined {
    /// The call is the first one of its key: it has to run, and to end the run.
    First(watch::Sender<Answer>, watch::Receiver<Answer>),
    /// The call repeats another one, and gets the same answer.
    Again(watch::Receiver<Answer>),
    /// The key belongs to a call with other arguments.
    OtherArguments,
}

impl KeptAnswers {
    /// Joins the run of a key, or begins one.
    pub(crate) fn join(&self, key: &RunKey, arguments: &str) -> Joined {
        let mut runs = self.lock();
        runs.forget_old();
        match runs.by_key.get(key) {
            Some(run) if run.arguments != arguments => Joined::OtherArguments,
            Some(run) => Joined::Again(run.answer.clone()),
            None => {
                let (sender, answer) = watch::channel(None);
                let run = Run { arguments: arguments.to_owned(), answer: answer.clone() };
                runs.by_key.insert(key.clone(), run);
                Joined::First(sender, answer)
            }
        }
    }

    /// Keeps the answer of a run that has ended.
    pub(crate) fn keep(&self, key: &RunKey, bytes: usize) {
        let mut runs = self.lock();
        // The arguments are kept as well, and a caller chooses their length.
        let bytes = bytes + runs.by_key.get(key).map_or(0, |run| run.arguments.len());
        runs.bytes += bytes;
        runs.ended.push_back((Instant::now(), key.clone(), bytes));
        runs.forget_old();
    }

    /// Forgets a run that came to nothing, so that its call can be sent again.
    pub(crate) fn forget(&self, key: &RunKey) {
        self.lock().by_key.remove(key);
    }

    fn lock(&self) -> MutexGuard<'_, Runs> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Runs {
    fn forget_old(&mut self) {
        while let Some((ended, ..)) = self.ended.front()
            && (ended.elapsed() > KEPT_FOR
                || self.bytes > MOST_BYTES
                || self.ended.len() > MOST_ANSWERS)
        {
            if let Some((_, key, bytes)) = self.ended.pop_front() {
                self.by_key.remove(&key);
                self.bytes -= bytes;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(number: usize) -> RunKey {
        RunKey { caller: "ada".to_owned(), function: "rename", key: number.to_string() }
    }

    fn run(answers: &KeptAnswers, number: usize, bytes: usize) {
        let Joined::First(sender, _) = answers.join(&key(number), "{}") else { panic!("{number}") };
        let answer = Ok(Outgoing::plain(Vec::new()));
        sender.send_replace(Some(Arc::new(Ended { answer, session: None })));
        answers.keep(&key(number), bytes);
    }

    #[test]
    fn a_key_is_that_of_one_caller_one_function_and_its_arguments() {
        let answers = KeptAnswers::default();
        run(&answers, 1, 10);
        assert!(
            matches!(answers.join(&key(1), "{}"), Joined::Again(answer) if answer.borrow().is_some())
        );
        assert!(matches!(answers.join(&key(1), "{\"a\":1}"), Joined::OtherArguments));
        let other = RunKey { caller: "grace".to_owned(), ..key(1) };
        assert!(matches!(answers.join(&other, "{}"), Joined::First(..)));
    }

    #[test]
    fn long_arguments_count_as_well() {
        let answers = KeptAnswers::default();
        let arguments = "x".repeat(MOST_BYTES + 1);
        assert!(matches!(answers.join(&key(1), &arguments), Joined::First(..)));
        answers.keep(&key(1), 0);
        assert!(matches!(answers.join(&key(1), &arguments), Joined::First(..)));
        assert_eq!(answers.lock().bytes, 0);
    }

    #[test]
    fn the_oldest_answers_go_when_there_are_too_many() {
        let answers = KeptAnswers::default();
        run(&answers, 1, MOST_BYTES);
        run(&answers, 2, 1);
        assert!(matches!(answers.join(&key(1), "{}"), Joined::First(..)));
        assert!(matches!(answers.join(&key(2), "{}"), Joined::Again(_)));
        for number in 3..=MOST_ANSWERS + 3 {
            run(&answers, number, 0);
        }
        assert!(matches!(answers.join(&key(2), "{}"), Joined::First(..)));
        assert_eq!(answers.lock().ended.len(), MOST_ANSWERS);
    }
}
