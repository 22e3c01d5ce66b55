//! What a page is told when the plugin itself refuses a command, in the form of the protocol's errors.

use serde::Serialize;

/// An error of the plugin.
#[derive(Debug, Serialize)]
pub(crate) struct Refusal {
    code: &'static str,
    message: String,
}

impl Refusal {
    pub(crate) fn bad_request(message: impl Into<String>) -> Self {
        Self { code: "BAD_REQUEST", message: message.into() }
    }

    /// A page whose client speaks another version of the protocol.
    pub(crate) fn other_version(theirs: u32, ours: u32) -> Self {
        let message = format!(
            "The page speaks version {theirs} of Mizan's protocol, and the application version {ours}.\n\
             Build the page and the application with one version of Mizan."
        );
        Self { code: "STALE_CLIENT", message }
    }

    /// A connection that has ended, or that another page has opened.
    pub(crate) fn closed() -> Self {
        Self { code: "NETWORK", message: "The connection to the application has ended.".to_owned() }
    }
}

impl From<mizan::Error> for Refusal {
    fn from(error: mizan::Error) -> Self {
        Self { code: error.code().as_str(), message: error.message().to_owned() }
    }
}
