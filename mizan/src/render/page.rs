//! A page: a component with its properties, as a function with a `route` answers it.

use std::borrow::Cow;

use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// A component of the frontend, which a function with a `route` answers. The server renders it with the
/// [renderer](crate::Builder::render) that it has; what the component reads, it reads as the caller.
///
/// ```standalone_crate
/// use axum::http::StatusCode;
/// use axum::response::IntoResponse;
/// use mizan::Page;
///
/// #[derive(serde::Serialize)]
/// struct Properties {
///     slug: String,
/// }
///
/// #[mizan::client(route = "/article/{slug}")]
/// fn article_page(slug: String) -> Page {
///     Page::of("Article").props(&Properties { slug })
/// }
///
/// /// A status and headers are put beside a page as beside any response of axum.
/// #[mizan::client(route = "/gone")]
/// fn gone() -> impl IntoResponse {
///     (StatusCode::GONE, Page::of("Gone"))
/// }
/// # fn main() {}
/// ```
///
/// The document carries which component it shows, with which properties, and what that has read; `hydratePages` of
/// the client goes on with them in the browser. If a component cannot be rendered, the answer is the document without
/// it, which leaves it to the browser, and the log tells why.
#[derive(Clone, Debug)]
#[must_use = "a page is the answer of a function"]
pub struct Page {
    pub(crate) component: Cow<'static, str>,
    /// The properties as JSON, or why they are none.
    pub(crate) props: Result<String, String>,
    pub(crate) nonce: Option<String>,
    pub(crate) is_streamed: bool,
}

impl Page {
    /// A page of a component, by its name among the `pages` of the bundle. Its properties are `null`.
    pub fn of(component: impl Into<Cow<'static, str>>) -> Self {
        let (component, props) = (component.into(), Ok("null".to_owned()));
        Self { component, props, nonce: None, is_streamed: false }
    }

    /// Sets the properties, a struct or a map. They are in the document, for everybody who gets it.
    pub fn props<P: Serialize + ?Sized>(self, props: &P) -> Self {
        let props = serde_json::to_string(props).map_err(|error| error.to_string());
        Self { props, ..self }
    }

    /// Sets the nonce of a Content-Security-Policy, which the scripts of the document get; the function
    /// sends the policy in a header. It is of the letters of Base64, as the policy wants it, or none.
    ///
    /// ```standalone_crate
    /// use axum::http::header::CONTENT_SECURITY_POLICY;
    /// use axum::response::IntoResponse;
    /// use mizan::Page;
    ///
    /// # fn random() -> String { String::new() }
    /// #[mizan::client(route = "/")]
    /// fn home() -> impl IntoResponse {
    ///     let nonce = random();
    ///     let policy = format!("script-src 'nonce-{nonce}'");
    ///     ([(CONTENT_SECURITY_POLICY, policy)], Page::of("Home").nonce(nonce))
    /// }
    /// # fn main() {}
    /// ```
    pub fn nonce(self, nonce: impl Into<String>) -> Self {
        let is_plain = |text: &String| {
            text.bytes().all(|it| it.is_ascii_alphanumeric() || b"+/=-_".contains(&it))
        };
        Self { nonce: Some(nonce.into()).filter(is_plain), ..self }
    }

    /// Sends the beginning of the document before the component is rendered: the browser loads its scripts and
    /// styles while the component waits for what it reads.
    ///
    /// The status of the answer is then that of the function, for it is sent before the component can set one.
    /// [The guide][guide] tells what becomes of a status and a redirect that a component finds out too late.
    ///
    /// ```standalone_crate
    /// use mizan::Page;
    ///
    /// #[mizan::client(route = "/feed")]
    /// fn feed() -> Page {
    ///     Page::of("Feed").streamed()
    /// }
    /// # fn main() {}
    /// ```
    ///
    /// [guide]: crate::guide::rendering
    pub fn streamed(self) -> Self {
        Self { is_streamed: true, ..self }
    }
}

/// The server whose function has answered a page renders it. A handler that is none of its functions has no
/// server, and answers this text.
impl IntoResponse for Page {
    fn into_response(self) -> Response {
        let mut response =
            "A `mizan::Page` is answered by a function with a `route`.".into_response();
        response.extensions_mut().insert(self);
        response
    }
}
