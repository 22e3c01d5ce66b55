//! The truth of an instance pushed to everyone who has subscribed it.
//!
//! While an instance is read, further changes fold into one more read. What equals what a subscriber got
//! last is not sent.

use std::sync::Arc;

use bytes::Bytes;
use futures_util::StreamExt;
use futures_util::stream;

use super::frames::{bundle_frame, error_frame, invalidate_frame};
use super::judge::{Accepted, somebody_else};
use crate::Error;
use crate::server::live::instance::{Bundle, Instance, Name, Seen, Subscription};
use crate::server::member::ContextMembers;
use crate::server::state::Server;

/// The number of subscribers that are asked at a time who they are: an answer may come from a database.
const ASKED_AT_ONCE: usize = 64;

/// A subscriber at one push.
struct Subscriber {
    subscription: Arc<Subscription>,
    judged: Result<Accepted, Error>,
}

impl Server {
    /// Reads an instance until nothing is left to push.
    pub(super) fn start_reading(&self, instance: Arc<Instance>) {
        let Some(runtime) = self.hub().runtime() else { return };
        let server = self.clone();
        // Boxed by `spawn`: the future is large, and rare.
        runtime.spawn(async move { while server.push_once(&instance).await {} });
    }

    /// Reads an instance once and pushes what it says. `true` if it has changed meanwhile.
    async fn push_once(&self, instance: &Arc<Instance>) -> bool {
        let subscriptions = instance.begin_read();
        let Some(context) = self.find_context(instance.context) else { return false };
        if subscriptions.is_empty() {
            instance.give_up();
            return false;
        }
        let subscribers = self.judge_all(subscriptions, context, instance).await;
        let is_whole = |judged: &&Accepted| judged.audience == instance.audience;
        let reader = subscribers.iter().filter_map(|it| it.judged.as_ref().ok()).find(is_whole);
        let seen = match reader {
            Some(reader) => self.read_live(context, &instance.name, &reader.exchange).await,
            None => Err(Error::forbidden("Nobody who has subscribed may see this.")),
        };
        self.deliver(subscribers, &seen, context, instance).await;
        instance.end_read(Arc::new(seen), &self.hub().memory)
    }

    async fn judge_all(
        &self,
        subscriptions: Vec<Arc<Subscription>>,
        context: &Arc<ContextMembers>,
        instance: &Instance,
    ) -> Vec<Subscriber> {
        let members = context.named(instance.name.only.as_deref());
        let members = &members;
        let judge = async |subscription: Arc<Subscription>| {
            let judged = self.judge(&subscription.socket, context, members).await;
            Subscriber { subscription, judged }
        };
        stream::iter(subscriptions).map(judge).buffer_unordered(ASKED_AT_ONCE).collect().await
    }

    async fn deliver(
        &self,
        subscribers: Vec<Subscriber>,
        seen: &Seen,
        context: &Arc<ContextMembers>,
        instance: &Arc<Instance>,
    ) {
        let mut frame: Option<(Name, Bytes)> = None;
        for Subscriber { subscription, judged } in subscribers {
            match (judged, seen) {
                (Err(error), _) => self.end_with(&subscription, instance, &error),
                // A guard refuses a part to this one alone, who therefore gets a bundle of its own.
                (Ok(accepted), _)
                    if accepted.is_partial && accepted.audience != instance.audience =>
                {
                    match self.read_live(context, &subscription.name, &accepted.exchange).await {
                        Ok(own) => push(&subscription, &own, &mut None),
                        Err(error) => self.end_with(&subscription, instance, &error),
                    }
                }
                (Ok(accepted), _) if accepted.audience != instance.audience => {
                    let error = somebody_else();
                    self.end_with(&subscription, instance, &error);
                }
                (Ok(_), Ok(bundle)) => push(&subscription, bundle, &mut frame),
                (Ok(_), Err(error)) => self.end_with(&subscription, instance, error),
            }
        }
    }

    /// Ends a subscription with an error. One that is not answered yet gets the error as its answer.
    pub(super) fn end_with(
        &self,
        subscription: &Arc<Subscription>,
        instance: &Arc<Instance>,
        error: &Error,
    ) {
        if !subscription.is_answered() {
            return;
        }
        self.hub().unsubscribe(instance, subscription.id);
        if subscription.socket.end(subscription) {
            let outbox = &subscription.socket.outbox;
            outbox.forget(subscription.id);
            outbox.send(error_frame(&subscription.name, error));
        }
    }
}

/// Pushes a bundle. The frame is written once for all who named the instance in the same words.
fn push(subscription: &Subscription, bundle: &Bundle, frame: &mut Option<(Name, Bytes)>) {
    if !subscription.takes(bundle.h) {
        return;
    }
    let name = &subscription.name;
    let bytes = match frame {
        Some((written, bytes)) if written == name => bytes.clone(),
        _ => {
            let bytes = bundle_frame(name, &bundle.body);
            frame.insert((name.clone(), bytes)).1.clone()
        }
    };
    subscription.socket.outbox.push(subscription.id, bytes, || invalidate_frame(name));
}
