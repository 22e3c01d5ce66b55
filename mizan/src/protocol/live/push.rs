//! The truth of an instance pushed to everyone who has subscribed it.
//!
//! While an instance is read, further changes fold into one more read. What equals what a subscriber got
//! last is not sent. A subscriber of whom nobody knows who that is now is asked beside the others, and
//! stalls none of them.

use std::mem::replace;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream::FuturesUnordered;
use futures_util::{FutureExt, StreamExt, stream};

use super::frames::{bundle_frame, error_frame, invalidate_frame};
use super::judge::{Accepted, Viewed, somebody_else};
use super::retry::pause_asking;
use super::subscribe::key;
use crate::Error;
use crate::declared::exchange::Exchange;
use crate::server::live::instance::{Bundle, Instance, Seen};
use crate::server::live::subscription::{Name, Subscription};
use crate::server::state::Server;
use crate::timeout::within;

/// The number of subscribers that are asked at a time who they are: an answer may come from a database.
const ASKED_AT_ONCE: usize = 64;

/// How long one who is asked keeps others from being asked.
const PATIENCE: Duration = Duration::from_millis(250);

/// The failures of a read of which nobody is told: the next one may go well.
const TOLD_AFTER: u32 = 1;

/// The number of instances that are read at a time where all are read.
const READ_AT_ONCE: usize = 32;

/// A read of an instance on its way to the subscribers.
struct Push<'read> {
    instance: &'read Arc<Instance>,
    /// The number of the read.
    read: u64,
    seen: &'read Seen,
    /// The frame is written once for all who named the instance in the same words.
    frame: Option<(Name, Bytes)>,
}

/// The reads of an instance that have failed for a moment, one behind the other.
#[derive(Default)]
pub(super) struct Failures {
    pub(super) count: u32,
    /// The name of the incomplete bundle that the subscribers got.
    told: Option<[u8; 16]>,
}

/// The end of one read.
pub(super) enum Pushed {
    Whole,
    /// The instance has changed meanwhile.
    Changed,
    /// It failed for a moment, in part or in whole, and is tried again.
    Failed,
}

/// The reading of an instance in a task. A panic in it ends this task, and not the pushes for ever.
pub(super) struct Reading(pub(super) Option<Arc<Instance>>);

impl Drop for Reading {
    fn drop(&mut self) {
        if let Some(instance) = &self.0 {
            instance.give_up(Error::internal("the read of a live context was dropped"));
        }
    }
}

impl Server {
    /// Reads an instance until nothing is left to push.
    pub(crate) fn start_reading(&self, instance: Arc<Instance>) {
        let Some(runtime) = self.hub().runtime() else { return };
        let server = self.clone();
        // Boxed by `spawn`: the future is large, and rare.
        runtime.spawn(async move { server.read_on(Reading(Some(instance))).await });
    }

    pub(super) async fn read_on(&self, mut reading: Reading) {
        while let Some(instance) = &reading.0 {
            match self.push_once(instance, &mut Failures::default()).await {
                Pushed::Whole => break,
                Pushed::Changed => {}
                Pushed::Failed => return self.start_trying_again(reading),
            }
        }
        reading.0 = None;
    }

    /// Reads everything that is subscribed again, a part of it at a time: what was missed is unknown.
    pub(crate) fn read_everything_again(&self) {
        let stale = self.hub().make_all_stale();
        let Some(runtime) = self.hub().runtime() else { return };
        let readings: Vec<Reading> = stale.into_iter().map(|it| Reading(Some(it))).collect();
        let server = self.clone();
        runtime.spawn(async move {
            // A panic in one costs none of the others its read.
            let read = async |reading| {
                let _ = AssertUnwindSafe(server.read_on(reading)).catch_unwind().await;
            };
            stream::iter(readings).for_each_concurrent(READ_AT_ONCE, read).await;
        });
    }

