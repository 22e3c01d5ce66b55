//! A page that is asked for, as the cache sees it: what it is looked for by, who may keep it, and who made it again.

use std::sync::Arc;
use std::time::Duration;

use axum::response::Response;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;

use crate::arguments::query::Query;
use crate::cache::kept::Content;
use crate::cache::kept_page::KeptPage;
use crate::declared::exchange::Exchange;
use crate::declared::identity::Identities;
use crate::server::kept_bundles::pages::{AskedPage, KeptPages};
use crate::server::kept_bundles::{KeptBundles, Names, Wanted};
use crate::server::member::Member;
use crate::server::state::Server;

/// A page that is asked for.
pub(super) struct Asking<'request> {
    pub(super) kept: &'request KeptBundles,
    pub(super) page: &'request KeptPages,
    pub(super) member: &'request Arc<Member>,
    pub(super) exchange: &'request Arc<Exchange>,
    pub(super) identities: &'request Identities,
    pub(super) arguments: &'request Query<'static>,
    /// `true` if somebody waits for the page, `false` if it is made again before anybody asks.
    pub(super) is_asked: bool,
}

/// The same, for a task that may outlive its request.
pub(super) struct OwnedAsking {
    pub(super) server: Server,
    member: Arc<Member>,
    exchange: Arc<Exchange>,
    identities: Identities,
    arguments: Query<'static>,
    is_asked: bool,
}

impl OwnedAsking {
    /// `None` for a page of which nothing is kept.
    pub(super) fn lend(&self) -> Option<Asking<'_>> {
        let Self { server, member, exchange, identities, arguments, is_asked } = self;
        let kept = server.kept()?;
        let (page, is_asked) = (kept.pages.of(member)?, *is_asked);
        Some(Asking { kept, page, member, exchange, identities, arguments, is_asked })
    }
}

impl Asking<'_> {
    pub(super) fn keep(&self, server: &Server) -> OwnedAsking {
        OwnedAsking {
            server: server.clone(),
            member: Arc::clone(self.member),
            exchange: Arc::clone(self.exchange),
            identities: self.identities.clone(),
            arguments: self.arguments.keep(self.member.function.arguments),
            is_asked: self.is_asked,
        }
    }

    /// Takes note that pages of this function read contexts, if this one has.
    pub(super) fn note_if_read(&self) {
        let reads = self.exchange.note_reads(self.page.identities());
        if reads.take().is_some_and(|reads| !reads.is_empty()) {
            self.page.has_read();
        }
    }

    pub(super) fn want<'names>(&'names self, names: &'names Names) -> Wanted<'names> {
        let (keeping, limit): (_, Duration) = (&self.page.keeping, self.member.limits.time);
        Wanted { keeping, names, seen: None, has_heard: true, may_lag: true, limit }
    }

    /// Lets the edge keep a page that everybody may have: it asks no guard and no hook, counts no runs, and does not
    /// know how old a page was when it came.
    pub(super) fn allow_at_edge(&self, response: &mut Response, names: &Names, page: &KeptPage) {
        let Member { policy, admission, function, .. } = &**self.member;
        let has_age = matches!(function.cache, mizan_ir::Cache::Seconds(_));
        let is_open = policy.allows_anyone && admission.is_none() && !has_age;
        if let Some(edge) = &self.kept.edge
            && self.page.is_public()
            && is_open
        {
            let reads = page.reads().into_iter().flat_map(|reads| &reads.tags);
            edge.allow(response.headers_mut(), names.tags.iter().chain(reads));
        }
    }

    /// Takes note that somebody has asked for the page, so that it is made again after a change.
    pub(super) fn note(&self, names: &Names, page: &KeptPage) {
        if self.is_asked && self.page.is_public() && self.member.policy.allows_anyone {
            self.kept.pages.note(&names.keys[0], || {
                let reads = page.reads().into_iter().flat_map(|reads| &reads.tags);
                let tags = names.tags.iter().chain(reads).cloned().collect();
                let uri = self.exchange.request.uri();
                AskedPage::new(self.member, self.arguments, uri, renew, tags)
            });
        }
    }
}

/// Makes a page again that is the same for everybody.
fn renew(server: Server, asked: Arc<AskedPage>) -> BoxFuture<'static, ()> {
    async move {
        let (mut parts, ()) = http::Request::new(()).into_parts();
        parts.uri = asked.uri.clone();
        let exchange = Arc::new(Exchange::new(parts, 0));
        let member = Arc::clone(&asked.member);
        let arguments = asked.arguments.keep(member.function.arguments);
        let (identities, is_asked) = (Identities::default(), false);
        let owned = OwnedAsking { server, member, exchange, identities, arguments, is_asked };
        if let Some(asking) = owned.lend() {
            // Nobody waits for it: an error is in the log.
            let _ = owned.server.show_through(&asking).await;
        }
    }
    .boxed()
}
