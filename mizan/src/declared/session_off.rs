//! What stands for the session where the feature `sessions` is off: there is none.

use http::Extensions;

use crate::Error;

pub(crate) struct Session;

impl Session {
    pub(crate) fn of(_: &Extensions) -> Self {
        Self
    }

    pub(crate) fn has_changed(&self) -> bool {
        false
    }

    pub(crate) async fn proof(&self) -> Result<Option<String>, Error> {
        Ok(None)
    }

    pub(crate) async fn is_proven(&self, _: &[u8]) -> Result<bool, Error> {
        Ok(false)
    }
}
