//! The port of an example.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::{env, io, net::TcpListener};

use crate::Error;

/// Listens on the port in `PORT`, on 3000 if there is none, and on any that is free if it is 0.
///
/// ```no_run
/// let listener = example_support::port::listen()?;
/// println!("http://{}", listener.local_addr().unwrap());
/// # Ok::<(), example_support::Error>(())
/// ```
///
/// The listener does not block, as an asynchronous runtime wants it.
///
/// # Errors
///
/// The port is taken, or is none.
pub fn listen() -> Result<TcpListener, Error> {
    let port = env::var("PORT").unwrap_or("3000".to_owned());
    let listen = || {
        let listener = match port.as_str() {
            "0" => listen_anywhere()?,
            port => TcpListener::bind(format!("127.0.0.1:{port}"))?,
        };
        listener.set_nonblocking(true)?;
        Ok(listener)
    };
    listen().map_err(|error: io::Error| {
        Error(format!(
            "port {port} is not to be had: {error}.\nChoose another one, such as PORT=3001."
        ))
    })
}

/// Listens on a port that is none of those from which systems take the near end of a connection: a server that is
/// started again finds it free.
pub(crate) fn listen_anywhere() -> io::Result<TcpListener> {
    const TRIES: usize = 100;
    let random = || RandomState::new().build_hasher().finish();
    let ports = (0..TRIES).map(|_| (16_384 + random() % 16_384) as u16);
    let mut listeners = ports.filter_map(|port| TcpListener::bind(("127.0.0.1", port)).ok());
    listeners.next().ok_or_else(|| {
        io::Error::other(format!("of {TRIES} ports between 16384 and 32767 none is free"))
    })
}
