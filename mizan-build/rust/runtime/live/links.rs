//! Live instances: while one has readers, the server sends its truth whenever somebody changes it.

use std::collections::{BTreeSet, HashMap};

use serde::Deserialize;
use serde_json::{Value, json};

use super::super::canonical::to_json;
use super::super::carrier::{Bundle, Params};
use super::super::error::{Code, Error};
use super::super::reads::bundle::{Arrival, Parsed, land_bundle};
use super::super::reads::invalidation::invalidate;
use super::super::reads::read::refresh;
use super::super::reads::unauthorized::lose_session;
use super::super::store::core::{Core, HALF, Moment};
use super::super::store::entry::{Entry, EntryId, Failed, WHOLE};
use super::super::store::handle::Store;
use super::super::store::tasks::begin;
use super::connection::{hold, release};
use super::requests::{Asked, Frame, request};
use super::status::LiveStatus;

/// An entry with readers, as the server knows it.
pub(crate) struct Link {
    name: String,
    /// The instance as its subscription names it.
    wanted: Value,
    /// The moment of the last push.
    pushed_at: Moment,
    /// A push that was not shown, because a read was on its way.
    unshown: Option<Bundle>,
}

/// The links of a store.
#[derive(Default)]
pub(crate) struct Links {
    by_name: HashMap<String, EntryId>,
    due: BTreeSet<EntryId>,
}

/// An instance that a frame has subscribed, and what was shown of it then.
pub(crate) struct Subscribed {
    id: EntryId,
    name: String,
    v: Option<String>,
    h: Option<String>,
}

/// The answer to one subscription.
#[derive(Default, Deserialize)]
struct Answer {
    #[serde(default)]
    bundle: Option<Bundle>,
    #[serde(default)]
    same: bool,
    #[serde(default)]
    v: Option<String>,
    #[serde(default)]
    error: Option<Error>,
}

/// Keeps an entry true from now on.
pub(crate) fn join(core: &mut Core, id: EntryId) {
    if core.connection.sockets.is_none() {
        return;
    }
    let Some(entry) = core.entries.get_mut(&id) else { return };
    let wanted = wanted_of(entry);
    let name = name_of(&wanted);
    let is_stale = entry.is_stale();
    entry.link = Some(Link { name: name.clone(), wanted, pushed_at: 0, unshown: None });
    core.links.by_name.insert(name, id);
    hold(core, id);
    // The first bundle comes over HTTP; the subscription says which one that was.
    if !is_stale {
        want(core, id);
    }
}

/// Something has landed in an entry.
pub(crate) fn follow(core: &mut Core, id: EntryId) {
    let Some(entry) = core.entries.get_mut(&id) else { return };
    let h = entry.h.clone();
    let Some(link) = &mut entry.link else { return };
    let unshown = link.unshown.take();
    if unshown.is_some_and(|unshown| h.is_none() || unshown.h != h) {
        invalidate(core, [id]);
    }
    want(core, id);
}

/// The last reader of an entry has gone.
pub(crate) fn leave(core: &mut Core, id: EntryId) {
    let Some(entry) = core.entries.get_mut(&id) else { return };
    let Some(link) = entry.link.take() else { return };
    entry.subscribed_at = None;
    core.links.by_name.remove(&link.name);
    core.links.due.remove(&id);
    release(core, id);
    if core.connection.status == LiveStatus::Open {
        let frame = json!({ "action": "unsubscribe", "of": [link.wanted] });
        request(core, frame, Asked::Nothing);
    }
}

/// The socket is open.
pub(crate) fn on_open(core: &mut Core) {
    let ids: Vec<EntryId> = core.links.by_name.values().copied().collect();
    for id in ids {
        if core.entries.get(&id).is_some_and(|entry| entry.sent_at > 0) {
            want(core, id);
        }
    }
}

/// The socket is lost, or closed.
pub(crate) fn on_lost(core: &mut Core) {
    for id in core.links.by_name.values() {
        if let Some(entry) = core.entries.get_mut(id) {
            entry.subscribed_at = None;
        }
    }
}

/// Subscribes an entry, together with the others of this moment.
fn want(core: &mut Core, id: EntryId) {
    let is_subscribed = |entry: &Entry| entry.subscribed_at.is_some();
    let is_known = core.entries.get(&id).is_none_or(is_subscribed);
    if is_known || core.connection.status != LiveStatus::Open {
        return;
    }
    if core.links.due.is_empty() {
        let task = |store: &Store| {
            let store = store.downgrade();
            async move {
                if let Some(store) = store.upgrade() {
                    store.with(subscribe);
                }
            }
        };
        begin(core, task, |core| core.links.due.clear());
    }
    core.links.due.insert(id);
}

fn subscribe(core: &mut Core) {
    let due = std::mem::take(&mut core.links.due);
    if due.is_empty() || core.connection.status != LiveStatus::Open {
        return;
    }
    let mut of = Vec::new();
    let mut subscribed = Vec::new();
    for id in due {
        let at = core.tick();
        let Some(entry) = core.entries.get_mut(&id) else { continue };
        let (v, h) = shown_by(entry);
        let Some(link) = &entry.link else { continue };
        let mut wanted = link.wanted.clone();
        if let Some(fields) = wanted.as_object_mut() {
            fields.extend(v.clone().map(|v| ("v".to_owned(), v.into())));
            fields.extend(h.clone().map(|h| ("h".to_owned(), h.into())));
        }
        subscribed.push(Subscribed { id, name: link.name.clone(), v, h });
        entry.subscribed_at = Some(at);
        of.push(wanted);
    }
    request(core, json!({ "action": "subscribe", "of": of }), Asked::Subscribe(subscribed));
}

