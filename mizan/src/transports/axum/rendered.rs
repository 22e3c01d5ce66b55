//! Pages of the frontend: rendered with what they read as the caller, and written into the document.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use axum::body::{Body, Bytes, HttpBody};
use axum::response::Response;
use futures_util::FutureExt;
use http::header::{CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE, LOCATION};
use http::{HeaderValue, StatusCode};
use http_body::{Frame, SizeHint};

use super::streamed::PageAnswer;
use crate::Error;
use crate::declared::exchange::Exchange;
use crate::json::write::write_text;
use crate::protocol::run::read::ReadResults;
use crate::render::attempt::{Job, Reading, Rendered};
use crate::render::frame::PageHead;
use crate::render::generation::Generation;
use crate::render::late::write_late;
use crate::render::page::Page;
use crate::render::pieces::Pieces;
use crate::render::renderer::Renderer;
use crate::render::shell::{Content, Shell};
use crate::server::state::Server;

const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");

const NO_RENDERER: &str = "a function answers a page, and the server has no renderer.\n\
    Give it one: `Server::builder().render(mizan::render::node(\"web/dist/server.js\").build()?)`";

impl Server {
    /// Renders a response that is a page, or begins to; all others stay as they are.
    pub(super) async fn render_page(
        &self,
        exchange: &Arc<Exchange>,
        mut response: Response,
    ) -> Result<PageAnswer, Error> {
        let Some(page) = response.extensions_mut().remove::<Page>() else {
            return Ok(response.into());
        };
        let no_renderer = || Error::internal(NO_RENDERER);
        let renderer = self.renderer().ok_or_else(no_renderer)?.clone();
        if let Err(reason) = &page.props {
            let message = format!("the properties of `{}` are no JSON: {reason}", page.component);
            return Err(Error::internal(message));
        }
        let generation = renderer.generation();
        response.extensions_mut().insert(RenderedBy(generation.digest));
        response.headers_mut().remove(CONTENT_LENGTH);
        let (server, exchange) = (self.clone(), Arc::clone(exchange));
        let rendering = Rendering { server, exchange, renderer, generation, page };
        let is_streamed = rendering.page.is_streamed;
        // Vite may write another document for a page that it has to compile.
        let answered = match is_streamed && !rendering.generation.is_in_development() {
            true => None,
            false => Some(rendering.run().await),
        };
        let shell = rendering.generation.shell().ok_or_else(no_renderer)?;
        match answered {
            Some(answered) if !is_streamed => {
                answered.write_whole(&mut response, &rendering.page, &shell);
                Ok(response.into())
            }
            answered => Ok(rendering.stream(response, shell, answered)),
        }
    }
}

/// A page that is to be rendered for a request.
struct Rendering {
    server: Server,
    exchange: Arc<Exchange>,
    renderer: Renderer,
    generation: Arc<Generation>,
    page: Page,
}

impl Rendering {
    /// Renders the page, with what it reads as the caller.
    async fn run(&self) -> Answered {
        let Self { server, exchange, renderer, generation, page } = self;
        let reads = Mutex::default();
        let read = |asked: Bytes| -> Reading<'_> {
            let reads = &reads;
            Box::pin(async move {
                let answer = server.read_each(exchange, &asked).await;
                let answered = Arc::new(answer.map_err(|error| error.to_string())?);
                keep_read(reads, asked, Arc::clone(&answered));
                Ok(answered)
            })
        };
        let url = exchange.request.whole_uri();
        let url = url.path_and_query().map_or("/", |url| url.as_str()).to_owned();
        let job = Job {
            component: &page.component,
            props: page.props.as_deref().unwrap_or("null").as_bytes(),
            page: Some(PageHead { url, nonce: page.nonce.clone() }),
            reads: Some(&read),
        };
        // Somebody else was signed in when the caller was looked up: the browser reads as who it is now.
        let rendered = match exchange.has_new_session() {
            true => None,
            false => match renderer.run(generation, &job).await {
                Ok(rendered) => Some(rendered),
                Err(error) => {
                    tracing::error!(request = exchange.request.id(), "{error}");
                    None
                }
            },
        };
        let reads = reads.into_inner().unwrap_or_else(PoisonError::into_inner);
        let is_for_others = !generation.is_in_development()
            && page.nonce.is_none()
            && rendered.as_ref().is_some_and(|it| !it.is_own);
        Answered { rendered, reads, is_for_others }
    }

    /// Begins the document, whose rest follows when the page is rendered.
    fn stream(
        self,
        mut response: Response,
        shell: Arc<Shell>,
        answered: Option<Answered>,
    ) -> PageAnswer {
        let begin = shell.write_begin(self.page.nonce.as_deref());
        response.headers_mut().insert(CONTENT_TYPE, HTML);
        *response.body_mut() = Body::from(begin.concat());
        let rest = async move {
            let answered = match answered {
                Some(answered) => answered,
                None => self.run().await,
            };
            self.tell_of_late(&answered);
            answered.write_rest(&self.page, &shell)
        };
        PageAnswer { response, rest: Some(rest.boxed()) }
    }

    /// Tells who writes a component that its status does not arrive.
    fn tell_of_late(&self, answered: &Answered) {
        let status = answered.rendered.as_ref().and_then(|it| it.status);
        if let (Some(status), true) = (status, self.generation.is_in_development()) {
            tracing::warn!(
                "`{}` has set the status {status}, and its page is streamed: the status was sent before. \
                 Set it in the function, or leave out `.streamed()`.",
                self.page.component,
            );
        }
    }
}

