//! The end of a server: it waits for what runs, and takes nothing new.

use super::state::Server;

impl Server {
    /// Shuts down: waits until all running requests have ended, including mutations whose clients
    /// have disconnected, and then refuses new ones.
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
        // The semaphore is fair: requests that already wait for a permit come first.
        if let Ok(permits) = self.0.permits.acquire_many(all).await {
            self.0.permits.close();
            drop(permits);
        }
    }
}