    /// Reads an instance once and pushes what it says, after reads of it that have failed.
    pub(super) async fn push_once(
        &self,
        instance: &Arc<Instance>,
        failures: &mut Failures,
    ) -> Pushed {
        let read = self.hub().next_read();
        let subscriptions = instance.begin_read(read);
        let viewed = self.viewed(instance);
        let seen = match self.find_reader(&subscriptions, &viewed, instance).await {
            Ok(exchange) => self.read_live(viewed.context, &instance.name, &exchange).await,
            Err(refusal) => Err(refusal),
        };
        let count = subscriptions.len();
        if failures.has_to_be_told(&seen) {
            let push = Push { instance, read, seen: &seen, frame: None };
            self.deliver(subscriptions, &viewed, push);
            if seen.is_ok() {
                self.observer().pushed(instance.context, count);
            }
        }
        let seen = Arc::new(seen);
        if has_failed_for_a_moment(&seen) {
            return if instance.fail_read(seen) { Pushed::Failed } else { Pushed::Whole };
        }
        let has_changed = instance.end_read(seen, &self.hub().memory);
        if has_changed { Pushed::Changed } else { Pushed::Whole }
    }

    /// The exchange of a subscriber who may see the instance: of those who are known, else of those who
    /// have to be looked up. One who is looked up for long is not waited for alone.
    async fn find_reader(
        &self,
        subscriptions: &[Arc<Subscription>],
        viewed: &Viewed<'_>,
        instance: &Instance,
    ) -> Result<Arc<Exchange>, Error> {
        let mut refusal = Error::forbidden("Nobody who has subscribed may see this.");
        if viewed.is_open() {
            return match subscriptions.first() {
                Some(first) => Ok(first.socket.caller.ask().exchange),
                None => Err(refusal),
            };
        }
        let mut others: Vec<&Arc<Subscription>> = subscriptions.iter().collect();
        others.sort_by_cached_key(|subscription| subscription.ease());
        let (mut others, mut asked) = (others.into_iter(), FuturesUnordered::new());
        loop {
            match others.next() {
                Some(next) => asked.push(self.judge(&next.socket, viewed)),
                None if asked.is_empty() => return Err(refusal),
                None => {}
            }
            while let Some(Some(judged)) = within(PATIENCE, asked.next()).await {
                match judged {
                    Ok(accepted) if accepted.audience == instance.audience => {
                        return Ok(accepted.exchange);
                    }
                    Err(error) if error.is_passing() => refusal = error,
                    _ => {}
                }
            }
        }
    }

    fn deliver(
        &self,
        mut subscriptions: Vec<Arc<Subscription>>,
        viewed: &Viewed<'_>,
        mut push: Push<'_>,
    ) {
        if viewed.is_open() {
            subscriptions.iter().for_each(|subscription| self.hand_over(subscription, &mut push));
            return;
        }
        subscriptions.retain(|subscription| {
            let is_known = !subscription.socket.caller.is_due();
            let judge = || self.judge(&subscription.socket, viewed).now_or_never();
            match is_known.then(judge).flatten() {
                Some(Err(error)) if error.is_passing() => subscription.has_to_be_asked(),
                Some(judged) => {
                    self.deliver_to(subscription, judged, &mut push);
                    false
                }
                None => subscription.has_to_be_asked(),
            }
        });
        if !subscriptions.is_empty() {
            let (server, instance) = (self.clone(), Arc::clone(push.instance));
            tokio::spawn(server.deliver_later(subscriptions, instance));
        }
    }

    /// Delivers to those of whom it has to be looked up who they are.
    async fn deliver_later(self, subscriptions: Vec<Arc<Subscription>>, instance: Arc<Instance>) {
        let ask = async |subscription| {
            let (server, instance) = (self.clone(), Arc::clone(&instance));
            let asked = tokio::spawn(server.ask_and_deliver(subscription, instance));
            within(PATIENCE, asked).await;
        };
        stream::iter(subscriptions).map(ask).buffer_unordered(ASKED_AT_ONCE).count().await;
    }

    /// Asks one subscriber, again if the instance was read meanwhile, and delivers the newest read.
    async fn ask_and_deliver(self, subscription: Arc<Subscription>, instance: Arc<Instance>) {
        let (viewed, mut failures) = (self.viewed(&instance), 0);
        loop {
            subscription.begin_asking();
            match self.judge(&subscription.socket, &viewed).await {
                Ok(accepted) if self.seat(&subscription, &instance, &accepted) => {
                    let start = || self.start_reading(Arc::clone(&instance));
                    let (read, seen) = instance.current(start).await;
                    let mut push = Push { instance: &instance, read, seen: &seen, frame: None };
                    self.hand_over(&subscription, &mut push);
                }
                Ok(_) => {}
                // Nobody is shown anything before it is known again who that is.
                Err(error) if error.is_passing() && is_held(&subscription, &instance) => {
                    if failures == TOLD_AFTER {
                        push_error(&subscription, &error);
                    }
                    pause_asking(failures).await;
                    failures += 1;
                    continue;
                }
                Err(error) => self.end_with(&subscription, &error),
            }
            if !subscription.end_asking() {
                return;
            }
        }
    }

