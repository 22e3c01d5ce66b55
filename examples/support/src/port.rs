//! The port of an example.

use std::{env, net::TcpListener};

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
        let listener = TcpListener::bind(format!("127.0.0.1:{port}"))?;
        listener.set_nonblocking(true)?;
        Ok(listener)
    };
    listen().map_err(|error: std::io::Error| {
        Error(format!(
            "port {port} is not to be had: {error}.\nChoose another one, such as PORT=3001."
        ))
    })
}
