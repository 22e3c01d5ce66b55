//! The renderer: components of the frontend, rendered to HTML by workers of Node.js.
//!
//! ```no_run
//! # #[derive(serde::Serialize)]
//! # struct Invoice { number: u32 }
//! # async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! let renderer = mizan::render::node("web/dist/server.js").workers(2).build()?;
//! let html = renderer.render("Invoice", &Invoice { number: 7 }).await?;
//! # Ok(()) }
//! ```
//!
//! The bundle is a module that exports `pages`. The client of an API with pages makes them of components:
//!
//! ```js
//! import { renderPages } from "./api/server";
//! import { Invoice } from "./Invoice";
//!
//! export const pages = renderPages({ Invoice });
//! ```
//!
//! [The guide][guide] tells how the browser takes a page over, and [the frames of the renderer][frames] what
//! else a bundle may export. A worker loads the bundle once, and renders many pages after each other; while
//! one waits for data, others are rendered.
//!
//! [guide]: crate::guide::rendering
//! [frames]: crate::guide::inside::renderer
//!
//! # What fails
//!
//! A component that is not rendered in time is given up. If it has kept its worker from everything else, the
//! worker is replaced. If a worker ends, what was in flight in it is rendered again, one after the
//! other, in a worker apart: only the component that ends this one as well fails.
//!
//! # A new bundle
//!
//! A bundle that is built anew while it is served is loaded into new workers, which take over once all of
//! them are ready; what has begun ends in the old ones. A bundle that cannot be loaded is told in the log,
//! and the old one stays.
//!
//! Workers need sockets of Unix.

pub(crate) mod attempt;
mod build;
mod cure;
mod error;
pub(crate) mod frame;
pub(crate) mod generation;
#[cfg(feature = "axum")]
pub(crate) mod late;
mod outbox;
#[cfg(feature = "axum")]
pub(crate) mod page;
pub(crate) mod pieces;
mod process;
pub(crate) mod renderer;
pub(crate) mod shell;
mod worker;

pub use build::{Builder, bun, node, vite};
pub use error::{BuildError, RenderError};
pub use renderer::Renderer;
