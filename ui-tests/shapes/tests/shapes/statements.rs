//! The statements that run meanwhile, as they are told to the log.

use std::sync::{Arc, Mutex, Once};

use tracing::field::{Field, Visit};
use tracing::instrument::WithSubscriber;
use tracing::{Event, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};

/// The subscriber of all threads, which wants every event and keeps none.
static EVERYBODY: Once = Once::new();

/// The statements, and what the future gives.
pub(crate) async fn recorded<T>(work: impl Future<Output = T>) -> (Vec<String>, T) {
    // While there is one subscriber alone, tracing asks that of the thread which comes to an event first whether
    // anybody wants it, and keeps the answer: a test that records nothing would silence one that does.
    EVERYBODY.call_once(|| {
        tracing::subscriber::set_global_default(tracing_subscriber::registry())
            .expect("no other subscriber of all threads");
    });
    let texts = Texts::default();
    let subscriber = tracing_subscriber::registry().with(texts.clone());
    let result = work.with_subscriber(subscriber).await;
    let texts = std::mem::take(&mut *texts.0.lock().expect("no panic"));
    (texts, result)
}

#[derive(Clone, Default)]
struct Texts(Arc<Mutex<Vec<String>>>);

impl<S: Subscriber> Layer<S> for Texts {
    fn on_event(&self, event: &Event<'_>, _context: Context<'_, S>) {
        if event.metadata().target() == "mizan::shapes" {
            event.record(&mut Message(self));
        }
    }
}

struct Message<'texts>(&'texts Texts);

impl Visit for Message<'_> {
    fn record_debug(&mut self, _field: &Field, value: &dyn std::fmt::Debug) {
        self.0.0.lock().expect("no panic").push(format!("{value:?}"));
    }
}
