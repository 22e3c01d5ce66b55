//! Functions that are reached in other ways than by a call: pages, sockets, with files; and whom
//! they know.

use std::borrow::Cow;

use mizan::{Identity as Asking, Upload};
use serde::{Deserialize, Serialize};

/// Who is asking, told by hand.
pub struct Guest(String);

impl Asking for Guest {
    fn id(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.0)
    }
}

pub type Visitor = Guest;

#[derive(mizan::Context)]
pub struct Letters {
    pub box_id: u32,
    pub year: u16,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Letter {
    #[mizan(key)]
    pub number: u32,
    pub text: String,
}

#[mizan::client(context = Letters, websocket)]
pub fn letters_in(box_id: u32, year: u16) -> Vec<Letter> {
    let _ = (box_id, year);
    Vec::new()
}

#[mizan::client(merge = letters_in)]
pub fn post_letter(
    /** The number on the box.

    It is of brass. */
    box_id: u32,
    year: u16,
    #[doc = "What is written."] text: String,
) -> Letter {
    let _ = year;
    Letter { number: box_id, text }
}

#[mizan::client(affects = [Letters { box_id: result.number }, letters_in { .. }], auth = superuser)]
pub fn burn_letter(visitor: &Visitor, number: u32) -> Letter {
    Letter { number, text: visitor.0.clone() }
}

#[mizan::client]
pub fn send_parcels(
    /// Who sends them.
    guest: Option<&Guest>,
    /// The picture on each.
    #[mizan(size = 5_000, accept = "image/png")]
    label: Upload,
    sender: String,
    parcels: Vec<Upload>,
    receipt: Option<Upload>,
) -> u32 {
    let _ = (guest, label, sender, parcels, receipt);
    0
}

#[mizan::client(context = Letters, route = "/letters/{box_id}/{year}")]
pub fn letters_page(box_id: u32, year: u16, dark: Option<bool>) -> String {
    format!("{box_id} {year} {dark:?}")
}

#[mizan::client(affects = Letters { .. }, route = "/letters", methods = [GET, POST])]
pub fn letters_form(sender: Option<u32>) -> &'static str {
    let _ = sender;
    "sent"
}
