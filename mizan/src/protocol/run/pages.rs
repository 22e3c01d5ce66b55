//! Several pages of a list as one result: each page is read where the one before ended.

use std::sync::Arc;
use std::task::Context;
use std::time::{Duration, Instant};

use super::execute::{Execution, Started};
use crate::arguments::errors::ArgumentErrors;
use crate::arguments::object::Members;
use crate::arguments::source::KeptArguments;
use crate::arguments::written::WrittenValue;
use crate::declared::call::Call;
use crate::declared::exchange::Exchange;
use crate::declared::identity::Identities;
use crate::declared::reply::Reply;
use crate::server::member::{ContextMembers, Member};
use crate::server::paging::{Paging, Position};
use crate::{Code, Error};

/// The parameter by which a request asks for several pages of a list.
pub(super) const PAGES: &str = "$pages";

/// The part of a context that a client asks for.
#[derive(Clone, Copy)]
pub(crate) struct Selection<'request> {
    /// The names of the members, separated by commas; all without them.
    pub(super) only: Option<&'request str>,
    /// The number of pages of the one member's list.
    pub(super) pages: Option<WrittenValue<'request>>,
}

impl<'request> Selection<'request> {
    /// A selection whose number of pages is among the parameters.
    pub(crate) fn of(params: &Members<'request>, only: Option<&'request str>) -> Self {
        Self { only, pages: params.get(PAGES).map(WrittenValue::Json) }
    }

    /// The number of pages, at most `most`. What has no pages is refused.
    pub(super) fn read_pages(
        self,
        context: &ContextMembers,
        most: u32,
        errors: &mut ArgumentErrors,
    ) -> Option<u32> {
        let pages = self.pages?;
        let member = |name: &str| context.members.iter().find(|it| it.function.name == name);
        if self.only.and_then(member).is_none_or(|member| member.paging.is_none()) {
            let message = "is for a list in pages. Name its function in `$only`, alone";
            errors.add(PAGES.to_owned(), message);
        }
        let pages = pages.read::<u32>();
        if !pages.is_some_and(|pages| (1..=most).contains(&pages)) {
            let message = format!(
                "is a number from 1 to {most} in one request. Ask for further pages from where \
                 these end, or raise `pages_limit`"
            );
            errors.add(PAGES.to_owned(), message);
        }
        pages
    }
}

/// What the runs of one list share. It borrows nothing of the request, which may end before them.
pub(super) struct PageCall {
    pub(super) member: Arc<Member>,
    pub(super) paging: Arc<Paging>,
    pub(super) exchange: Arc<Exchange>,
    pub(super) identities: Identities,
    pub(super) arguments: KeptArguments,
}

impl PageCall {
    /// Starts one page.
    fn start(&self, position: &Position, context: &mut Context<'_>) -> Started {
        let Self { member, paging, exchange, identities, arguments } = self;
        let call = Call::new(&member.inputs, exchange, identities.clone());
        let arguments = arguments.source();
        let began = &mut Instant::now();
        match &position.0 {
            None => Execution::start(member, call, exchange, &arguments, context, began),
            Some(position) => {
                let arguments = arguments.with(paging.argument, position);
                Execution::start(member, call, exchange, &arguments, context, began)
            }
        }
    }
}

/// The pages of a list while they are read.
pub(super) struct Pages {
    page: PageCall,
    /// The pages that have been read, as a JSON list that is open.
    written: Vec<u8>,
    /// The pages that have not ended.
    due: u32,
    /// The page that is read next, or is being read.
    position: Position,
    run: Option<Execution>,
}

impl Pages {
    /// Starts with the page that the client names, or the first.
    pub(super) fn new(page: PageCall, due: u32) -> Self {
        let position = page.paging.start(page.arguments.written(page.paging.argument));
        Self { page, written: vec![b'['], due, position, run: None }
    }

    /// Reads page after page until one has to wait. When the last page has ended, the whole list is
    /// written and the result is `true`.
    pub(super) fn advance(&mut self, context: &mut Context<'_>) -> Result<bool, Error> {
        let buffer = &self.page.exchange.reply;
        loop {
            let mut reply = Reply::default();
            let run = self.run.take();
            let started = buffer.with(&mut reply, || match run {
                Some(run) => run.advance(context),
                None => self.page.start(&self.position, context),
            });
            if let Some(run) = started? {
                self.run = Some(run);
                return Ok(false);
            }
            self.written.extend_from_slice(&reply.body);
            self.due -= 1;
            match self.page.paging.follow(&self.position, &reply.body)? {
                Some(next) if self.due > 0 => self.position = next,
                _ => break,
            }
            self.written.push(b',');
        }
        self.written.push(b']');
        buffer.append(&self.written);
        Ok(true)
    }

    /// The error of a list that exceeded the time limit.
    pub(super) fn time_out(&self, limit: Duration) -> Error {
        match &self.run {
            Some(run) => run.time_out(limit),
            None => Error::new(Code::Timeout, format!("The list took longer than {limit:?}.")),
        }
    }
}
