//! Proof that a request comes from the application's own page: a browser sends cookies with
//! whatever another page asks of it, too.

use bytes::Bytes;
use http::header::{AUTHORIZATION, COOKIE, HOST, ORIGIN};
use http::{HeaderMap, Response, Uri};

use crate::protocol::http::success;
use crate::server::{Injected, Member};
use crate::{Error, Request};

/// Refuses a request that changes something, if another page may have sent it: one whose sender
/// is known by what a browser sends by itself, or who is about to be signed in or out.
///
/// A browser tells where a request comes from by `Sec-Fetch-Site`, an older one by `Origin`; a
/// page may also prove itself by the token that [`answer_session`] gave it.
pub(super) async fn check(
    request: &Request,
    member: &Member,
    is_somebody: bool,
) -> Result<(), Error> {
    let headers = request.headers();
    let is_at_stake = is_somebody && is_known_by_browser(headers) || borrows_session(member);
    let is_same_origin = || is_same_origin(headers, request.uri());
    if !is_at_stake || is_same_origin() || Box::pin(is_proven(request)).await? {
        return Ok(());
    }
    let refusal = Error::forbidden(
        "This request has to come from the page of this server: `Sec-Fetch-Site` or `Origin` has \
         to say so, or `X-CSRFToken` to carry the token of `session/`.",
    );
    Err(refusal.with_kind("CSRF", None))
}

/// Whether a browser may have added by itself what tells who is asking. No page can make it add
/// another page's token.
fn is_known_by_browser(headers: &HeaderMap) -> bool {
    if headers.contains_key("x-mizan-token") {
        return false;
    }
    match text(headers, AUTHORIZATION.as_str()) {
        Some(authorization) => {
            let scheme = authorization.split(' ').next().unwrap_or_default();
            ["basic", "digest", "negotiate", "ntlm"]
                .iter()
                .any(|known| scheme.eq_ignore_ascii_case(known))
        }
        None => headers.contains_key(COOKIE),
    }
}

/// What is no browser has neither cookies nor an origin.
fn is_same_origin(headers: &HeaderMap, uri: &Uri) -> bool {
    if let Some(site) = text(headers, "sec-fetch-site") {
        return site == "same-origin";
    }
    let Some(origin) = text(headers, ORIGIN.as_str()) else {
        return !headers.contains_key(ORIGIN) && !is_known_by_browser(headers);
    };
    let host = text(headers, HOST.as_str()).or(uri.authority().map(|authority| authority.as_str()));
    let origin = origin.split_once("://").map(|(_, host)| host);
    origin.zip(host).is_some_and(|(origin, host)| origin.eq_ignore_ascii_case(host))
}

fn text<'headers>(headers: &'headers HeaderMap, name: &str) -> Option<&'headers str> {
    headers.get(name)?.to_str().ok()
}

fn borrows_session(member: &Member) -> bool {
    member.injected.iter().any(|loan| matches!(loan, Injected::Session))
}

async fn is_proven(request: &Request) -> Result<bool, Error> {
    match request.headers().get("x-csrftoken") {
        Some(token) => request.session().is_proven(token.as_bytes()).await,
        None => Ok(false),
    }
}

/// The token of the session, for `X-CSRFToken`.
pub(in crate::protocol) async fn answer_session(
    request: &Request,
) -> Result<Response<Bytes>, Error> {
    let token = match request.session().proof().await? {
        Some(token) => format!("\"{token}\""),
        None => "null".to_owned(),
    };
    Ok(success(format!(r#"{{"csrfToken":{token}}}"#).into()))
}
