//! Rendered pages in four frameworks, over HTTP and in Chromium.

#![cfg(unix)]

mod answers;
mod browser;
mod development;
mod streamed;
mod support;
