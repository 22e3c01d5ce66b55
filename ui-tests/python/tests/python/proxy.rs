//! A proxy whose lines are cut, refused, or lost without a word.

use std::sync::{Arc, Mutex};

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::AbortHandle;

/// What becomes of lines.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    Pass,
    /// Those that are open are cut, and no other is.
    Refuse,
    /// Those that are open carry nothing any more, and neither side is told.
    Freeze,
}

pub(crate) struct Proxy {
    pub(crate) address: String,
    mode: watch::Sender<Mode>,
    lines: Arc<Mutex<Vec<AbortHandle>>>,
}

impl Proxy {
    pub(crate) async fn start(target: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("its own address").to_string();
        let (mode, modes) = watch::channel(Mode::Pass);
        let lines: Arc<Mutex<Vec<AbortHandle>>> = Arc::default();
        let open = Arc::clone(&lines);
        tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                if *modes.borrow() == Mode::Refuse {
                    continue;
                }
                let line = tokio::spawn(carry(near, target.clone(), modes.clone()));
                open.lock().unwrap().push(line.abort_handle());
            }
        });
        Self { address, mode, lines }
    }

    /// Cuts all lines that are open.
    pub(crate) fn cut(&self) {
        for line in self.lines.lock().unwrap().drain(..) {
            line.abort();
        }
    }

    pub(crate) fn set(&self, mode: Mode) {
        self.mode.send_replace(mode);
        if mode == Mode::Refuse {
            self.cut();
        }
    }
}

async fn carry(mut near: TcpStream, target: String, mut modes: watch::Receiver<Mode>) {
    let Ok(mut far) = TcpStream::connect(target).await else { return };
    tokio::select! {
        _ = copy_bidirectional(&mut near, &mut far) => return,
        _ = modes.wait_for(|mode| *mode == Mode::Freeze) => {}
    }
    // Both ends stay open while nothing passes.
    std::future::pending::<()>().await;
}
