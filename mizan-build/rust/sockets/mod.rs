//! What opens the sockets of a client: outside of a browser, and in one.
//!
//! A generated client embeds these files beside the runtime, if its API has something live.

#[cfg(target_arch = "wasm32")]
mod browser;
#[cfg(not(target_arch = "wasm32"))]
mod native;

#[cfg(target_arch = "wasm32")]
pub use browser::BrowserSockets;
#[cfg(not(target_arch = "wasm32"))]
pub use native::Tungstenite;

/// The address of the socket of a server.
fn url_of(base_url: &str) -> String {
    let base = base_url.trim_end_matches('/');
    match base.strip_prefix("http") {
        Some(rest) => format!("ws{rest}/ws/"),
        None => format!("{base}/ws/"),
    }
}
