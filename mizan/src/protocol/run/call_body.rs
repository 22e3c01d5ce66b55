//! The body of a call that outlives its request.

use bytes::Bytes;

use crate::Error;
use crate::protocol::envelope::{MountedList, read_envelope};

/// The body of a call, which a task of its own can take along.
pub(crate) enum CallBody {
    /// A JSON envelope.
    Envelope(Bytes),
    /// The parts of a form.
    #[cfg(feature = "uploads")]
    Form { args: Bytes, mounted: Option<Bytes> },
}

impl CallBody {
    /// The arguments as JSON, and the mounted contexts.
    pub(crate) fn read(&self) -> Result<(&str, MountedList<'_>), Error> {
        match self {
            Self::Envelope(body) => {
                let envelope = read_envelope(body)?;
                Ok((envelope.args, envelope.mounted))
            }
            #[cfg(feature = "uploads")]
            Self::Form { args, mounted } => {
                let mounted = mounted.as_deref().map(MountedList::read).transpose()?;
                let args = str::from_utf8(args)
                    .map_err(|_| Error::bad_request("The part `args` is no text."))?;
                Ok((args, mounted.unwrap_or_default()))
            }
        }
    }
}
