//! The files of the page, within the binary.

use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};

#[derive(rust_embed::Embed)]
#[folder = "web/dist"]
#[allow_missing = true]
struct Files;

/// A file of the page; for every other address the page itself, whose router reads the address.
pub async fn page(uri: Uri) -> Response {
    let path = uri.path().trim_start_matches('/');
    let Some(file) = Files::get(path).or_else(|| Files::get("index.html")) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    // Vite gives what is in `assets` another name with each change.
    let caching = match path.starts_with("assets/") {
        true => "public, max-age=31536000, immutable",
        false => "no-cache",
    };
    let content_type = file.metadata.mimetype().to_owned();
    let headers = [(header::CONTENT_TYPE, &*content_type), (header::CACHE_CONTROL, caching)];
    (headers, file.data).into_response()
}
