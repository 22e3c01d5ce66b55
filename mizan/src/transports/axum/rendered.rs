//! Pages of the frontend: rendered with what they read as the caller, and written into the document.

use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Body;
use axum::response::Response;
use http::header::{CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE, LOCATION};
use http::{HeaderValue, StatusCode};

use crate::Error;
use crate::declared::exchange::Exchange;
use crate::json::write::write_text;
use crate::render::frame::PageHead;
use crate::render::page::Page;
use crate::render::renderer::{Job, Reading, Rendered};
use crate::render::shell::{Content, Shell};
use crate::server::state::Server;

const NO_RENDERER: &str = "a function answers a page, and the server has no renderer.\n\
    Give it one: `Server::builder().render(mizan::render::node(\"web/dist/server.js\").build()?)`";

impl Server {
    /// Renders a response that is a page; all others stay as they are.
    pub(super) async fn render_page(
        &self,
        exchange: &Arc<Exchange>,
        response: &mut Response,
    ) -> Result<(), Error> {
        let Some(page) = response.extensions_mut().remove::<Page>() else { return Ok(()) };
        let renderer = self.renderer().ok_or_else(|| Error::internal(NO_RENDERER))?;
        let props = page.props.as_deref().map_err(|reason| {
            Error::internal(format!("the properties of `{}` are no JSON: {reason}", page.component))
        })?;
        let generation = renderer.generation();
        let reads = Mutex::default();
        let read = |asked: Vec<u8>| -> Reading<'_> {
            let reads = &reads;
            Box::pin(async move {
                let answer = self.read_contexts(exchange, &asked).await;
                let answered = answer.map_err(|error| error.to_string())?.body.to_vec();
                keep_read(reads, asked, answered.clone());
                Ok(answered)
            })
        };
        let url = exchange.request.whole_uri();
        let url = url.path_and_query().map_or("/", |url| url.as_str()).to_owned();
        let job = Job {
            component: &page.component,
            props: props.as_bytes(),
            page: Some(PageHead { url, nonce: page.nonce.clone() }),
            reads: Some(&read),
        };
        // Somebody else was signed in when the caller was looked up: the browser reads as who it is now.
        let rendered = match exchange.has_new_session() {
            true => None,
            false => match renderer.run(&generation, &job).await {
                Ok(rendered) => Some(rendered),
                Err(error) => {
                    tracing::error!(request = exchange.request.id(), "{error}");
                    None
                }
            },
        };
        let reads = reads.into_inner().unwrap_or_else(PoisonError::into_inner);
        // The document of Vite may be another one since it was asked for this page.
        let shell = generation.shell().ok_or_else(|| Error::internal(NO_RENDERER))?;
        let is_for_others = !generation.is_in_development() && page.nonce.is_none();
        answer(response, &shell, &Answered { page: &page, props, rendered, reads, is_for_others });
        response.extensions_mut().insert(RenderedBy(generation.digest));
        Ok(())
    }
}

/// The digest of the bundle and the document that a page was rendered with.
#[derive(Clone, Copy)]
pub(super) struct RenderedBy(#[cfg_attr(not(feature = "cache"), expect(dead_code))] pub(super) u64);

/// What a page has asked for, and what it was answered, both as JSON, in their order.
type Reads = Vec<(Vec<u8>, Vec<u8>)>;

fn keep_read(reads: &Mutex<Reads>, asked: Vec<u8>, answered: Vec<u8>) {
    reads.lock().unwrap_or_else(PoisonError::into_inner).push((asked, answered));
}

/// A page with all that its document shows.
struct Answered<'page> {
    page: &'page Page,
    props: &'page str,
    /// `None` where it is left to the browser.
    rendered: Option<Rendered>,
    reads: Reads,
    /// No script is trusted once, and the component is the same for the next request.
    is_for_others: bool,
}

impl Answered<'_> {
    /// `true` for what another request may get as well: nothing has failed besides, and the component knows no more
    /// of its request than the function has given to it.
    fn is_for_others(&self) -> bool {
        self.is_for_others && self.rendered.as_ref().is_some_and(|it| !it.is_own)
    }
}

/// Puts a page into the response of its function, whose status and headers stay.
fn answer(response: &mut Response, shell: &Shell, answered: &Answered<'_>) {
    let rendered = answered.rendered.as_ref();
    let status = rendered.and_then(|it| StatusCode::from_u16(it.status?).ok());
    if let Some(status) = status {
        *response.status_mut() = status;
    }
    response.headers_mut().remove(CONTENT_LENGTH);
    if !answered.is_for_others() {
        let default = HeaderValue::from_static("no-store");
        response.headers_mut().entry(CACHE_CONTROL).or_insert(default);
    }
    let location = rendered.and_then(|it| it.location.as_deref());
    if let Some(location) = location.and_then(|it| HeaderValue::from_str(it).ok()) {
        response.headers_mut().insert(LOCATION, location);
        response.headers_mut().remove(CONTENT_TYPE);
        *response.body_mut() = Body::empty();
        return;
    }
    let data = write_data(answered);
    let (head, html) = rendered.map_or(("", ""), |it| (&it.head, &it.html));
    let nonce = answered.page.nonce.as_deref();
    let text = shell.write(&Content { head, html, data: &data, nonce });
    let html = HeaderValue::from_static("text/html; charset=utf-8");
    response.headers_mut().insert(CONTENT_TYPE, html);
    *response.body_mut() = Body::from(text);
}

/// What the browser is told: which component with which properties, and what it has read.
fn write_data(answered: &Answered<'_>) -> String {
    let Answered { page, props, rendered, reads, .. } = answered;
    let mut data = br#"{"component":"#.to_vec();
    write_text(&page.component, &mut data);
    data.extend_from_slice(br#","props":"#);
    data.extend_from_slice(props.as_bytes());
    if rendered.is_some() {
        data.extend_from_slice(br#","reads":["#);
        for (number, (asked, answered)) in reads.iter().enumerate() {
            data.extend_from_slice(if number == 0 { b"[" } else { b",[" });
            data.extend_from_slice(asked);
            data.push(b',');
            data.extend_from_slice(answered);
            data.push(b']');
        }
        data.push(b']');
    }
    data.push(b'}');
    String::from_utf8(data).unwrap_or_default()
}
