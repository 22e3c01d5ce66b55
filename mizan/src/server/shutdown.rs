//! The end of a server: it answers what runs and takes nothing new.

use crate::Server;

impl Server {
    /// Takes no further requests and waits until those that run have come to their end, also the
    /// mutations whose clients went away.
    ///
    /// Call it after the transport has shut down:
    ///
    /// ```no_run
    /// # async fn run(listener: tokio::net::TcpListener, app: axum::Router, api: mizan::Server)
    /// # -> std::io::Result<()> {
    /// # async fn stop_signal() {}
    /// axum::serve(listener, app).with_graceful_shutdown(stop_signal()).await?;
    /// api.shutdown().await;
    /// # Ok(()) }
    /// ```
    pub async fn shutdown(&self) {
        let all = self.limits().concurrency;
        // Requests that wait for their turn come before this, and are answered.
        if let Ok(permits) = self.running().acquire_many(all).await {
            self.running().close();
            drop(permits);
        }
    }
}
