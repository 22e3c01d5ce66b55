//! A page through the cache: served from it while it is true, and otherwise kept once it has been made.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::response::Response;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, SET_COOKIE, VARY};
use http::{HeaderMap, StatusCode};
use http_body_util::BodyExt;

use crate::Error;
use crate::arguments::query::Query;
use crate::cache::kept::Content;
use crate::cache::kept_page::KeptPage;
use crate::declared::exchange::Exchange;
use crate::declared::identity::Identities;
use crate::declared::page_reads::PageReads;
use crate::server::kept_bundles::pages::{AskedPage, KeptPages};
use crate::server::kept_bundles::{Found, KeptBundles, Missing, Names, Wanted};
use crate::server::member::Member;
use crate::server::observer::CacheResult;
use crate::server::state::Server;
use crate::transports::http::headers::tell_cache;

#[cfg(all(feature = "render", unix))]
use super::rendered::RenderedBy;

/// The bytes of the largest page that is kept.
const LARGEST: u64 = 4 << 20;

/// A page that is asked for.
struct Asking<'request> {
    kept: &'request KeptBundles,
    page: &'request KeptPages,
    member: &'request Arc<Member>,
    exchange: &'request Arc<Exchange>,
    identities: &'request Identities,
    arguments: &'request Query<'static>,
    /// `true` if somebody waits for the page, `false` if it is made again before anybody asks.
    is_asked: bool,
}

impl Server {
    /// Answers an authorised and admitted request of a page by the cache, or through it; `None` for a page of
    /// which nothing is kept.
    pub(super) async fn show_kept(
        &self,
        member: &Arc<Member>,
        exchange: &Arc<Exchange>,
        identities: &Identities,
        arguments: &Query<'static>,
    ) -> Option<Result<Response, Error>> {
        let kept = self.kept().filter(|_| exchange.request.method().is_safe())?;
        let page = kept.pages.of(member)?;
        let is_asked = true;
        let asking = Asking { kept, page, member, exchange, identities, arguments, is_asked };
        match page.reads_contexts() {
            true => Some(self.show_through(&asking).await),
            false => Some(self.find_out(&asking).await),
        }
    }

    /// Makes a page without a context of its own, and finds out if it reads any.
    async fn find_out(&self, asking: &Asking<'_>) -> Result<Response, Error> {
        let reads = asking.exchange.note_reads(asking.page.identities());
        let response = self.make_page(asking).await;
        if reads.take().is_some_and(|reads| !reads.is_empty()) {
            asking.page.has_read();
        }
        response
    }

    async fn show_through(&self, asking: &Asking<'_>) -> Result<Response, Error> {
        let Asking { kept, page, member, arguments, .. } = *asking;
        let bundle = self.bundle_of_pages();
        let named = kept.name_page(page, member, (arguments, bundle), asking.identities);
        let wanted = named.as_ref().map(|names| asking.want(names));
        let found = match &wanted {
            Ok(wanted) => kept.find(&kept.page_fills, wanted).await,
            Err(bypass) => Err(**bypass),
        };
        let result = match &found {
            Ok(Found::Hit(_)) => CacheResult::Hit,
            Ok(Found::Stale(_)) => CacheResult::Stale,
            Ok(Found::Missing(missing)) => CacheResult::Miss(missing.miss),
            Err(bypass) => CacheResult::Bypass(*bypass),
        };
        self.observer().cached(page.label(member), result);
        let mut response = match (found, wanted) {
            (Ok(Found::Hit(entry)), Ok(wanted)) => {
                asking.note(wanted.names, &entry.answer);
                let mut response = respond(&entry.answer);
                asking.allow_at_edge(&mut response, wanted.names, &entry.answer);
                Ok(response)
            }
            (Ok(Found::Stale(entry)), Ok(wanted)) => {
                asking.note(wanted.names, &entry.answer);
                Ok(respond(&entry.answer))
            }
            (Ok(Found::Missing(missing)), Ok(wanted)) => {
                self.fill_page(asking, &wanted, bundle, missing).await
            }
            _ => self.make_page(asking).await,
        };
        if let Ok(response) = &mut response {
            tell_cache(response.headers_mut(), result);
        }
        response
    }

    /// Makes a page, keeps it, and hands it to those who wait.
    async fn fill_page(
        &self,
        asking: &Asking<'_>,
        wanted: &Wanted<'_>,
        bundle: Option<u64>,
        mut missing: Missing<KeptPage>,
    ) -> Result<Response, Error> {
        let reads = asking.exchange.note_reads(asking.page.identities());
        let making = async {
            let response = self.make_page(asking).await?;
            if is_of_another_bundle(&response, bundle) {
                reads.spoil();
            }
            to_keep(response, reads).await
        };
        let made = missing.loan.hold(making).await;
        let made = match made {
            Ok(Made::Kept(made)) => made,
            Ok(Made::Other(response)) => {
                missing.lead.end(None);
                return Ok(response);
            }
            Err(error) => {
                missing.lead.end(None);
                return Err(error);
            }
        };
        let entry = asking.kept.entry(&missing, made);
        let mut response = respond(&entry.answer);
        if asking.kept.still_stands(wanted, &missing).await {
            asking.kept.put(wanted, &mut missing, &entry).await;
            asking.allow_at_edge(&mut response, wanted.names, &entry.answer);
        }
        asking.note(wanted.names, &entry.answer);
        missing.lead.end(Some(entry));
        Ok(response)
    }

