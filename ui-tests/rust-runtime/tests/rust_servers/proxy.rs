//! A proxy that cuts lines, and loses them without a word.

use std::sync::{Arc, Mutex};

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{AbortHandle, JoinHandle};

pub(crate) struct Proxy {
    pub(crate) address: String,
    target: Arc<Mutex<String>>,
    lines: Arc<Mutex<Vec<AbortHandle>>>,
    task: JoinHandle<()>,
}

impl Proxy {
    pub(crate) async fn start(target: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let target = Arc::new(Mutex::new(target.to_owned()));
        let lines: Arc<Mutex<Vec<AbortHandle>>> = Arc::default();
        let (to, open) = (Arc::clone(&target), Arc::clone(&lines));
        let task = tokio::spawn(async move {
            while let Ok((mut near, _)) = listener.accept().await {
                let to = to.lock().unwrap().clone();
                let line = tokio::spawn(async move {
                    // A node that is not there refuses.
                    if let Ok(mut far) = TcpStream::connect(to).await {
                        let _ = copy_bidirectional(&mut near, &mut far).await;
                    }
                });
                open.lock().unwrap().push(line.abort_handle());
            }
        });
        Self { address, target, lines, task }
    }

    /// Cuts all lines; the next ones lead to a target.
    pub(crate) fn cut(&self, target: &str) {
        target.clone_into(&mut self.target.lock().unwrap());
        for line in self.lines.lock().unwrap().drain(..) {
            line.abort();
        }
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.task.abort();
        self.cut("");
    }
}
