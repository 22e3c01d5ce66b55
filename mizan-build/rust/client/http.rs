//! The carrier over HTTP: addresses, headers, cookies, and the token against forged requests.

#[cfg(not(target_arch = "wasm32"))]
use reqwest::cookie::{CookieStore, Jar};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::lock;
use reqwest::header::HeaderMap;
use reqwest::{Method, Response, StatusCode, Url};
use serde::Deserialize;

use super::super::runtime::carrier::{Call, Read, Reply};
use super::super::runtime::error::{Code, Error};
use super::address;
use super::answer::{self, network};
use super::body::Body;
use super::client::{Options, runtime};
use super::headers::{Headers, value};
use super::turns::Turns;

/// Carries requests over HTTP. A clone is the same carrier.
#[derive(Clone)]
pub struct Http(Arc<Shared>);

struct Shared {
    base: String,
    /// The address of every call, parsed once.
    calls: Url,
    http: reqwest::Client,
    headers: Mutex<Headers>,
    /// Whether the last renewal of the proof has brought another one. One runs at a time.
    renewal: lock::Mutex<Result<bool, Error>>,
    turns: Turns,
    timeout: Option<Duration>,
    answer_limit: usize,
    /// The cookies, which a socket sends as well; none where the application has a client of reqwest.
    #[cfg(not(target_arch = "wasm32"))]
    jar: Option<Arc<Jar>>,
}

/// A request before it has the address and the headers of a client.
pub(super) struct Request {
    method: Method,
    /// Behind the address of the server; none for a call.
    path: Option<String>,
    body: Body,
    seen: Option<String>,
    key: Option<String>,
    /// True for an answer that comes in pieces for as long as there are any.
    is_stream: bool,
}

impl Request {
    fn get(path: impl Into<String>) -> Self {
        let (method, path) = (Method::GET, Some(path.into()));
        Self { method, path, body: Body::Nothing, seen: None, key: None, is_stream: false }
    }

    pub(super) fn stream(call: Call) -> Result<Self, Error> {
        Ok(Self { is_stream: true, ..Self::call(call)? })
    }

    pub(super) fn call(mut call: Call) -> Result<Self, Error> {
        let (seen, key) = (call.seen.take(), call.idempotency_key.take());
        let body = Body::of_call(call)?;
        Ok(Self { method: Method::POST, path: None, body, seen, key, is_stream: false })
    }

    pub(super) fn read(read: Read) -> Result<Self, Error> {
        let request = match address::of_read(&read) {
            Some(path) => Self::get(path),
            None => {
                let path = format!("/ctx/{}/", read.context);
                Self { method: Method::POST, body: Body::of_read(&read)?, ..Self::get(path) }
            }
        };
        Ok(Self { seen: read.seen, ..request })
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
        let Options { token, headers, timeout, concurrency_limit, answer_limit, http } = options;
        let base = address::parse_base(base)?;
        let calls = address::parse(&base, "/call/")?;
        let headers = Headers::new(&base, headers, token);
        headers.made()?;
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
            calls,
            http,
            headers: Mutex::new(headers),
            renewal: lock::Mutex::new(Ok(false)),
            turns: Turns::new(concurrency_limit),
            timeout,
            answer_limit,
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
        self.headers().bearer().map(str::to_owned)
    }

    /// The headers with which a socket is opened.
    #[cfg(not(target_arch = "wasm32"))]
    pub(in super::super) fn socket_headers(&self) -> Vec<(String, String)> {
        let cookies = self.0.jar.as_ref().and_then(|jar| jar.cookies(&self.0.calls));
        let cookies = cookies.as_ref().and_then(|cookies| cookies.to_str().ok());
        self.headers().of_socket(cookies)
    }

    pub(super) fn set_token(&self, token: Option<String>) {
        self.headers().set_bearer(token);
    }

    pub(super) fn answer_limit(&self) -> usize {
        self.0.answer_limit
    }

    fn headers(&self) -> MutexGuard<'_, Headers> {
        self.0.headers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The answer to a request, if it is a good one.
    pub(super) async fn send(&self, request: &Request) -> Result<Response, Error> {
        let (headers, renewals) = self.headers().made()?;
        let response = self.send_once(request, headers).await?;
        if response.status().is_success() {
            return Ok(response);
        }
        // Boxed, so that the future of a good answer stays small.
        Box::pin(self.send_again(request, response, renewals)).await
    }

    /// Sends a request with a new proof that no other site sends it, where that is why it was refused.
    async fn send_again(
        &self,
        request: &Request,
        refused: Response,
        renewals: u64,
    ) -> Result<Response, Error> {
        let limit = self.0.answer_limit;
        let is_forbidden = refused.status() == StatusCode::FORBIDDEN;
        let refused = answer::refusal(refused, limit).await;
        let is_forged = is_forbidden && refused.kind.as_deref() == Some("CSRF");
        if !is_forged || !self.renew_proof(renewals).await? {
            return Err(refused);
        }
        let (headers, _) = self.headers().made()?;
        answer::check(self.send_once(request, headers).await?, limit).await
    }

    /// Renews the proof once for all requests that were refused at the same time: one that was sent after so
    /// many renewals takes the next one, whoever has begun it. False if it has brought nothing new.
    async fn renew_proof(&self, renewals: u64) -> Result<bool, Error> {
        let mut last = self.0.renewal.lock().await;
        if self.headers().renewals() == renewals {
            let token = self.ask_for_token().await;
            *last = self.headers().renew(token);
        }
        last.clone()
    }

    /// The token against forged requests, if the server has one for this client.
    async fn ask_for_token(&self) -> Result<Option<String>, Error> {
        let (headers, _) = self.headers().made()?;
        let response = self.send_once(&Request::get("/session/"), headers).await?;
        let response = answer::check(response, self.0.answer_limit).await?;
        let Session { csrf_token } = answer::parse(response, self.0.answer_limit).await?;
        Ok(csrf_token)
    }

    async fn send_once(
        &self,
        request: &Request,
        mut headers: HeaderMap,
    ) -> Result<Response, Error> {
        let Shared { base, calls, http, timeout, .. } = &*self.0;
        let url = match &request.path {
            None => calls.clone(),
            Some(path) => address::parse(base, path)?,
        };
        if let Some(seen) = &request.seen {
            headers.insert("x-mizan-seen", value("X-Mizan-Seen", seen)?);
        }
        if let Some(key) = &request.key {
            headers.insert("idempotency-key", value("Idempotency-Key", key)?);
        }
        runtime()?;
        let mut builder = http.request(request.method.clone(), url).headers(headers);
        if let Some(timeout) = timeout.filter(|_| !request.is_stream) {
            builder = builder.timeout(timeout);
        }
        request.body.fill(builder)?.send().await.map_err(network)
    }

    /// The answer to a read as it has come.
    pub(super) async fn read(&self, request: &Request) -> Result<Vec<u8>, Error> {
        let _turn = self.0.turns.next().await;
        answer::bytes(self.send(request).await?, self.0.answer_limit).await
    }

    /// The answer to a call.
    pub(super) async fn call(&self, request: &Request) -> Result<Reply, Error> {
        let _turn = self.0.turns.next().await;
        answer::parse(self.send(request).await?, self.0.answer_limit).await
    }
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
