//! The CSRF check: a browser adds cookies to the requests of other sites, too.

use http::header::{AUTHORIZATION, COOKIE, HOST, ORIGIN};
use http::{HeaderMap, Uri};

use crate::Error;
use crate::declared::exchange::Exchange;
use crate::declared::inputs::Injected;
use crate::protocol::outgoing::Outgoing;
use crate::server::member::Member;

/// Refuses a request that another site may have sent, if it could do harm: if a browser identifies
/// the user by itself, or if the function signs a user in or out.
///
/// A browser names the origin of a request in `Sec-Fetch-Site`, an older one in `Origin`. A page
/// may also send the token of [`answer_session`] in `X-CSRFToken`.
pub(super) async fn check(
    exchange: &Exchange,
    member: &Member,
    is_identified: bool,
) -> Result<(), Error> {
    let (headers, uri) = (exchange.request.headers(), exchange.request.uri());
    let is_at_risk = is_identified && is_identified_by_browser(headers) || borrows_session(member);
    if !is_at_risk || is_same_origin(headers, uri) || Box::pin(has_token(exchange)).await? {
        return Ok(());
    }
    let refusal = Error::forbidden(
        "This request has to come from the page of this server: `Sec-Fetch-Site` or `Origin` has \
         to say so, or `X-CSRFToken` to carry the token of `session/`.",
    );
    Err(refusal.with_kind("CSRF", None))
}

/// `true` if a browser may have added the credentials by itself: cookies, and the schemes of HTTP
/// authentication that it remembers. A page cannot add the token of another page.
fn is_identified_by_browser(headers: &HeaderMap) -> bool {
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

/// `true` if the headers prove the same origin. A client that is no browser sends neither of the
/// two headers, and no cookies.
fn is_same_origin(headers: &HeaderMap, uri: &Uri) -> bool {
    if let Some(site) = text(headers, "sec-fetch-site") {
        return site == "same-origin";
    }
    let Some(origin) = text(headers, ORIGIN.as_str()) else {
        return !headers.contains_key(ORIGIN) && !is_identified_by_browser(headers);
    };
    let host = text(headers, HOST.as_str()).or(uri.authority().map(|authority| authority.as_str()));
    let origin = origin.split_once("://").map(|(_, host)| host);
    origin.zip(host).is_some_and(|(origin, host)| origin.eq_ignore_ascii_case(host))
}

fn text<'headers>(headers: &'headers HeaderMap, name: &str) -> Option<&'headers str> {
    headers.get(name)?.to_str().ok()
}

fn borrows_session(member: &Member) -> bool {
    member.inputs.injected.iter().any(|value| matches!(value, Injected::Session))
}

async fn has_token(exchange: &Exchange) -> Result<bool, Error> {
    match exchange.request.headers().get("x-csrftoken") {
        Some(token) => exchange.session().has_csrf_token(token.as_bytes()).await,
        None => Ok(false),
    }
}

/// Answers `session/`: the CSRF token of the session, or `null`.
pub(crate) async fn answer_session(exchange: &Exchange) -> Result<Outgoing, Error> {
    let token = match exchange.session().csrf_token().await? {
        Some(token) => format!("\"{token}\""),
        None => "null".to_owned(),
    };
    Ok(Outgoing::plain(format!(r#"{{"csrfToken":{token}}}"#).into()))
}