    fn deliver_to(
        &self,
        subscription: &Arc<Subscription>,
        judged: Result<Accepted, Error>,
        push: &mut Push<'_>,
    ) {
        match judged {
            Ok(accepted) if self.seat(subscription, push.instance, &accepted) => {
                self.hand_over(subscription, push);
            }
            Ok(_) => {}
            Err(error) => self.end_with(subscription, &error),
        }
    }

    /// `true` if the subscriber still belongs to the instance. One who sees something else now gets an
    /// instance of another audience; another user gets an error.
    pub(super) fn seat(
        &self,
        subscription: &Arc<Subscription>,
        instance: &Arc<Instance>,
        accepted: &Accepted,
    ) -> bool {
        if !subscription.is_of(&accepted.caller) {
            self.end_with(subscription, &somebody_else());
            return false;
        }
        let stays = accepted.audience == instance.audience;
        if !stays && subscription.is_answered() {
            self.move_to(accepted.audience.clone(), subscription, instance);
        }
        stays && subscription.socket.is_attached(subscription, instance)
    }

    fn move_to(
        &self,
        audience: String,
        subscription: &Arc<Subscription>,
        instance: &Arc<Instance>,
    ) {
        let (hub, parameters) = (self.hub(), instance.parameters().to_vec());
        let key = key(&subscription.name, &parameters, &audience);
        if !subscription.socket.detach(subscription, instance) {
            return;
        }
        hub.unsubscribe(instance, subscription);
        let other = hub.subscribe(Arc::clone(subscription), key, audience, parameters);
        if !subscription.socket.attach(subscription, &other) {
            hub.unsubscribe(&other, subscription);
        } else if other.make_stale() {
            self.start_reading(other);
        }
    }

    /// Puts what was read into the outbox of a subscriber.
    fn hand_over(&self, subscription: &Arc<Subscription>, push: &mut Push<'_>) {
        match push.seen {
            Ok(bundle) => push_bundle(subscription, push.read, bundle, &mut push.frame),
            Err(error) if error.is_passing() => push_error(subscription, error),
            Err(error) => self.end_with(subscription, error),
        }
    }

    /// Ends a subscription with an error. One that is not answered yet gets the error as its answer.
    pub(super) fn end_with(&self, subscription: &Arc<Subscription>, error: &Error) {
        if !subscription.is_answered() {
            return;
        }
        if let Some((_, instance)) = subscription.socket.end(subscription) {
            self.close_subscription(subscription, instance.as_ref());
            subscription.socket.outbox.send(error_frame(&subscription.name, error));
        }
    }
}

impl Failures {
    /// `true` for what a further read will hardly mend, or has brought that is new to the subscribers.
    fn has_to_be_told(&mut self, seen: &Seen) -> bool {
        match seen {
            Ok(Bundle { passing: None, .. }) => true,
            Ok(Bundle { passing, .. }) => {
                self.count >= TOLD_AFTER && replace(&mut self.told, *passing) != *passing
            }
            Err(error) => self.count == TOLD_AFTER || !error.is_passing(),
        }
    }
}

/// `true` if nothing, or not all, could be read, and the next read may go well.
fn has_failed_for_a_moment(seen: &Seen) -> bool {
    match seen {
        Ok(bundle) => bundle.passing.is_some(),
        Err(error) => error.is_passing(),
    }
}

/// Tells a subscriber that the instance cannot be read now. It stays subscribed.
fn push_error(subscription: &Subscription, error: &Error) {
    // What it gets next is another bundle than what it holds, because the client shows an error.
    if subscription.forget_bundle() {
        let frame = error_frame(&subscription.name, error);
        subscription.socket.outbox.push(subscription.id, frame.clone(), || frame);
    }
}

/// `true` if the subscription has not ended, and is still one of the instance.
fn is_held(subscription: &Subscription, instance: &Arc<Instance>) -> bool {
    subscription.socket.is_attached(subscription, instance)
}

fn push_bundle(
    subscription: &Subscription,
    read: u64,
    bundle: &Bundle,
    frame: &mut Option<(Name, Bytes)>,
) {
    if !subscription.takes(read, bundle.name()) {
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
