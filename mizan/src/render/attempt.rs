//! One render in one worker: the order, the reads of the component, and the end.

use std::pin::Pin;
use std::sync::Arc;

use bytes::Bytes;
use tokio::time::{Instant, timeout_at};

use super::error::RenderError;
use super::frame::{Order, Outcome, PageHead};
use super::worker::{Begun, Event, Worker};
use crate::protocol::run::read::ReadResults;

/// Answers what a component reads: from the body of the reads to their results.
pub(crate) type Reads<'a> = dyn Fn(Bytes) -> Reading<'a> + Send + Sync + 'a;

/// The answer to a read, or the message of its error.
pub(crate) type Reading<'a> =
    Pin<Box<dyn Future<Output = Result<Arc<ReadResults>, String>> + Send + 'a>>;

/// One render.
pub(crate) struct Job<'job> {
    pub(crate) component: &'job str,
    /// The properties, as JSON.
    pub(crate) props: &'job [u8],
    pub(crate) page: Option<PageHead>,
    pub(crate) reads: Option<&'job Reads<'job>>,
}

/// What was rendered.
pub(crate) struct Rendered {
    /// Text, which is not copied.
    pub(crate) html: Bytes,
    pub(crate) head: String,
    /// It is for its request alone.
    pub(crate) is_own: bool,
    pub(crate) status: Option<u16>,
    pub(crate) location: Option<String>,
}

/// Why an attempt came to nothing.
pub(super) enum Trouble {
    /// The worker is gone.
    Gone,
    Late {
        is_blocked: bool,
    },
    Error(RenderError),
}

/// Renders in one worker.
pub(super) async fn attempt(
    worker: &Arc<Worker>,
    job: &Job<'_>,
    deadline: Instant,
) -> Result<Rendered, Trouble> {
    let Job { component, props, page, .. } = job;
    let mut begun = worker.begin().ok_or(Trouble::Gone)?;
    let order = Order::Render { id: begun.id, component, page: page.as_ref() };
    send(&begun, job, &order, vec![Bytes::copy_from_slice(props)])?;
    loop {
        let Ok(event) = timeout_at(deadline, begun.next()).await else {
            let is_blocked = worker.is_blocked().await;
            if is_blocked {
                worker.kill();
            }
            return Err(Trouble::Late { is_blocked });
        };
        match event.ok_or(Trouble::Gone)? {
            Event::Read { read, body } => {
                // Late is found out above.
                let Ok(answer) = timeout_at(deadline, answer(job, body)).await else { continue };
                let id = begun.id;
                match answer {
                    Ok(answer) => {
                        let results = answer.0.iter().map(|it| (it.name, it.json.len())).collect();
                        let body: Vec<_> = answer.0.iter().map(|it| it.json.clone()).collect();
                        send(&begun, job, &Order::Answer { id, read, results }, body)?;
                    }
                    Err(message) => {
                        let message = message.as_str();
                        send(&begun, job, &Order::Refuse { id, read, message }, Vec::new())?;
                    }
                }
            }
            Event::Rendered { outcome, body } => {
                return finish(outcome, body).ok_or(Trouble::Gone);
            }
            Event::Failed(problem) => {
                return Err(Trouble::Error(RenderError::thrown(component, problem)));
            }
            Event::Missing(exported) => {
                let component = (*component).to_owned();
                return Err(Trouble::Error(RenderError::NoComponent { component, exported }));
            }
        }
    }
}

async fn answer(job: &Job<'_>, body: Bytes) -> Result<Arc<ReadResults>, String> {
    match job.reads {
        Some(reads) => reads(body).await,
        None => Err("It is rendered for no request.".to_owned()),
    }
}

/// Sends an order; one that is too large for a frame is the fault of its render.
fn send(begun: &Begun, job: &Job<'_>, order: &Order<'_>, body: Vec<Bytes>) -> Result<(), Trouble> {
    begun.send(order, body).map_err(|error| match error.kind() {
        std::io::ErrorKind::InvalidInput => Trouble::Error(RenderError::NoJson {
            component: job.component.to_owned(),
            reason: error.to_string(),
        }),
        _ => Trouble::Gone,
    })
}

/// Takes a page apart; `None` if its worker has not kept to the frames.
fn finish(outcome: Outcome, body: Bytes) -> Option<Rendered> {
    let Outcome { head, is_own, status, location } = outcome;
    str::from_utf8(&body).ok()?;
    Some(Rendered { html: body, head, is_own, status, location })
}
