//! The runtime in a browser.

use std::time::Duration;

use super::send::BoxFuture;
use super::timers::Runtime;

/// Runs tasks on the event loop of a page, with its timers.
#[derive(Debug, Clone, Copy, Default)]
pub struct Browser;

impl Runtime for Browser {
    fn spawn(&self, task: BoxFuture<()>) {
        wasm_bindgen_futures::spawn_local(task);
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<()> {
        // A longer one would fire at once.
        let longest = Duration::from_millis(0x7fff_ffff);
        Box::pin(gloo_timers::future::sleep(duration.min(longest)))
    }

    fn now(&self) -> Duration {
        // The clock of the system may go back; the store only measures how long data are kept by it.
        Duration::from_secs_f64(js_sys::Date::now().max(0.0) / 1000.0)
    }

    fn random(&self) -> f64 {
        js_sys::Math::random()
    }
}
