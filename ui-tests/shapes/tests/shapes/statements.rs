//! The statements that run meanwhile, as they are told to the log.

use std::sync::{Arc, Mutex, Once};

use tracing::field::{Field, Visit};
use tracing::instrument::WithSubscriber;
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::NoSubscriber;
use tracing::{Event, Metadata, Subscriber};

/// The subscriber of all threads.
static EVERYBODY: Once = Once::new();

/// The statements, and what the future gives.
pub(crate) async fn recorded<T>(work: impl Future<Output = T>) -> (Vec<String>, T) {
    // While there is one subscriber alone, tracing asks that of the thread which comes to an event first whether
    // anybody wants it, and keeps the answer: a test that records nothing would silence one that does.
    EVERYBODY.call_once(|| {
        tracing::subscriber::set_global_default(NoSubscriber::new())
            .expect("no other subscriber of all threads");
    });
    let texts = Texts::default();
    let result = work.with_subscriber(texts.clone()).await;
    let texts = std::mem::take(&mut *texts.0.lock().expect("no panic"));
    (texts, result)
}

/// Knows no spans: those of the database end in its own thread, and a registry would look for their parents in
/// that of another test.
#[derive(Clone, Default)]
struct Texts(Arc<Mutex<Vec<String>>>);

impl Subscriber for Texts {
    fn enabled(&self, _metadata: &Metadata<'_>) -> bool {
        true
    }

    fn event(&self, event: &Event<'_>) {
        if event.metadata().target() == "mizan::shapes" {
            event.record(&mut Message(self));
        }
    }

    fn new_span(&self, _attributes: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _span: &Id, _values: &Record<'_>) {}

    fn record_follows_from(&self, _span: &Id, _follows: &Id) {}

    fn enter(&self, _span: &Id) {}

    fn exit(&self, _span: &Id) {}
}

struct Message<'texts>(&'texts Texts);

impl Visit for Message<'_> {
    fn record_debug(&mut self, _field: &Field, value: &dyn std::fmt::Debug) {
        self.0.0.lock().expect("no panic").push(format!("{value:?}"));
    }
}
