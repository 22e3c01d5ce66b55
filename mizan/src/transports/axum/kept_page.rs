//! A page through the cache: served from it while it is true, and otherwise kept once it has been made.

use std::mem::replace;
use std::sync::Arc;

use axum::body::Body;
use axum::response::Response;
use futures_util::FutureExt;
use futures_util::future::pending;
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, SET_COOKIE, VARY};
use http::{HeaderMap, StatusCode};
use http_body_util::BodyExt;
use tokio::sync::oneshot;
use tracing::{Instrument, Span};

use super::asking::Asking;
use super::streamed::{PageAnswer, Rest, followed_by, not_made};
use crate::Error;
use crate::arguments::query::Query;
use crate::cache::kept_page::KeptPage;
use crate::declared::exchange::Exchange;
use crate::declared::identity::Identities;
use crate::declared::page_reads::PageReads;
use crate::server::kept_bundles::{Found, Missing, Names};
use crate::server::member::Member;
use crate::server::observer::CacheResult;
use crate::server::state::Server;
use crate::transports::http::headers::tell_cache;

#[cfg(all(feature = "render", unix))]
use super::rendered::RenderedBy;

/// The bytes of the largest page that is kept.
const LARGEST: u64 = 4 << 20;

impl Server {
    /// Answers an authorised and admitted request of a page by the cache, or through it; `None` for a page of
    /// which nothing is kept.
    pub(super) async fn show_kept(
        &self,
        member: &Arc<Member>,
        exchange: &Arc<Exchange>,
        identities: &Identities,
        arguments: &Query<'static>,
    ) -> Option<Result<PageAnswer, Error>> {
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
    async fn find_out(&self, asking: &Asking<'_>) -> Result<PageAnswer, Error> {
        asking.exchange.note_reads(asking.page.identities());
        let mut answer = self.make_page(asking).await;
        match answer.as_mut().ok().and_then(|answer| answer.rest.as_mut()) {
            None => asking.note_if_read(),
            Some(rest) => {
                let making = replace(rest, pending().boxed());
                let owned = asking.keep(self);
                *rest = async move {
                    let made = making.await;
                    if let Some(asking) = owned.lend() {
                        asking.note_if_read();
                    }
                    made
                }
                .boxed();
            }
        }
        answer
    }

    pub(super) async fn show_through(&self, asking: &Asking<'_>) -> Result<PageAnswer, Error> {
        let Asking { kept, page, member, arguments, .. } = *asking;
        let bundle = self.bundle_of_pages();
        let named = kept.name_page(page, member, (arguments, bundle), asking.identities);
        let found = match &named {
            Ok(names) => kept.find(&kept.page_fills, &asking.want(names)).await,
            Err(bypass) => Err(*bypass),
        };
        let result = match &found {
            Ok(Found::Hit(_)) => CacheResult::Hit,
            Ok(Found::Stale(_)) => CacheResult::Stale,
            Ok(Found::Missing(missing)) => CacheResult::Miss(missing.miss),
            Err(bypass) => CacheResult::Bypass(*bypass),
        };
        self.observer().cached(page.label(member), result);
        let mut answer = match (found, &named) {
            (Ok(Found::Hit(entry)), Ok(names)) => {
                asking.note(names, &entry.answer);
                let mut response = respond(&entry.answer);
                asking.allow_at_edge(&mut response, names, &entry.answer);
                Ok(response.into())
            }
            (Ok(Found::Stale(entry)), Ok(names)) => {
                asking.note(names, &entry.answer);
                Ok(respond(&entry.answer).into())
            }
            (Ok(Found::Missing(missing)), Ok(names)) => {
                self.fill_page(asking, names, bundle, missing).await
            }
            _ => self.make_page(asking).await,
        };
        if let Ok(answer) = &mut answer {
            tell_cache(answer.response.headers_mut(), result);
        }
        answer
    }

    /// Makes a page, keeps it, and hands it to those who wait.
    async fn fill_page(
        &self,
        asking: &Asking<'_>,
        names: &Arc<Names>,
        bundle: Option<u64>,
        missing: Missing<KeptPage>,
    ) -> Result<PageAnswer, Error> {
        let reads = asking.exchange.note_reads(asking.page.identities());
        let answer = missing.loan.hold(self.make_page(asking)).await;
        let PageAnswer { response, rest } = match answer {
            Ok(answer) => answer,
            Err(error) => {
                missing.lead.end(None);
                return Err(error);
            }
        };
        if is_of_another_bundle(&response, bundle) {
            reads.spoil();
        }
        match rest {
            None => Ok(self.keep_page(asking, names, missing, response).await?.into()),
            Some(rest) => {
                Ok(self.stream_page(asking, names, missing, response, rest).await?.into())
            }
        }
    }

    /// Keeps a page that is whole, and hands it to those who wait.
    async fn keep_page(
        &self,
        asking: &Asking<'_>,
        names: &Names,
        mut missing: Missing<KeptPage>,
        response: Response,
    ) -> Result<Response, Error> {
        let reads = asking.exchange.note_reads(asking.page.identities());
        let made = match to_keep(response, reads).await {
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
        let (mut response, wanted) = (respond(&entry.answer), asking.want(names));
        if asking.kept.still_stands(&wanted, &missing).await {
            asking.kept.put(&wanted, &mut missing, &entry).await;
            asking.allow_at_edge(&mut response, names, &entry.answer);
        }
        asking.note(names, &entry.answer);
        missing.lead.end(Some(entry));
        Ok(response)
    }

    /// Sends the beginning of a page. A task makes the rest and keeps the page, whether its reader stays or goes: many
    /// may wait for it, and none of them for how fast another one reads.
    async fn stream_page(
        &self,
        asking: &Asking<'_>,
        names: &Arc<Names>,
        missing: Missing<KeptPage>,
        begin: Response,
        rest: Rest,
    ) -> Result<Response, Error> {
        let (parts, body) = begin.into_parts();
        let begin = body.collect().await.map_err(Error::internal)?.to_bytes();
        let response = Response::from_parts(parts.clone(), Body::from(begin.clone()));
        let (owned, names) = (asking.keep(self), Arc::clone(names));
        let (tell, told) = oneshot::channel();
        let filling = async move {
            let (end, is_for_others) = missing.loan.hold(rest).await;
            if let Some(asking) = owned.lend() {
                if !is_for_others {
                    asking.exchange.note_reads(asking.page.identities()).spoil();
                }
                let whole = Body::from([&*begin, &*end].concat());
                let whole = Response::from_parts(parts, whole);
                // Its reader gets the rest whether it is kept or not.
                let _ = owned.server.keep_page(&asking, &names, missing, whole).await;
            }
            let _ = tell.send(end);
        };
        match asking.is_asked {
            true => drop(tokio::spawn(filling.instrument(Span::current()))),
            false => filling.await,
        }
        Ok(followed_by(response, async { told.await.map_err(|_| not_made()) }))
    }

    async fn make_page(&self, asking: &Asking<'_>) -> Result<PageAnswer, Error> {
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
    {
        let _ = (response, bundle);
        false
    }
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
