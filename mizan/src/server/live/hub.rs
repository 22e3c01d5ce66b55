//! All subscribed instances of a server, found by what a change reaches.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use tokio::runtime::Handle;

use super::announcements::Announcements;
use super::instance::{Instance, Memory};
use super::reach::Reach;
use super::subscription::Subscription;
use crate::server::clock::Shown;

/// The subscribed instances of the live contexts of a server, and their last changes.
#[derive(Default)]
pub(crate) struct Hub {
    contexts: HashMap<&'static str, Mutex<LiveContext>>,
    subscriptions: AtomicU64,
    reads: AtomicU64,
    pub(crate) memory: Arc<Memory>,
    /// The runtime of the sockets, on which instances are read: a change may be announced outside of it.
    runtime: OnceLock<Handle>,
}

/// The subscribed instances of one context.
#[derive(Default)]
struct LiveContext {
    announcements: Announcements,
    parameters: &'static [&'static str],
    instances: HashMap<Arc<str>, Arc<Instance>>,
    /// The first parameter of the context, and the instances by its canonical text: most changes name
    /// it.
    first: Option<&'static str>,
    by_first: HashMap<String, Vec<Arc<Instance>>>,
}

impl Hub {
    /// A hub for live contexts, each with its parameters and the era of its clock.
    pub(crate) fn new(
        contexts: impl Iterator<Item = (&'static str, &'static [&'static str], u64)>,
    ) -> Self {
        let live = |(name, parameters, era): (_, &'static [&'static str], _)| {
            let first = parameters.first().copied();
            let announcements = Announcements::since(era, 0);
            let live = LiveContext { announcements, parameters, first, ..LiveContext::default() };
            (name, Mutex::new(live))
        };
        Self { contexts: contexts.map(live).collect(), ..Self::default() }
    }

    /// Takes note of the runtime of the sockets.
    pub(crate) fn enter(&self) {
        self.runtime.get_or_init(Handle::current);
    }

    pub(crate) fn runtime(&self) -> Option<&Handle> {
        self.runtime.get()
    }

    /// A number for a new subscription.
    pub(crate) fn next_subscription(&self) -> u64 {
        self.subscriptions.fetch_add(1, Ordering::Relaxed)
    }

    /// A number for a new read: of two reads, the one that began later has the greater number.
    pub(crate) fn next_read(&self) -> u64 {
        self.reads.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// Adds a subscription to the instance of that key, which is made if there is none yet.
    pub(crate) fn subscribe(
        &self,
        subscription: Arc<Subscription>,
        key: Arc<str>,
        audience: String,
        parameters: Vec<(String, String)>,
    ) -> Arc<Instance> {
        let mut live = self.context(subscription.name.context);
        let LiveContext { instances, first, by_first, .. } = &mut *live;
        let instance = instances.entry(Arc::clone(&key)).or_insert_with(|| {
            let name = subscription.name.clone();
            let instance = Arc::new(Instance::new(key, audience, parameters, name));
            if let Some(text) = first.and_then(|first| instance.text(first)) {
                by_first.entry(text.to_owned()).or_default().push(Arc::clone(&instance));
            }
            instance
        });
        instance.lock().add(subscription);
        Arc::clone(instance)
    }

    /// Ends a subscription, and forgets an instance that nobody has subscribed.
    pub(crate) fn unsubscribe(&self, instance: &Arc<Instance>, subscription: &Subscription) {
        let mut live = self.context(instance.context);
        let is_last = instance.lock().remove(subscription);
        let is_known =
            || live.instances.get(&instance.key).is_some_and(|it| Arc::ptr_eq(it, instance));
        if !is_last || !is_known() {
            return;
        }
        let LiveContext { instances, first, by_first, .. } = &mut *live;
        instances.remove(&instance.key);
        if let Some(text) = first.and_then(|first| instance.text(first))
            && let Some(others) = by_first.get_mut(text)
        {
            others.retain(|other| !Arc::ptr_eq(other, instance));
            if others.is_empty() {
                by_first.remove(text);
            }
        }
    }

    /// `true` if nothing that was announced after what is shown reaches the instance.
    pub(crate) fn is_quiet_since(&self, instance: &Instance, shown: Shown) -> bool {
        let live = self.context(instance.context);
        live.announcements.are_quiet_since(shown, |name, text| instance.has(name, text))
    }

    /// The parameters of a live context; `None` if the context is not live.
    pub(crate) fn parameters(&self, context: &str) -> Option<&'static [&'static str]> {
        self.contexts.contains_key(context).then(|| self.context(context).parameters)
    }

    /// Begins another era of a context's clock with that number.
    pub(crate) fn begin(&self, context: &str, era: u64, number: u64) {
        if self.contexts.contains_key(context) {
            self.context(context).announcements = Announcements::since(era, number);
        }
    }

    /// Takes note that anything may have changed in a context without a word.
    pub(crate) fn doubt(&self, context: &str, now: Shown) {
        if self.contexts.contains_key(context) {
            self.context(context).announcements.doubt(now);
        }
    }

    /// Makes all instances stale and returns those whose reading has to start.
    pub(crate) fn make_all_stale(&self) -> Vec<Arc<Instance>> {
        let mut stale = Vec::new();
        for context in self.contexts.keys() {
            let live = self.context(context);
            stale.extend(live.instances.values().filter(|instance| instance.make_stale()).cloned());
        }
        stale
    }

    /// Takes note of a change, with the number that the clock of the context got by it, and returns the
    /// instances whose reading has to start.
    pub(crate) fn announce(&self, reach: Reach, changed: Shown) -> Vec<Arc<Instance>> {
        if !self.contexts.contains_key(reach.context) {
            return Vec::new();
        }
        let mut live = self.context(reach.context);
        let is_reached = |instance: &&Arc<Instance>| {
            reach.meets(|name, text| instance.has(name, text)) && instance.make_stale()
        };
        let reached = match live.first.and_then(|first| reach.demands(first)) {
            Some(text) => {
                let named = live.by_first.get(text).into_iter().flatten();
                named.filter(is_reached).cloned().collect()
            }
            None => live.instances.values().filter(is_reached).cloned().collect(),
        };
        live.announcements.add(changed, reach);
        reached
    }

    fn context(&self, name: &str) -> MutexGuard<'_, LiveContext> {
        let live = self.contexts.get(name).expect("a live context is known from the beginning");
        live.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
