//! The frames that tell a subscriber the truth of an instance.

use bytes::Bytes;

use crate::Error;
use crate::json::write::write_text;
use crate::protocol::reply::errors::write_error;
use crate::server::live::subscription::Name;

/// The largest bundle in bytes that is pushed. The client reads a larger one itself.
pub(super) const MOST_PUSHED: usize = 256 * 1024;

/// The frame with a bundle.
pub(super) fn bundle_frame(name: &Name, bundle: &[u8]) -> Bytes {
    if bundle.len() > MOST_PUSHED {
        return invalidate_frame(name);
    }
    let mut frame = open("bundle", name);
    frame.extend_from_slice(br#","bundle":"#);
    frame.extend_from_slice(bundle);
    frame.push(b'}');
    frame.into()
}

/// The frame with an error, after which the instance is no longer subscribed.
pub(super) fn error_frame(name: &Name, error: &Error) -> Bytes {
    let mut frame = open("bundle", name);
    frame.extend_from_slice(br#","error":"#);
    write_error(error, &mut frame);
    frame.push(b'}');
    frame.into()
}

/// The frame by which the client learns that it has to read the instance itself.
pub(super) fn invalidate_frame(name: &Name) -> Bytes {
    let mut frame = open("invalidate", name);
    frame.push(b'}');
    frame.into()
}

fn open(event: &str, name: &Name) -> Vec<u8> {
    let mut frame = format!(r#"{{"event":"{event}","context":"#).into_bytes();
    write_text(name.context, &mut frame);
    frame.extend_from_slice(br#","params":"#);
    frame.extend_from_slice(name.written.as_bytes());
    if let Some(only) = &name.only {
        frame.extend_from_slice(br#","only":"#);
        write_text(only, &mut frame);
    }
    frame
}
