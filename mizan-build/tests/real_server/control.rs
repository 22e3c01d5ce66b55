//! The connection by which a schedule opens gates and hears of events, a line for each.

use std::sync::Arc;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio::sync::mpsc::UnboundedReceiver;

use crate::world::World;

/// Serves one schedule after the other; returns the address.
pub(crate) async fn start(world: Arc<World>, mut events: UnboundedReceiver<String>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        stream.set_nodelay(true).unwrap();
        let (reader, mut writer) = stream.into_split();
        let telling = async {
            while let Some(event) = events.recv().await {
                writer.write_all(format!("{event}\n").as_bytes()).await.unwrap();
            }
        };
        let following = async {
            let mut lines = BufReader::new(reader).lines();
            while let Ok(Some(command)) = lines.next_line().await {
                world.follow(&command);
            }
        };
        tokio::select! {
            () = telling => {}
            () = following => {}
        }
    });
    address
}
