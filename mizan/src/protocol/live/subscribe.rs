//! An instance of a live context subscribed: the answer is that what the client shows is still so, or the
//! bundle. No change that is announced after it is missed.

use std::borrow::Cow;
use std::sync::Arc;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::judge::{Accepted, Viewed};
use super::read::parse;
use crate::Error;
use crate::arguments::object::Members;
use crate::arguments::written::WrittenValue;
use crate::json::write::write_text;
use crate::protocol::reply::errors::write_error;
use crate::protocol::run::bundle::Bundle;
use crate::protocol::run::pages::Selection;
use crate::server::live::instance::Instance;
use crate::server::live::socket::Socket;
use crate::server::live::subscription::{Name, Subscription};
use crate::server::member::ContextMembers;
use crate::server::state::Server;

/// An instance that a client subscribes or no longer does.
#[derive(Deserialize)]
pub(crate) struct Wanted<'frame> {
    #[serde(borrow)]
    context: Cow<'frame, str>,
    #[serde(borrow)]
    params: Option<&'frame RawValue>,
    #[serde(borrow)]
    only: Option<Cow<'frame, str>>,
    /// The token of the bundle that the client shows.
    #[serde(borrow)]
    v: Option<Cow<'frame, str>>,
    /// The name of that bundle.
    #[serde(borrow)]
    h: Option<Cow<'frame, str>>,
}

impl Server {
    /// Subscribes an instance and returns the JSON of the answer. Pushes begin once the answer is in the
    /// outbox, so `answer` gets it before anything else can. What fails for a moment is answered with its
    /// error, and stays subscribed: it is tried again, and pushed.
    pub(crate) async fn subscribe(
        &self,
        socket: &Arc<Socket>,
        wanted: &Wanted<'_>,
    ) -> Result<Subscribed, Error> {
        let context = self.context(&wanted.context)?;
        if !context.is_live {
            return Err(Error::bad_request(format!(
                "`{0}` is not live. Write `#[mizan(live)]` above the struct of the context, or read it.",
                wanted.context
            )));
        }
        let name = wanted.name(context);
        let written = Arc::clone(&name.written);
        let params = parse(&written)?;
        let selection = Selection::of(&params, name.only.as_deref());
        Bundle::select(context, params.names(), selection, self.limits().pages)?;
        let viewed = Viewed::new(context, name.only.as_deref());
        let accepted = match self.judge(socket, &viewed).await {
            Err(error) if error.is_passing() => {
                let subscription = self.open(socket, name, &viewed)?;
                return Ok(Subscribed { json: failed(&error), then: Then::AskAgain(subscription) });
            }
            judged => judged?,
        };
        let subscription = self.open(socket, name, &viewed)?;
        let instance = self.add_to_instance(&subscription, context, &params, &accepted);
        let opened = Opened { server: self, subscription, instance, has_answer: false };
        if !socket.attach(&opened.subscription, &opened.instance) {
            return Err(Error::conflict("It was unsubscribed before it was answered."));
        }
        opened.answer(&viewed, &accepted, wanted).await
    }

    /// Adds a subscription to the instance that its subscriber sees.
    pub(super) fn add_to_instance(
        &self,
        subscription: &Arc<Subscription>,
        context: &Arc<ContextMembers>,
        params: &Members<'_>,
        accepted: &Accepted,
    ) -> Arc<Instance> {
        subscription.belongs_to(&accepted.caller);
        let parameters = normalize(context, params);
        let key = key(&subscription.name, &parameters, &accepted.audience);
        let audience = accepted.audience.clone();
        self.hub().subscribe(Arc::clone(subscription), key, audience, parameters)
    }

    /// Ends the subscription of an instance. One that is not subscribed is no mistake: its subscription
    /// may have ended while the client wrote.
    pub(crate) fn unsubscribe(&self, socket: &Socket, wanted: &Wanted<'_>) -> Result<(), Error> {
        let context = self.context(&wanted.context)?;
        if let Some((subscription, instance)) = socket.remove(&wanted.name(context)) {
            self.close_subscription(&subscription, instance.as_ref());
        }
        Ok(())
    }

    /// Ends all subscriptions of a socket.
    pub(crate) fn unsubscribe_all(&self, socket: &Socket) {
        for (subscription, instance) in socket.remove_all() {
            self.close_subscription(&subscription, instance.as_ref());
        }
    }

    fn open(
        &self,
        socket: &Arc<Socket>,
        name: Name,
        viewed: &Viewed<'_>,
    ) -> Result<Arc<Subscription>, Error> {
        let (id, is_guarded) = (self.hub().next_subscription(), viewed.is_guarded());
        let subscription = Subscription::new(id, Arc::clone(socket), name, is_guarded);
        let subscription = Arc::new(subscription);
        let most = self.limits().subscriptions;
        let replaced = socket.add(&subscription, most).map_err(|()| {
            Error::too_many_requests(format!(
                "A socket has at most {most} subscriptions. Unsubscribe what is not shown, or raise \
                 `subscriptions_limit`."
            ))
        })?;
        if let Some((replaced, instance)) = replaced {
            self.close_subscription(&replaced, instance.as_ref());
        }
        Ok(subscription)
    }

    pub(super) fn close_subscription(
        &self,
        subscription: &Subscription,
        instance: Option<&Arc<Instance>>,
    ) {
        if let Some(instance) = instance {
            self.hub().unsubscribe(instance, subscription);
        }
        subscription.socket.outbox.forget(subscription.id);
    }
}

