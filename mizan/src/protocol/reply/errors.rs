//! Errors as JSON.

use crate::Error;
use crate::json::write;

/// The body of an answer that is an error.
pub(crate) fn error_body(error: &Error) -> Vec<u8> {
    let mut body = br#"{"error":"#.to_vec();
    write_error(error, &mut body);
    body.push(b'}');
    body
}

/// Writes an error without an envelope.
pub(crate) fn write_error(error: &Error, body: &mut Vec<u8>) {
    write::write(error, body).expect("an error has JSON");
}
