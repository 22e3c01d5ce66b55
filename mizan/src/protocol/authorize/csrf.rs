//! The CSRF token of a session, with which a page may prove that it is a page of the server.

use crate::Error;
use crate::declared::exchange::Exchange;
use crate::outgoing::Outgoing;

/// `true` if the request carries the CSRF token of its session.
pub(super) async fn has_csrf_token(exchange: &Exchange) -> Result<bool, Error> {
    match exchange.request.headers().get("x-csrftoken") {
        Some(token) => exchange.session().has_csrf_token(token.as_bytes()).await,
        None => Ok(false),
    }
}

/// The error of a request that another site may have caused.
pub(super) fn refuse_cross_site() -> Error {
    let refusal = Error::forbidden(
        "Another site may have sent this request. A browser shows by `Sec-Fetch-Site` or `Origin` \
         that a page of this server sent it; name the origin of another page with `trust_origin`. \
         Other clients send a token instead of a cookie, or `X-CSRFToken` with the token of \
         `session/`.",
    );
    refusal.with_kind("CSRF", None)
}

/// Answers `session/`: the CSRF token of the session, or `null` if there is no session.
pub(crate) async fn answer_session(exchange: &Exchange) -> Result<Outgoing, Error> {
    let token = match exchange.session().csrf_token().await? {
        Some(token) => format!("\"{token}\""),
        None => "null".to_owned(),
    };
    Ok(Outgoing::plain(format!(r#"{{"csrfToken":{token}}}"#)))
}
