//! Purges over HTTP: at Varnish, and at services that take a request with the keys in a header.

use std::fmt;
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use http::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Client, Method, Url};

use super::{KeyHeader, PurgeError, Purger};

/// The time that the edge has for an answer.
const LIMIT: Duration = Duration::from_secs(5);

/// A cache at the edge that is purged by a request.
pub struct Http {
    client: Client,
    url: Url,
    method: Method,
    headers: HeaderMap,
    keys: KeyHeader,
}

/// Purges at Varnish with its module `xkey`, by `PURGE` with the keys in `Surrogate-Key`. The guide has the
/// [configuration](crate::guide::kept_pages) of Varnish.
///
/// # Errors
///
/// The address is none of HTTP.
///
/// ```
/// # fn run() -> Result<(), mizan::edge::NoUrl> {
/// let edge = mizan::edge::Edge::new(mizan::edge::varnish("http://127.0.0.1:6081/")?);
/// # Ok(()) }
/// ```
pub fn varnish(url: &str) -> Result<Http, NoUrl> {
    let method = Method::from_bytes(b"PURGE").expect("letters are a method");
    Ok(Http { method, ..self::http(url)? })
}

/// Purges by `POST` with the keys in `Surrogate-Key`, or in `Cache-Tag` where [`Http::cache_tag`] says so. For an address
/// of `https` the application depends on `reqwest` with its feature `rustls`.
///
/// # Errors
///
/// The address is none of HTTP.
///
/// ```
/// # fn run() -> Result<(), Box<dyn std::error::Error>> {
/// let purger = mizan::edge::http("https://edge.example/purge")?
///     .header("authorization".parse()?, "Bearer …".parse()?)
///     .cache_tag();
/// # Ok(()) }
/// ```
pub fn http(url: &str) -> Result<Http, NoUrl> {
    let parsed = Url::parse(url).ok().filter(|url| ["http", "https"].contains(&url.scheme()));
    let url = parsed.ok_or_else(|| NoUrl(url.to_owned()))?;
    let (client, headers) = (Client::new(), HeaderMap::new());
    Ok(Http { client, url, method: Method::POST, headers, keys: KeyHeader::SurrogateKey })
}

impl Http {
    /// Sends a header with every purge, such as the key of the service.
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }

    /// Names keys in `Cache-Tag`, of pages and of purges.
    ///
    /// ```
    /// # fn run() -> Result<(), mizan::edge::NoUrl> {
    /// let purger = mizan::edge::http("https://edge.example/purge")?.cache_tag();
    /// # Ok(()) }
    /// ```
    pub fn cache_tag(mut self) -> Self {
        self.keys = KeyHeader::CacheTag;
        self
    }
}

impl Purger for Http {
    fn purge<'purger>(
        &'purger self,
        keys: &'purger [String],
    ) -> BoxFuture<'purger, Result<(), PurgeError>> {
        let request = self.client.request(self.method.clone(), self.url.clone());
        let keys = self.keys.join(keys.iter().map(String::as_str));
        let request = request.headers(self.headers.clone()).header(self.keys.name(), keys);
        async move {
            let response = request.timeout(LIMIT).send().await.map_err(PurgeError::new)?;
            response.error_for_status().map(drop).map_err(PurgeError::new)
        }
        .boxed()
    }

    fn header(&self) -> KeyHeader {
        self.keys
    }
}

/// An address that is none of HTTP.
#[derive(Debug)]
pub struct NoUrl(String);

impl fmt::Display for NoUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "`{}` is no address of the edge\nwrite one with its scheme, `http://varnish:6081/`",
            self.0
        )
    }
}

impl std::error::Error for NoUrl {}