    async fn make_page(&self, asking: &Asking<'_>) -> Result<Response, Error> {
        let Asking { member, exchange, identities, arguments, .. } = *asking;
        self.make(member, exchange, identities.clone(), arguments).await
    }
}

impl Server {
    /// The digest of what the renderer makes pages with now.
    fn bundle_of_pages(&self) -> Option<u64> {
        #[cfg(all(feature = "render", unix))]
        return Some(self.renderer()?.generation().digest);
        #[cfg(not(all(feature = "render", unix)))]
        None
    }
}

/// `true` if a bundle has rendered a page that is not the one by which the page would be found.
fn is_of_another_bundle(response: &Response, bundle: Option<u64>) -> bool {
    #[cfg(all(feature = "render", unix))]
    return response.extensions().get().is_some_and(|RenderedBy(by)| Some(*by) != bundle);
    #[cfg(not(all(feature = "render", unix)))]
    false
}

impl Asking<'_> {
    fn want<'names>(&'names self, names: &'names Names) -> Wanted<'names> {
        let (keeping, limit): (_, Duration) = (&self.page.keeping, self.member.limits.time);
        Wanted { keeping, names, seen: None, has_heard: true, may_lag: true, limit }
    }

    /// Lets the edge keep a page that everybody may have: it asks no guard and no hook, counts no runs, and does not
    /// know how old a page was when it came.
    fn allow_at_edge(&self, response: &mut Response, names: &Names, page: &KeptPage) {
        let Member { policy, admission, function, .. } = &**self.member;
        let has_age = matches!(function.cache, mizan_ir::Cache::Seconds(_));
        let is_open = policy.allows_anyone && admission.is_none() && !has_age;
        if let Some(edge) = &self.kept.edge
            && self.page.is_public()
            && is_open
        {
            let reads = page.reads().iter().map(|(tag, _)| tag);
            edge.allow(response.headers_mut(), names.tags.iter().chain(reads));
        }
    }

    /// Takes note that somebody has asked for the page, so that it is made again after a change.
    fn note(&self, names: &Names, page: &KeptPage) {
        if self.is_asked && self.page.is_public() && self.member.policy.allows_anyone {
            self.kept.pages.note(&names.keys[0], || {
                let reads = page.reads().iter().map(|(tag, _)| tag.clone());
                let tags = names.tags.iter().cloned().chain(reads).collect();
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
        let (identities, arguments) = (Identities::default(), &asked.arguments);
        let Some(kept) = server.kept() else { return };
        let (member, exchange, identities) = (&asked.member, &exchange, &identities);
        let Some(page) = kept.pages.of(member) else { return };
        let is_asked = false;
        let asking = Asking { kept, page, member, exchange, identities, arguments, is_asked };
        // Nobody waits for it: an error is in the log.
        let _ = server.show_through(&asking).await;
    }
    .boxed()
}

/// A page that was made.
enum Made {
    Kept(KeptPage),
    /// One that is for its request alone.
    Other(Response),
}

/// The page as it is kept, if it may be.
async fn to_keep(response: Response, reads: &PageReads) -> Result<Made, Error> {
    let Some(reads) = reads.take() else { return Ok(Made::Other(response)) };
    let size = http_body::Body::size_hint(response.body()).exact();
    if !is_for_all(&response) || size.is_none_or(|size| size > LARGEST) {
        return Ok(Made::Other(response));
    }
    let (parts, body) = response.into_parts();
    let body = body.collect().await.map_err(Error::internal)?.to_bytes();
    Ok(match KeptPage::new(&parts.headers, reads, &body) {
        Some(page) => Made::Kept(page),
        None => Made::Other(Response::from_parts(parts, Body::from(body))),
    })
}

/// `true` for a response that another request may get: it is a success, sets no cookie, has no nonce that a
/// browser trusts once, varies by nothing, and does not forbid it.
fn is_for_all(response: &Response) -> bool {
    let headers = response.headers();
    response.status() == StatusCode::OK
        && !headers.contains_key(SET_COOKIE)
        && !headers.contains_key(VARY)
        && !has_word(headers, CONTENT_SECURITY_POLICY.as_str(), &["'nonce-"])
        && !has_word(headers, CACHE_CONTROL.as_str(), &["no-store", "no-cache", "private"])
}

fn has_word(headers: &HeaderMap, name: &str, words: &[&str]) -> bool {
    headers.get_all(name).iter().any(|value| match value.to_str() {
        Ok(text) => words.iter().any(|word| text.to_ascii_lowercase().contains(word)),
        Err(_) => true,
    })
}

fn respond(page: &KeptPage) -> Response {
    let mut response = Response::new(Body::from(page.body().clone()));
    *response.headers_mut() = page.headers();
    response
}
