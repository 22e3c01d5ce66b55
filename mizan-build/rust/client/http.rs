//! The carrier over HTTP: addresses, headers, cookies, and the token against forged requests.

#[cfg(not(target_arch = "wasm32"))]
use reqwest::cookie::{CookieStore, Jar};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use reqwest::header::ORIGIN;
use reqwest::{Method, Response, StatusCode, Url};
use serde::Deserialize;

use super::super::runtime::carrier::{Bundle, Call, Carrier, Read, Reply};
use super::super::runtime::error::{Code, Error};
use super::super::runtime::send::BoxFuture;
use super::answer::{self, network};
use super::body::Body;
use super::{address, client::Options};

/// Carries requests over HTTP. A clone is the same carrier.
#[derive(Clone)]
pub struct Http(Arc<Shared>);

struct Shared {
    base: String,
    http: reqwest::Client,
    headers: Vec<(String, String)>,
    timeout: Option<Duration>,
    answer_limit: usize,
    tokens: Mutex<Tokens>,
    /// The cookies, which a socket sends as well; none where the application has a client of reqwest.
    #[cfg(not(target_arch = "wasm32"))]
    jar: Option<Arc<Jar>>,
}

#[derive(Default)]
struct Tokens {
    /// That of `Authorization: Bearer`.
    bearer: Option<String>,
    /// That against forged requests, which a session of cookies needs once it is asked for.
    csrf: Option<String>,
    /// Cookies that are no session have no such token: the origin is said instead, as a browser does.
    says_origin: bool,
}

/// A request before it has the address and the headers of a client.
pub(super) struct Request {
    method: Method,
    path: String,
    body: Body,
    seen: Option<String>,
    key: Option<String>,
    /// True for an answer that comes in pieces for as long as there are any.
    is_stream: bool,
}

impl Request {
    fn get(path: impl Into<String>) -> Self {
        let (method, path) = (Method::GET, path.into());
        Self { method, path, body: Body::Nothing, seen: None, key: None, is_stream: false }
    }

    pub(super) fn stream(call: Call) -> Result<Self, Error> {
        Ok(Self { is_stream: true, ..Self::call(call)? })
    }

    fn call(call: Call) -> Result<Self, Error> {
        let (seen, key) = (call.seen.clone(), call.idempotency_key.clone());
        let body = Body::of_call(call)?;
        Ok(Self { method: Method::POST, body, seen, key, ..Self::get("/call/") })
    }

    fn read(read: &Read) -> Result<Self, Error> {
        let request = match address::of_read(read) {
            Some(path) => Self::get(path),
            None => {
                let path = format!("/ctx/{}/", read.context);
                Self { method: Method::POST, body: Body::of_read(read)?, ..Self::get(path) }
            }
        };
        Ok(Self { seen: read.seen.clone(), ..request })
    }
}

/// The answer to `GET /session/`.
#[derive(Deserialize)]
struct Session {
    #[serde(rename = "csrfToken")]
    csrf_token: Option<String>,
}

impl Http {
    pub(super) fn new(base: &str, options: Options) -> Result<Self, Error> {
        let Options { token, headers, timeout, answer_limit, http } = options;
        let base = address::parse_base(base)?;
        let tokens = Mutex::new(Tokens { bearer: token, ..Tokens::default() });
        #[cfg(not(target_arch = "wasm32"))]
        let (http, jar) = match http {
            Some(http) => (http, None),
            None => {
                let jar = Arc::new(Jar::default());
                (default_http(Arc::clone(&jar))?, Some(jar))
            }
        };
        #[cfg(target_arch = "wasm32")]
        let http = http.unwrap_or_default();
        Ok(Self(Arc::new(Shared {
            base,
            http,
            headers,
            timeout,
            answer_limit,
            tokens,
            #[cfg(not(target_arch = "wasm32"))]
            jar,
        })))
    }

    /// The address of the server.
    pub(in super::super) fn base(&self) -> &str {
        &self.0.base
    }

    /// The token of `Authorization: Bearer`.
    pub(in super::super) fn token(&self) -> Option<String> {
        self.tokens().bearer.clone()
    }

