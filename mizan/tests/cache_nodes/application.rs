//! A list of prices in a folder, which all nodes have: the database.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::time::sleep;

/// A price.
#[derive(mizan::Context)]
pub(crate) struct Price {
    pub(crate) id: i64,
}

/// The prices: a file for each, which is replaced as a whole.
pub(crate) struct Prices(pub(crate) PathBuf);

impl Prices {
    pub(crate) fn get(&self, id: i64) -> i64 {
        let text = fs::read_to_string(self.0.join(id.to_string())).unwrap_or_default();
        text.parse().unwrap_or_default()
    }

    /// Prices only rise: a change that comes late changes nothing.
    pub(crate) fn set(&self, id: i64, price: i64) {
        let lock = self.lock(id);
        if self.get(id) < price {
            let (new, whole) = (self.0.join(format!("{id}.new")), self.0.join(id.to_string()));
            fs::write(&new, price.to_string()).unwrap();
            fs::rename(new, whole).unwrap();
        }
        drop(lock);
    }

    /// One process at a time changes a price. The lock ends with its process.
    fn lock(&self, id: i64) -> fs::File {
        let file = fs::File::create(self.0.join(format!("{id}.lock"))).unwrap();
        file.lock().unwrap();
        file
    }

    /// Takes note of a read, for tests that count them.
    fn count(&self, id: i64) {
        use std::io::Write;
        let reads = self.0.join(format!("{id}.reads"));
        let mut file = fs::OpenOptions::new().append(true).create(true).open(reads).unwrap();
        file.write_all(b"x").unwrap();
    }
}

/// The number of times that a price was read.
pub(crate) fn reads(folder: &Path, id: i64) -> usize {
    fs::read(folder.join(format!("{id}.reads"))).map_or(0, |marks| marks.len())
}

#[mizan::client(context = Price)]
async fn price(prices: &Prices, id: i64, pause: Option<u32>) -> i64 {
    prices.count(id);
    let price = prices.get(id);
    wait(id, price, pause).await;
    price
}

/// Waits behind its change, so that others read in between and a kill may come there.
#[mizan::client(affects = Price)]
async fn set_price(prices: &Prices, id: i64, price: i64, pause: Option<u32>) {
    prices.set(id, price);
    wait(id, price, pause).await;
}

/// Waits for some milliseconds: those that were asked for, or others at each price.
async fn wait(id: i64, price: i64, pause: Option<u32>) {
    let some = u64::from_ne_bytes((id * 7 + price * 3).to_ne_bytes()) % 5;
    sleep(Duration::from_millis(pause.map_or(some, u64::from))).await;
}
