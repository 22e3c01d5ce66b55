//! What the log of a test says.

use std::io;
use std::sync::{Arc, Mutex, Once};

use tracing::subscriber::{DefaultGuard, NoSubscriber};
use tracing_subscriber::fmt::MakeWriter;

/// The subscriber of all threads.
static EVERYBODY: Once = Once::new();

/// The lines that this thread has logged.
#[derive(Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    /// Keeps what is logged until the guard is dropped.
    pub(crate) fn open() -> (Self, DefaultGuard) {
        // While there is one subscriber alone, tracing asks that of the thread which comes to an event first whether
        // anybody wants it, and keeps the answer: a test without a log would silence one with it.
        EVERYBODY.call_once(|| {
            tracing::subscriber::set_global_default(NoSubscriber::new()).unwrap();
        });
        let log = Self::default();
        let subscriber = tracing_subscriber::fmt().with_ansi(false).with_writer(log.clone());
        (log, tracing::subscriber::set_default(subscriber.finish()))
    }

    /// The lines about the store of the cache.
    pub(crate) fn lines(&self) -> Vec<String> {
        let text = String::from_utf8(self.0.lock().unwrap().clone()).unwrap();
        let lines = text.lines().filter(|line| line.contains("the store of the cache"));
        lines.map(str::to_owned).collect()
    }
}

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Log {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}