    /// The headers with which a socket is opened. Cookies alone prove nothing, so the origin comes with them.
    #[cfg(not(target_arch = "wasm32"))]
    pub(in super::super) fn socket_headers(&self) -> Vec<(String, String)> {
        let mut headers = self.0.headers.clone();
        headers.extend(
            self.token().map(|token| ("Authorization".to_owned(), format!("Bearer {token}"))),
        );
        let Ok(url) = Url::parse(&self.0.base) else { return headers };
        let cookies = self.0.jar.as_ref().and_then(|jar| jar.cookies(&url));
        if let Some(Ok(cookies)) = cookies.as_ref().map(|cookies| cookies.to_str()) {
            headers.push(("Cookie".to_owned(), cookies.to_owned()));
            headers.extend(origin_of(&self.0.base).map(|origin| (ORIGIN.to_string(), origin)));
        }
        headers
    }

    pub(super) fn set_token(&self, token: Option<String>) {
        self.tokens().bearer = token;
    }

    pub(super) fn answer_limit(&self) -> usize {
        self.0.answer_limit
    }

    fn tokens(&self) -> MutexGuard<'_, Tokens> {
        self.0.tokens.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The answer to a request, if it is a good one.
    pub(super) async fn send(&self, request: &Request) -> Result<Response, Error> {
        let response = self.send_once(request).await?;
        if response.status() != StatusCode::FORBIDDEN {
            return answer::check(response, self.0.answer_limit).await;
        }
        let Err(refused) = answer::check(response, self.0.answer_limit).await else {
            return Err(Error::new(Code::Forbidden, "The server refuses the request."));
        };
        if refused.kind.as_deref() != Some("CSRF") || !self.renew_proof().await? {
            return Err(refused);
        }
        answer::check(self.send_once(request).await?, self.0.answer_limit).await
    }

    /// Asks for the token against forged requests, and says the origin where there is none to have; false if
    /// that was said already.
    async fn renew_proof(&self) -> Result<bool, Error> {
        self.tokens().csrf = None;
        let response = self.send_once(&Request::get("/session/")).await?;
        let response = answer::check(response, self.0.answer_limit).await?;
        let Session { csrf_token } = answer::parse(response, self.0.answer_limit).await?;
        let mut tokens = self.tokens();
        let is_new = csrf_token.is_some() || !tokens.says_origin;
        tokens.says_origin |= csrf_token.is_none();
        tokens.csrf = csrf_token;
        Ok(is_new)
    }

    async fn send_once(&self, request: &Request) -> Result<Response, Error> {
        let Shared { base, http, headers, timeout, .. } = &*self.0;
        let mut builder = http.request(request.method.clone(), format!("{base}{}", request.path));
        for (name, value) in headers {
            builder = builder.header(name, value);
        }
        {
            let tokens = self.tokens();
            if let Some(token) = &tokens.bearer {
                builder = builder.bearer_auth(token);
            }
            if let Some(token) = &tokens.csrf {
                builder = builder.header("X-CSRFToken", token);
            }
            // A browser says it by itself.
            if tokens.says_origin
                && cfg!(not(target_arch = "wasm32"))
                && let Some(origin) = origin_of(base)
            {
                builder = builder.header(ORIGIN, origin);
            }
        }
        if let Some(seen) = &request.seen {
            builder = builder.header("X-Mizan-Seen", seen);
        }
        if let Some(key) = &request.key {
            builder = builder.header("Idempotency-Key", key);
        }
        if let Some(timeout) = timeout.filter(|_| !request.is_stream) {
            builder = builder.timeout(timeout);
        }
        request.body.fill(builder)?.send().await.map_err(network)
    }

    async fn read_one(self, read: Read) -> Result<Bundle, Error> {
        let response = self.send(&Request::read(&read)?).await?;
        answer::parse(response, self.0.answer_limit).await
    }

    async fn call_one(self, call: Call) -> Result<Reply, Error> {
        let response = self.send(&Request::call(call)?).await?;
        answer::parse(response, self.0.answer_limit).await
    }
}

impl Carrier for Http {
    fn read(&self, read: Read) -> BoxFuture<Result<Bundle, Error>> {
        Box::pin(self.clone().read_one(read))
    }

    fn call(&self, call: Call) -> BoxFuture<Result<Reply, Error>> {
        Box::pin(self.clone().call_one(call))
    }
}

/// The origin of a page of the server, which proves that no other site sends a request.
fn origin_of(base: &str) -> Option<String> {
    Some(Url::parse(base).ok()?.origin().ascii_serialization())
}

/// A client that keeps cookies, and follows no redirection: one would turn a call into a read.
#[cfg(not(target_arch = "wasm32"))]
fn default_http(jar: Arc<Jar>) -> Result<reqwest::Client, Error> {
    let builder = reqwest::Client::builder();
    builder
        .cookie_provider(jar)
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .map_err(network)
}
