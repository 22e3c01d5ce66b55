//! The execution of a member of a bundle: one result, or the pages of a list.

use std::task::Context;
use std::time::Duration;

use super::execute::Execution;
use super::pages::Pages;
use crate::Error;

/// A member that has started: the rest of it, or `None` if it has ended.
pub(super) type MemberStarted = Result<Option<MemberRun>, Error>;

/// The rest of a member.
pub(super) enum MemberRun {
    Once(Execution),
    /// One page after another.
    Pages(Box<Pages>),
}

impl MemberRun {
    /// Polls the member once more.
    pub(super) fn advance(self, context: &mut Context<'_>) -> MemberStarted {
        match self {
            Self::Once(run) => Ok(run.advance(context)?.map(Self::Once)),
            Self::Pages(mut pages) => {
                let has_ended = pages.advance(context)?;
                Ok((!has_ended).then_some(Self::Pages(pages)))
            }
        }
    }

    /// The error of a member that exceeded the time limit.
    pub(super) fn time_out(&self, limit: Duration) -> Error {
        match self {
            Self::Once(run) => run.time_out(limit),
            Self::Pages(pages) => pages.time_out(limit),
        }
    }
}
