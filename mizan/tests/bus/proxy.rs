//! A network between a client and a server, which a test can cut.

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// How the network is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Network {
    Whole,
    /// Nothing arrives, and nobody is told.
    Silent,
    /// Connections are closed, and refused.
    Closed,
}

/// A proxy in front of a server.
pub(crate) struct Proxy {
    pub(crate) address: SocketAddr,
    network: Arc<watch::Sender<Network>>,
}

impl Proxy {
    pub(crate) async fn start(port: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let network = Arc::new(watch::Sender::new(Network::Whole));
        tokio::spawn(accept(listener, port, Arc::clone(&network)));
        Self { address, network }
    }

    pub(crate) fn set(&self, network: Network) {
        self.network.send_replace(network);
    }
}

async fn accept(listener: TcpListener, port: u16, network: Arc<watch::Sender<Network>>) {
    while let Ok((client, _)) = listener.accept().await {
        let network = network.subscribe();
        tokio::spawn(async move {
            if *network.borrow() == Network::Closed {
                return;
            }
            let Ok(server) = TcpStream::connect(("127.0.0.1", port)).await else { return };
            let (from_client, to_client) = client.into_split();
            let (from_server, to_server) = server.into_split();
            tokio::spawn(carry(from_client, to_server, network.clone()));
            carry(from_server, to_client, network).await;
        });
    }
}

async fn carry(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    mut network: watch::Receiver<Network>,
) {
    let mut buffer = vec![0; 16 * 1024];
    loop {
        let mut closed = network.clone();
        let read = tokio::select! {
            read = from.read(&mut buffer) => read,
            _ = closed.wait_for(|network| *network == Network::Closed) => return,
        };
        let Ok(count @ 1..) = read else { return };
        let changed = network.wait_for(|network| *network != Network::Silent).await;
        if !changed.is_ok_and(|network| *network == Network::Whole) {
            return;
        }
        if to.write_all(&buffer[..count]).await.is_err() {
            return;
        }
    }
}