/// The digest of the bundle and the document that a page was rendered with.
#[derive(Clone, Copy)]
pub(super) struct RenderedBy(#[cfg_attr(not(feature = "cache"), expect(dead_code))] pub(super) u64);

/// What a page has asked for, as JSON, and what it was answered, in their order.
type Reads = Vec<(Bytes, Arc<ReadResults>)>;

fn keep_read(reads: &Mutex<Reads>, asked: Bytes, answered: Arc<ReadResults>) {
    reads.lock().unwrap_or_else(PoisonError::into_inner).push((asked, answered));
}

/// What a page has been rendered to.
struct Answered {
    /// `None` where it is left to the browser.
    rendered: Option<Rendered>,
    reads: Reads,
    /// Another request may get it as well: no script is trusted once, nothing has failed, and the component knows no
    /// more of its request than the function has given to it.
    is_for_others: bool,
}

impl Answered {
    /// Puts the page into the response of its function, whose status and headers stay.
    fn write_whole(&self, response: &mut Response, page: &Page, shell: &Shell) {
        let rendered = self.rendered.as_ref();
        let status = rendered.and_then(|it| StatusCode::from_u16(it.status?).ok());
        if let Some(status) = status {
            *response.status_mut() = status;
        }
        if !self.is_for_others {
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
        let head = rendered.map_or("", |it| &it.head);
        let document = self.write(page, head, |content| shell.write(content));
        response.headers_mut().insert(CONTENT_TYPE, HTML);
        *response.body_mut() = Body::new(DocumentBody(document.finish()));
    }

    /// Writes the rest of a document whose response has begun; `true` if another request may get the document as well.
    fn write_rest(&self, page: &Page, shell: &Shell) -> (Bytes, bool) {
        let late = self.rendered.as_ref().map(write_late).unwrap_or_default();
        let head = self.rendered.as_ref().map_or("", |it| &it.head);
        let head = [head, &late].concat();
        let text = self.write(page, &head, |content| shell.write_end(content)).concat();
        let is_success =
            |it: &Rendered| it.location.is_none() && it.status.is_none_or(|it| it == 200);
        let is_for_others = self.is_for_others && self.rendered.as_ref().is_some_and(is_success);
        (text, is_for_others)
    }

    fn write(&self, page: &Page, head: &str, write: impl FnOnce(&Content<'_>) -> Pieces) -> Pieces {
        let html = self.rendered.as_ref().map(|it| it.html.clone()).unwrap_or_default();
        let mut data = vec![write_component(page).into()];
        if self.rendered.is_some() {
            data.push(Bytes::from_static(br#","reads":["#));
            for (number, (asked, answered)) in self.reads.iter().enumerate() {
                data.push(Bytes::from_static(if number == 0 { b"[" } else { b",[" }));
                data.extend([asked.clone(), Bytes::from_static(b",")]);
                answered.write(&mut |piece| data.push(piece));
                data.push(Bytes::from_static(b"]"));
            }
            data.push(Bytes::from_static(b"]"));
        }
        data.push(Bytes::from_static(b"}"));
        write(&Content { head, html, data, nonce: page.nonce.as_deref() })
    }
}

/// A document as a body, in pieces whose length is known.
struct DocumentBody(VecDeque<Bytes>);

impl HttpBody for DocumentBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Ready(self.0.pop_front().map(|piece| Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.0.iter().map(|piece| piece.len() as u64).sum())
    }
}

/// Begins what the browser is told of a page: which component it is, with which properties.
fn write_component(page: &Page) -> Vec<u8> {
    let mut data = br#"{"component":"#.to_vec();
    write_text(&page.component, &mut data);
    data.extend_from_slice(br#","props":"#);
    data.extend_from_slice(page.props.as_deref().unwrap_or("null").as_bytes());
    data
}