/// The answer to a subscription. A socket that was lost subscribes all again; a refusal leaves the entries
/// to HTTP.
pub(crate) fn on_answer(
    core: &mut Core,
    subscribed: Vec<Subscribed>,
    answer: Result<Value, Error>,
) {
    let answers: Vec<Answer> =
        answer.ok().and_then(|ok| serde_json::from_value(ok).ok()).unwrap_or_default();
    let mut answers = answers.into_iter();
    for each in subscribed {
        land_answer(core, each, answers.next().unwrap_or_default());
    }
}

fn land_answer(core: &mut Core, subscribed: Subscribed, answer: Answer) {
    let Subscribed { id, name, v: asked_v, h: asked_h } = subscribed;
    if core.links.by_name.get(&name) != Some(&id) {
        return;
    }
    let Answer { bundle, same, v, error } = answer;
    if let Some(error) = error {
        return fail(core, id, error);
    }
    let Some(entry) = core.entries.get_mut(&id) else { return };
    if !same && bundle.is_none() {
        entry.subscribed_at = None;
    }
    // Something else may have landed since, and what was invalidated since may be unknown to that node.
    let is_shown = same && !entry.is_stale() && asked_h == entry.h && asked_v == shown_by(entry).0;
    if is_shown {
        let held = Parsed::held_by(entry, v);
        land(core, id, held, None);
    }
    if let Some(bundle) = bundle {
        land(core, id, bundle.clone().into(), Some(bundle));
    }
}

/// An event of the server.
pub(crate) fn on_event(core: &mut Core, frame: &Frame) {
    let field = |name: &str| frame.fields.get(name).cloned().unwrap_or(Value::Null);
    if frame.event.as_deref() == Some("lagged") && field("channel").is_null() {
        on_lost(core);
        return on_open(core);
    }
    let name = to_json(&json!([field("context"), field("params"), field("only")]));
    let Some(id) = core.links.by_name.get(&name).copied() else { return };
    if let Some(error) = frame.error.clone() {
        return fail(core, id, error);
    }
    match frame.fields.get("bundle") {
        None => invalidate(core, [id]),
        Some(bundle) => match serde_json::from_value::<Bundle>(bundle.clone()) {
            Ok(bundle) => land(core, id, bundle.clone().into(), Some(bundle)),
            Err(error) => fail(core, id, Error::new(Code::InternalError, error.to_string())),
        },
    }
}

fn land(core: &mut Core, id: EntryId, parsed: Parsed, bundle: Option<Bundle>) {
    let Some(entry) = core.entries.get_mut(&id) else { return };
    let landed_at = entry.landed_at;
    let subscribed_at = entry.subscribed_at.unwrap_or(0);
    let Some(link) = &mut entry.link else { return };
    // Pushes are in order by themselves: one is newer than what the last one brought.
    let is_next = link.pushed_at > 0 && landed_at == link.pushed_at;
    let sent_at = if is_next { link.pushed_at + HALF } else { subscribed_at };
    // It may be older than a change of one's own, whose guess it would take away. The read that follows
    // that change is on its way, and is followed by another one.
    let is_behind = entry.sent_at > 0 && sent_at <= entry.invalidated_at && !entry.reads.is_empty();
    link.unshown = bundle.filter(|_| is_behind);
    if is_behind {
        return;
    }
    let at = core.tick();
    land_bundle(core, id, parsed, Arrival { sent_at, at, is_read: true, fresh_at: sent_at });
    if let Some(link) = core.entries.get_mut(&id).and_then(|entry| entry.link.as_mut()) {
        link.pushed_at = at;
    }
    refresh(core, id);
}

/// The server has ended the subscription, or tries again; the next bundle that lands subscribes again.
fn fail(core: &mut Core, id: EntryId, error: Error) {
    let sent_at = core.tick();
    if let Some(entry) = core.entries.get_mut(&id) {
        entry.subscribed_at = None;
    }
    if error.code == Code::Unauthorized {
        lose_session(core, Some(id), sent_at);
    }
    if let Some(entry) = core.entries.get_mut(&id) {
        entry.failures.insert(WHOLE, Failed { error: std::sync::Arc::new(error), sent_at });
        core.changed.insert(id);
    }
}

/// An entry as a subscription names it, in the form in which the server repeats it.
fn wanted_of(entry: &Entry) -> Value {
    let address = &entry.address;
    let given = address.params.iter().filter(|(_, value)| !value.is_null());
    let params: Params = given.map(|(name, value)| (name.clone(), value.clone())).collect();
    let mut wanted = json!({ "context": address.context.name, "params": params });
    if let (Some(only), Some(fields)) = (address.only_name(), wanted.as_object_mut()) {
        fields.insert("only".to_owned(), only.into());
    }
    wanted
}

fn name_of(wanted: &Value) -> String {
    let field = |name: &str| wanted.get(name).cloned().unwrap_or(Value::Null);
    to_json(&json!([field("context"), field("params"), field("only")]))
}

/// The token and the name of the bundle that is shown, if it is one bundle of the server. A member beside its
/// error has none: it is older than the read that was refused, and a node that has not heard of a change since
/// would call it true.
fn shown_by(entry: &Entry) -> (Option<String>, Option<String>) {
    let token_of = |name: &str| match entry.writes.get(name).map(Vec::as_slice) {
        Some([write]) if !entry.failures.contains_key(name) => write.v.clone(),
        _ => None,
    };
    let mut tokens = entry.address.members().iter().map(|member| token_of(member.name));
    let first = tokens.next().flatten();
    if tokens.all(|token| token == first) { (first, entry.h.clone()) } else { (None, None) }
}