/// The JSON of an answer, and what has to be done once it is in the outbox.
pub(crate) struct Subscribed {
    pub(crate) json: Vec<u8>,
    then: Then,
}

enum Then {
    /// What is newer than that read is pushed.
    Push {
        subscription: Arc<Subscription>,
        instance: Arc<Instance>,
        read: u64,
        name: Option<[u8; 16]>,
    },
    /// It could not be learnt who is asking: that is tried again.
    AskAgain(Arc<Subscription>),
}

impl Subscribed {
    /// Begins to push, after the answer is in the outbox.
    pub(crate) fn begin(self, server: &Server) {
        match self.then {
            Then::Push { subscription, instance, read, name } => {
                if instance.answered(&subscription, read, name) {
                    server.start_reading(instance);
                }
            }
            Then::AskAgain(subscription) => server.start_asking_again(subscription),
        }
    }
}

/// A subscription that has to be answered. Dropping it without an answer ends it.
struct Opened<'server> {
    server: &'server Server,
    subscription: Arc<Subscription>,
    instance: Arc<Instance>,
    has_answer: bool,
}

impl Opened<'_> {
    async fn answer(
        mut self,
        viewed: &Viewed<'_>,
        accepted: &Accepted,
        wanted: &Wanted<'_>,
    ) -> Result<Subscribed, Error> {
        let context = viewed.context;
        let shown = wanted.v.as_deref().and_then(|token| context.clock.shown_by(token));
        // The number is taken before the changes are looked at, so that it is never too new.
        let start = context.clock.start_read();
        let read = self.instance.begun();
        let is_fresh = self.server.link().is_fresh();
        if let Some(shown) = shown
            && is_fresh
            && self.server.hub().is_quiet_since(&self.instance, shown)
            && let Some(token) = context.clock.token_of_same(&start, shown)
        {
            let mut version = Vec::new();
            context.clock.write(&token, &mut version);
            let h = wanted.h.as_deref().and_then(|h| h.as_bytes().try_into().ok());
            return Ok(self.finish(same(&version), read, h));
        }
        accepted.admit(&viewed.members)?;
        let (server, instance) = (self.server, Arc::clone(&self.instance));
        if !is_fresh && instance.make_stale() {
            server.start_reading(Arc::clone(&instance));
        }
        let (read, seen) = instance.current(|| server.start_reading(Arc::clone(&instance))).await;
        let bundle = match seen.as_ref() {
            Ok(bundle) => bundle,
            Err(error) if error.is_passing() => return Ok(self.finish(failed(error), read, None)),
            Err(error) => return Err(error.copy_for_client()),
        };
        let is_held = |h: [u8; 16]| wanted.h.as_deref().is_some_and(|held| held.as_bytes() == h);
        let json = match bundle.h.is_some_and(is_held) {
            true => same(bundle.version.as_bytes()),
            false => [br#"{"bundle":"#, &*bundle.body, b"}"].concat(),
        };
        Ok(self.finish(json, read, bundle.name()))
    }

    fn finish(&mut self, json: Vec<u8>, read: u64, name: Option<[u8; 16]>) -> Subscribed {
        self.has_answer = true;
        let (subscription, instance) = (Arc::clone(&self.subscription), Arc::clone(&self.instance));
        Subscribed { json, then: Then::Push { subscription, instance, read, name } }
    }
}

impl Drop for Opened<'_> {
    fn drop(&mut self) {
        if self.has_answer {
            return;
        }
        self.server.hub().unsubscribe(&self.instance, &self.subscription);
        self.subscription.socket.end(&self.subscription);
    }
}

impl Wanted<'_> {
    /// How the client names the instance.
    fn name(&self, context: &Arc<ContextMembers>) -> Name {
        Name {
            context: context.wire_name(),
            written: self.params.map_or("{}", RawValue::get).into(),
            only: self.only.as_deref().map(Into::into),
        }
    }
}

/// The answer of an instance that cannot be read, or of which nobody knows who may see it.
pub(crate) fn failed(error: &Error) -> Vec<u8> {
    let mut json = br#"{"error":"#.to_vec();
    write_error(error, &mut json);
    json.push(b'}');
    json
}

fn same(version: &[u8]) -> Vec<u8> {
    [br#"{"same":true,"v":""#, version, br#""}"#].concat()
}

/// The parameters with the canonical texts of their normal forms, sorted by name.
fn normalize(context: &Arc<ContextMembers>, params: &Members<'_>) -> Vec<(String, String)> {
    let text = |name: &str| {
        let written = params.get(name).map(WrittenValue::Json)?;
        Some((name.to_owned(), context.normalize(name, written)?))
    };
    let mut parameters: Vec<_> = params.names().filter_map(text).collect();
    parameters.sort_unstable();
    parameters
}

/// A text that tells one instance of a context for one audience from all others.
pub(super) fn key(name: &Name, parameters: &[(String, String)], audience: &str) -> Arc<str> {
    let mut key = Vec::new();
    let texts = parameters.iter().flat_map(|(name, text)| [name.as_str(), text.as_str()]);
    for text in [audience, name.only.as_deref().unwrap_or_default()].into_iter().chain(texts) {
        write_text(text, &mut key);
    }
    String::from_utf8(key).unwrap_or_default().into()
}
