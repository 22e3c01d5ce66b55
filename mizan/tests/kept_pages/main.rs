//! Pages in the cache: what is kept for whom, what makes it stale, and what is never kept.

mod application;
mod edge;
mod kept;
mod never;
mod races;
mod renewed;
mod varnish;
