//! The session of a request where the feature `sessions` is off: always absent.

use http::Extensions;

use crate::Error;

pub(crate) struct Session;

/// The changes of a function to its session: there are none.
pub(crate) enum SessionChanges {}

impl SessionChanges {
    pub(crate) fn size(&self) -> usize {
        match *self {}
    }
}

impl Session {
    pub(crate) fn of(_: &Extensions) -> Self {
        Self
    }

    pub(crate) fn is_modified(_: &Extensions) -> bool {
        false
    }

    pub(crate) fn has_changes(&self) -> bool {
        false
    }

    pub(crate) async fn commit(&self) -> Result<(), Error> {
        Ok(())
    }

    pub(crate) fn forget_changes(&self) {}

    pub(crate) async fn restore(&self) -> Result<(), Error> {
        Ok(())
    }

    pub(crate) fn ended_changes(&self) -> Option<SessionChanges> {
        None
    }

    pub(crate) async fn repeat(&self, call: &SessionChanges) -> Result<(), Error> {
        match *call {}
    }

    pub(crate) async fn reload(&self) -> Result<(), Error> {
        Ok(())
    }

    pub(crate) fn abandon(&self) {}

    pub(crate) fn is_abandoned(&self) -> bool {
        false
    }

    pub(crate) fn has_changed(&self) -> bool {
        false
    }

    pub(crate) async fn csrf_token(&self) -> Result<Option<String>, Error> {
        Ok(None)
    }

    pub(crate) async fn has_csrf_token(&self, _: &[u8]) -> Result<bool, Error> {
        Ok(false)
    }
}
