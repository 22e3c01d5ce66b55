//! The end of a server: it takes nothing new, and waits for what runs.

use std::time::{Duration, Instant};

use super::state::Server;

impl Server {
    /// Shuts down: tells the clients of open sockets, which go to another server, refuses new requests
    /// with `UNAVAILABLE`, ends all streams with it, and waits until all running functions have ended,
    /// including mutations whose callers have gone, at most for the `deadline`.
    ///
    /// Returns `false` if something still ran at the deadline; [`Server::detached_mutations`] counts
    /// the mutations among it. Ending the process then stops them half way.
    ///
    /// Call it after the transport has shut down. A transport that waits for its connections would
    /// wait for streams without an end: [`end_streams`](Self::end_streams) ends them before.
    ///
    /// ```no_run
    /// # use std::time::Duration;
    /// # async fn run(listener: tokio::net::TcpListener, app: axum::Router, api: mizan::Server)
    /// # -> std::io::Result<()> {
    /// # async fn stop_signal() {}
    /// let streams = api.clone();
    /// let stop = async move {
    ///     stop_signal().await;
    ///     streams.end_streams();
    /// };
    /// axum::serve(listener, app).with_graceful_shutdown(stop).await?;
    /// api.shutdown(Duration::from_secs(30)).await;
    /// # Ok(()) }
    /// ```
    pub async fn shutdown(&self, deadline: Duration) -> bool {
        let begin = Instant::now();
        self.close_sockets(deadline).await;
        let has_ended = self.drain_within(deadline.saturating_sub(begin.elapsed())).await;
        #[cfg(feature = "cache")]
        if let Some(edge) = self.kept().and_then(|kept| kept.edge.as_ref()) {
            edge.flush(deadline.saturating_sub(begin.elapsed())).await;
        }
        self.link().leave().await;
        if !has_ended {
            let mutations = self.detached_mutations();
            tracing::error!(mutations, ?deadline, "shut down while functions still run");
        }
        has_ended
    }

    /// Ends all streams with `UNAVAILABLE`, those that begin later as well. Everything else goes on:
    /// it is the first step of a shutdown, which [`shutdown`](Self::shutdown) and
    /// `mizan::axum::serve` take themselves.
    ///
    /// ```standalone_crate
    /// # #[mizan::client]
    /// # fn ping() {}
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let api = mizan::Server::builder().build()?;
    /// api.end_streams();
    /// # Ok(()) }
    /// ```
    pub fn end_streams(&self) {
        self.load().end_streams();
    }
}
