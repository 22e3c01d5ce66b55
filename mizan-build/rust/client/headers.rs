//! The headers of every request: those of the application, the token, and the proof that no other site sends it.

use reqwest::Url;
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue, ORIGIN};

use super::super::runtime::error::{Code, Error};

/// The headers, which are made once for all requests: a call clones them.
pub(super) struct Headers {
    given: Vec<(String, String)>,
    origin: Option<String>,
    /// The token of `Authorization: Bearer`.
    bearer: Option<String>,
    /// The token against forged requests, which a session of cookies needs once it is asked for.
    csrf: Option<String>,
    /// Cookies that are no session have no such token: the origin is said instead, as a browser does.
    says_origin: bool,
    /// The renewals of this proof so far, those that failed among them.
    renewals: u64,
    made: Result<HeaderMap, Error>,
}

impl Headers {
    /// The headers of a client, from those of the application and the token.
    pub(super) fn new(base: &str, given: Vec<(String, String)>, bearer: Option<String>) -> Self {
        let mut headers = Self {
            given,
            origin: origin_of(base),
            bearer,
            csrf: None,
            says_origin: false,
            renewals: 0,
            made: Ok(HeaderMap::new()),
        };
        headers.make();
        headers
    }

    /// A copy of the headers, and the renewals of the proof in them.
    ///
    /// # Errors
    ///
    /// Where one of them is none of HTTP.
    pub(super) fn made(&self) -> Result<(HeaderMap, u64), Error> {
        Ok((self.made.clone()?, self.renewals))
    }

    pub(super) fn renewals(&self) -> u64 {
        self.renewals
    }

    pub(super) fn bearer(&self) -> Option<&str> {
        self.bearer.as_deref()
    }

    pub(super) fn set_bearer(&mut self, bearer: Option<String>) {
        self.bearer = bearer;
        self.make();
    }

    /// Ends a renewal of the proof: with the token against forged requests, or, where there is none to have, with
    /// the origin. False if that was said already.
    pub(super) fn renew(&mut self, token: Result<Option<String>, Error>) -> Result<bool, Error> {
        self.renewals += 1;
        self.csrf = token?;
        let is_new = self.csrf.is_some() || !self.says_origin;
        self.says_origin |= self.csrf.is_none();
        self.make();
        Ok(is_new)
    }

    /// The headers with which a socket is opened. Cookies alone prove nothing, so the origin comes with them.
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) fn of_socket(&self, cookies: Option<&str>) -> Vec<(String, String)> {
        let mut headers = self.given.clone();
        headers
            .extend(self.bearer.as_deref().map(|token| (AUTHORIZATION.to_string(), said(token))));
        if let Some(cookies) = cookies {
            headers.push(("Cookie".to_owned(), cookies.to_owned()));
            headers.extend(self.origin.clone().map(|origin| (ORIGIN.to_string(), origin)));
        }
        headers
    }

    fn make(&mut self) {
        self.made = self.collect();
    }

    fn collect(&self) -> Result<HeaderMap, Error> {
        let mut headers = HeaderMap::new();
        for (name, text) in &self.given {
            let known = HeaderName::try_from(name).map_err(|_| no_name(name))?;
            headers.append(known, value(name, text)?);
        }
        if let Some(token) = &self.bearer {
            let mut token = value("Authorization", &said(token))?;
            token.set_sensitive(true);
            headers.insert(AUTHORIZATION, token);
        }
        if let Some(token) = &self.csrf {
            headers.insert("x-csrftoken", value("X-CSRFToken", token)?);
        }
        // A browser says it by itself.
        let origin = self.origin.as_ref().filter(|_| self.says_origin);
        if let Some(origin) = origin.filter(|_| cfg!(not(target_arch = "wasm32"))) {
            headers.insert(ORIGIN, value("Origin", origin)?);
        }
        Ok(headers)
    }
}

fn said(token: &str) -> String {
    format!("Bearer {token}")
}

/// The value of a header.
///
/// # Errors
///
/// Where HTTP has no such value.
pub(super) fn value(name: &str, text: &str) -> Result<HeaderValue, Error> {
    HeaderValue::try_from(text).map_err(|_| {
        let message = format!(
            "The header `{name}` cannot be sent: it has a line break, or another control character. Give it \
             without, such as by `token.trim()` for a token that was read from a file."
        );
        Error::new(Code::BadRequest, message)
    })
}

fn no_name(name: &str) -> Error {
    let message = format!(
        "`{name}` is no name of a header. Write letters, digits and `-`, such as in `X-Tenant`."
    );
    Error::new(Code::BadRequest, message)
}

/// The origin of a page of the server, which proves that no other site sends a request.
fn origin_of(base: &str) -> Option<String> {
    Some(Url::parse(base).ok()?.origin().ascii_serialization())
}
