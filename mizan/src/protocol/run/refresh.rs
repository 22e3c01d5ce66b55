//! The mounted contexts that a mutation made stale, read again within the same request.

use std::sync::Arc;

use futures_util::future::join_all;

use super::bundle::Bundle;
use super::pages::Selection;
use super::running_bundle::ReadBundle;
use crate::Error;
use crate::arguments::object::Members;
use crate::arguments::source::ArgumentSource;
use crate::arguments::written::WrittenValue;
use crate::declared::exchange::Exchange;
use crate::json::write::write_text;
use crate::protocol::envelope::Mounted;
use crate::protocol::reply::announcement::Announcement;
use crate::protocol::reply::errors::write_error;
use crate::server::clock::ReadStart;
use crate::server::live::reach::Reach;
use crate::server::member::ContextMembers;
use crate::server::state::Server;

/// A mounted instance that has to be read again.
struct Stale<'call> {
    instance: &'call Mounted<'call>,
    context: &'call Arc<ContextMembers>,
    params: Members<'call>,
    /// The stale members; `None` for all.
    members: Option<Vec<&'static str>>,
}

impl Server {
    /// Reads the stale instances after the mutation has committed, and writes them behind the answer:
    /// their stale members alone. After a sign-in or a sign-out every instance is stale.
    pub(super) async fn refresh(
        &self,
        exchange: &Arc<Exchange>,
        mounted: &[Mounted<'_>],
        announcement: &Announcement,
        body: &mut Vec<u8>,
    ) {
        let reaches: Vec<Reach> =
            announcement.invalidations.iter().map(|it| Reach::of(&it)).collect();
        let is_new_session = exchange.has_new_session();
        let find_stale = |instance| self.find_stale(instance, &reaches, is_new_session);
        let stale: Vec<Stale<'_>> =
            mounted.iter().filter_map(find_stale).take(self.limits().mounted).collect();
        let reads = stale.iter().map(|stale| self.read_again(exchange, stale, announcement));
        let results = join_all(reads).await;
        let mut opening = br#","contexts":["#.as_slice();
        for (Stale { instance, context, .. }, (start, result)) in stale.iter().zip(&results) {
            body.extend_from_slice(opening);
            write_instance(instance, body);
            write_result(instance, context, start, result, body);
            opening = b",";
        }
        if !stale.is_empty() {
            body.push(b']');
        }
    }

    fn find_stale<'call>(
        &'call self,
        instance: &'call Mounted<'call>,
        reaches: &[Reach],
        is_new_session: bool,
    ) -> Option<Stale<'call>> {
        let is_meant = |reach: &&Reach| reach.context == instance.context;
        if !is_new_session && !reaches.iter().any(|reach| is_meant(&reach)) {
            return None;
        }
        let context = self.find_context(&instance.context)?;
        let params = Members::parse(instance.params()).ok()?;
        let has = |name: &str, text: &str| {
            let written = params.get(name).map(WrittenValue::Json);
            written.and_then(|written| context.normalize(name, written)).as_deref() == Some(text)
        };
        let reached = reaches.iter().filter(is_meant).filter(|reach| reach.meets(has));
        let functions: Vec<Option<&'static str>> = reached.map(|reach| reach.function).collect();
        let members = match is_new_session || functions.contains(&None) {
            true => None,
            false => Some(functions.into_iter().flatten().collect::<Vec<_>>()),
        };
        let is_stale = match (&members, &instance.only) {
            (None, _) => true,
            (Some(members), None) => !members.is_empty(),
            (Some(members), Some(only)) => members.contains(&&**only),
        };
        is_stale.then_some(Stale { instance, context, params, members })
    }

    /// Reads one instance again. Its token is exact only if the token of the mutation is.
    async fn read_again(
        &self,
        exchange: &Arc<Exchange>,
        stale: &Stale<'_>,
        announcement: &Announcement,
    ) -> (ReadStart, Result<ReadBundle, Error>) {
        let Stale { instance, context, params, .. } = stale;
        let start = match announcement.find(&instance.context) {
            Some((_, token)) if !token.is_exact() => context.clock.start_read().disturbed(),
            _ => context.clock.start_read(),
        };
        let result = match stale.bundle(self.limits().pages) {
            Ok(bundle) => {
                let arguments = ArgumentSource::members(params);
                self.read_bundle(bundle, start.clone(), exchange, &arguments).await
            }
            Err(error) => Err(error),
        };
        (start, result)
    }
}

impl<'call> Stale<'call> {
    /// The members to read; a list has at most `most` pages.
    fn bundle(&self, most: u32) -> Result<Bundle<'call>, Error> {
        let Self { instance, context, params, members } = self;
        match (members, instance.only.as_deref()) {
            (Some(members), None) => Ok(Bundle::part(context, members)),
            (_, only) => Bundle::select(context, params.names(), Selection::of(params, only), most),
        }
    }
}

/// Writes how the client names the instance.
fn write_instance(instance: &Mounted<'_>, body: &mut Vec<u8>) {
    body.extend_from_slice(br#"{"context":"#);
    write_text(&instance.context, body);
    body.extend_from_slice(br#","params":"#);
    body.extend_from_slice(instance.params().as_bytes());
    if let Some(only) = &instance.only {
        body.extend_from_slice(br#","only":"#);
        write_text(only, body);
    }
}

/// Writes the bundle, or that it equals the one the client holds, or why there is none.
fn write_result(
    instance: &Mounted<'_>,
    context: &ContextMembers,
    start: &ReadStart,
    result: &Result<ReadBundle, Error>,
    body: &mut Vec<u8>,
) {
    match result {
        Ok(read) if read.h.is_some_and(|h| is_held(instance, &h)) => {
            body.extend_from_slice(br#","same":true,"v":""#);
            context.clock.write(&start.token(read.is_exact), body);
            body.push(b'"');
        }
        Ok(read) => {
            body.extend_from_slice(br#","bundle":"#);
            body.extend_from_slice(&read.body);
        }
        Err(error) => {
            body.extend_from_slice(br#","error":"#);
            write_error(error, body);
        }
    }
    body.push(b'}');
}

fn is_held(instance: &Mounted<'_>, h: &[u8]) -> bool {
    instance.h.as_deref().is_some_and(|held| held.as_bytes() == h)
}
