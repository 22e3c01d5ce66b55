//! Pages of the frontend: rendered with what they read as the caller, and written into the document.

use std::sync::Arc;

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
        let shell = generation.shell.as_ref().ok_or_else(|| Error::internal(NO_RENDERER))?;
        let read = |body: Vec<u8>| -> Reading<'_> {
            Box::pin(async move {
                let answer = self.read_contexts(exchange, &body).await;
                answer.map(|answer| answer.body.to_vec()).map_err(|error| error.to_string())
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
        answer(response, shell, &page, props, rendered);
        Ok(())
    }
}

/// Puts a page into the response of its function, whose status and headers stay.
fn answer(
    response: &mut Response,
    shell: &Shell,
    page: &Page,
    props: &str,
    rendered: Option<Rendered>,
) {
    let status = rendered.as_ref().and_then(|it| StatusCode::from_u16(it.status?).ok());
    if let Some(status) = status {
        *response.status_mut() = status;
    }
    response.headers_mut().remove(CONTENT_LENGTH);
    // A page that was kept would name the files of a build that is gone, or miss what failed once.
    let default = HeaderValue::from_static("no-store");
    response.headers_mut().entry(CACHE_CONTROL).or_insert(default);
    let location = rendered.as_ref().and_then(|it| it.location.as_deref());
    if let Some(location) = location.and_then(|it| HeaderValue::from_str(it).ok()) {
        response.headers_mut().insert(LOCATION, location);
        response.headers_mut().remove(CONTENT_TYPE);
        *response.body_mut() = Body::empty();
        return;
    }
    let data = write_data(page, props, rendered.as_ref());
    let (head, html) = rendered.as_ref().map_or(("", ""), |it| (&it.head, &it.html));
    let nonce = page.nonce.as_deref();
    let text = shell.write(&Content { head, html, data: &data, nonce });
    let html = HeaderValue::from_static("text/html; charset=utf-8");
    response.headers_mut().insert(CONTENT_TYPE, html);
    *response.body_mut() = Body::from(text);
}

/// What a script in the browser is told: which component with which properties, and what it has read.
fn write_data(page: &Page, props: &str, rendered: Option<&Rendered>) -> String {
    let mut data = br#"{"component":"#.to_vec();
    write_text(&page.component, &mut data);
    let bundles = rendered.map(|rendered| rendered.data.as_deref().unwrap_or("{}"));
    data.extend_from_slice(br#","props":"#);
    data.extend_from_slice(props.as_bytes());
    if let Some(bundles) = bundles {
        data.extend_from_slice(br#","bundles":"#);
        data.extend_from_slice(bundles.as_bytes());
    }
    data.push(b'}');
    String::from_utf8(data).unwrap_or_default()
}
