//! The memory of a connection that is idle after one request.

use std::convert::Infallible;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, Response};
use hyper::body::Incoming;
use tokio::net::TcpListener;
use tower_service::Service;

use crate::idle::resident;
use crate::load::{is_whole, write};
use crate::with_mizan;

/// Fewer than 10 000, because both ends are in this process, which may open 20 000 files.
const CONNECTIONS: usize = 8_000;

/// Opens connections, sends one request over each, and returns the bytes of memory that each holds
/// when it is idle. The clients are sockets without buffers, which hold none.
pub(crate) fn measure<S>(app: S, request: Request<Body>) -> f64
where
    S: Service<Request<Incoming>, Response = Response<Body>, Error = Infallible, Future: Send>,
    S: Clone + Send + 'static,
{
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let (address, request) = runtime.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let server = mizan::axum::serve(listener, app, &with_mizan::api());
        tokio::spawn(server.idle_time(Duration::from_secs(600)).into_future());
        (address, write(request).await)
    });
    let before = resident();
    let streams: Vec<TcpStream> = (0..CONNECTIONS).map(|_| ask(address, &request)).collect();
    (resident() - before) / streams.len() as f64
}

fn ask(address: SocketAddr, request: &[u8]) -> TcpStream {
    let mut stream = TcpStream::connect(address).expect("a connection");
    stream.write_all(request).expect("a server");
    let (mut response, mut piece) = (Vec::new(), [0; 1024]);
    while !is_whole(&response) {
        let read = stream.read(&mut piece).expect("a response");
        assert!(read > 0, "the connection was closed");
        response.extend_from_slice(&piece[..read]);
    }
    stream
}
