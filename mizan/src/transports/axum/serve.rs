//! A server of HTTP for an axum application: with timers, a limit of connections, and an orderly end.

use std::convert::Infallible;
use std::future::{Future, IntoFuture};
use std::io;
use std::net::SocketAddr;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use axum::http::header::UPGRADE;
use axum::response::Response;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep, timeout_at};
use tower::{Service, ServiceExt};

use crate::server::state::Server;

/// A request as it arrives over a connection.
type Request = hyper::Request<Incoming>;

/// Serves an application until the process is told to stop: by Ctrl-C, or by the signal that ends a
/// service. The application is a router, or [`front`](super::front()) and layers around one.
///
/// It does what `axum::serve` leaves to others: a head that does not arrive and a connection that is
/// idle are closed, connections are limited, and at the end streams are ended, and every running request and every mutation
/// whose caller has gone comes to its end before the process does. A handler finds the address of its
/// caller as axum's `ConnectInfo<SocketAddr>`.
///
/// ```no_run
/// # #[mizan::client]
/// # fn ping() {}
/// #[tokio::main]
/// async fn main() -> Result<(), Box<dyn std::error::Error>> {
///     let api = mizan::Server::builder().build()?;
///     let app = mizan::axum::front(&api, "/api/mizan", axum::Router::new());
///     let listener = tokio::net::TcpListener::bind("127.0.0.1:3000").await?;
///     mizan::axum::serve(listener, app, &api).await?;
///     Ok(())
/// }
/// ```
pub fn serve<S>(listener: TcpListener, app: S, api: &Server) -> Serve<S>
where
    S: Service<Request, Response = Response, Error = Infallible, Future: Send>,
    S: Clone + Send + 'static,
{
    Serve {
        listener,
        app,
        api: api.clone(),
        connections: 10_000,
        idle_time: Duration::from_secs(30),
        drain_time: Duration::from_secs(30),
        stop: Box::pin(stop_signal()),
    }
}

/// A server that [`serve`] made. It begins when it is awaited.
#[must_use = "a server does nothing until it is awaited"]
pub struct Serve<S = Router> {
    listener: TcpListener,
    app: S,
    api: Server,
    connections: usize,
    idle_time: Duration,
    drain_time: Duration,
    stop: Pin<Box<dyn Future<Output = ()> + Send>>,
}

impl<S> Serve<S> {
    /// Sets the number of connections that are open at once; further ones wait in the queue of the
    /// system. The default is 10 000.
    pub fn connections(mut self, connections: usize) -> Self {
        self.connections = connections;
        self
    }

    /// Sets the time that the head of a request may take to arrive, and that a connection may be idle
    /// between two requests. The default is 30 seconds.
    pub fn idle_time(mut self, time: Duration) -> Self {
        self.idle_time = time;
        self
    }

    /// Sets the time for running requests and mutations to end after the signal to stop. The default is
    /// 30 seconds.
    pub fn drain_time(mut self, time: Duration) -> Self {
        self.drain_time = time;
        self
    }

    /// Sets the event that stops the server, instead of a signal to the process.
    pub fn stop_on(mut self, event: impl Future<Output = ()> + Send + 'static) -> Self {
        self.stop = Box::pin(event);
        self
    }

    async fn run(self) -> io::Result<()>
    where
        S: Service<Request, Response = Response, Error = Infallible, Future: Send>,
        S: Clone + Send + 'static,
    {
        let Self { listener, app, api, connections, idle_time, drain_time, mut stop } = self;
        let places = Arc::new(Semaphore::new(connections));
        let graceful = GracefulShutdown::new();
        let mut http = Builder::new(TokioExecutor::new());
        // HTTP/1 counts the time of a head from the end of the request before: an idle connection ends
        // by the same timer.
        http.http1().timer(TokioTimer::new()).header_read_timeout(idle_time);
        http.http2()
            .timer(TokioTimer::new())
            .keep_alive_interval(idle_time)
            .keep_alive_timeout(idle_time);
        loop {
            let accept = async {
                let place = Arc::clone(&places).acquire_owned().await.ok();
                (place, accept(&listener).await)
            };
            let (place, (stream, caller)) = tokio::select! {
                accepted = accept => accepted,
                () = &mut stop => break,
            };
            let app = app.clone();
            let place = Place(place.map(Arc::new));
            let held = place.clone();
            let service = service_fn(move |mut request: Request| {
                request.extensions_mut().insert(ConnectInfo(caller));
                if request.headers().contains_key(UPGRADE) {
                    request.extensions_mut().insert(place.clone());
                }
                app.clone().oneshot(request)
            });
            let connection = http.serve_connection_with_upgrades(TokioIo::new(stream), service);
            let connection = graceful.watch(connection.into_owned());
            tokio::spawn(async move {
                // An error ends the connection alone, and is the client's: a broken line, a bad head.
                if let Err(error) = connection.await {
                    tracing::debug!(%caller, error, "a connection broke off");
                }
                drop(held);
            });
        }
        drop(listener);
        api.end_streams();
        let deadline = Instant::now() + drain_time;
        // Sockets are no longer connections of HTTP, and are told at once.
        let sockets = api.close_sockets(drain_time);
        let ended = async { tokio::join!(graceful.shutdown(), sockets) };
        if timeout_at(deadline, ended).await.is_err() {
            tracing::warn!(?drain_time, "connections were still open at the end");
        }
        api.shutdown(deadline.saturating_duration_since(Instant::now())).await;
        Ok(())
    }
}

/// The place of a connection. Requests hold it too: one that becomes a socket stays a connection.
#[derive(Clone)]
struct Place(#[expect(dead_code, reason = "it is only held")] Option<Arc<OwnedSemaphorePermit>>);

impl<S> IntoFuture for Serve<S>
where
    S: Service<Request, Response = Response, Error = Infallible, Future: Send>,
    S: Clone + Send + 'static,
{
    type Output = io::Result<()>;
    type IntoFuture = Pin<Box<dyn Future<Output = io::Result<()>> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}

/// Accepts the next connection. A connection that is gone already is no reason to stop, and a process
/// without free file descriptors waits for one.
async fn accept(listener: &TcpListener) -> (TcpStream, SocketAddr) {
    loop {
        match listener.accept().await {
            Ok((stream, caller)) => {
                // Answers are written whole, so that waiting for more bytes only delays them.
                let _ = stream.set_nodelay(true);
                return (stream, caller);
            }
            Err(error) if is_of_connection(&error) => {}
            Err(error) => {
                tracing::error!(%error, "no connection can be accepted");
                sleep(Duration::from_secs(1)).await;
            }
        }
    }
}

fn is_of_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

/// Waits for Ctrl-C, or for the signal that ends a service. A signal that cannot be handled never
/// comes.
async fn stop_signal() {
    let interrupt = pin!(async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    });
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                () = interrupt => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    interrupt.await;
}
