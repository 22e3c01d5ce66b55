//! One function called: by its name in an envelope, or as a member of a context.

use std::any::Any;
use std::sync::Arc;
use std::task::Context;

use bytes::Bytes;
use http::Response;
use serde::Serialize;

use super::execute::{self, Execution};
use super::mutation::mutate;
#[cfg(feature = "axum")]
use super::view::View;
#[cfg(feature = "uploads")]
use crate::arguments::ArgumentErrors;
use crate::arguments::{ArgumentSource, Arguments};
use crate::declared::function::Function;
use crate::declared::reply::Reply;
use crate::protocol::authorize::Identities;
use crate::protocol::http::success;
use crate::protocol::receive::{Mounted, read_envelope};
use crate::protocol::reply::{Announcement, Invalidations, write_merges};
use crate::server::{Injected, Member, Permit, Watch};
use crate::{Answer, Error, Request, Server};

/// A function, and whoever was let in to it.
pub(super) struct Authorized<'server> {
    pub(super) member: &'server Arc<Member>,
    pub(super) identities: Identities,
    #[cfg(feature = "uploads")]
    pub(super) files: super::form::ReceivedFiles,
}

impl Authorized<'_> {
    /// The one call that it was let in for.
    pub(super) fn call(&mut self, request: &Arc<Request>) -> Call {
        Call {
            #[cfg(feature = "uploads")]
            files: std::mem::take(&mut self.files),
            ..Call::new(self.member, request, self.identities.clone())
        }
    }
}

/// A function and all it needs to run.
pub struct Call {
    member: Arc<Member>,
    request: Arc<Request>,
    identities: Identities,
    #[cfg(feature = "uploads")]
    files: super::form::ReceivedFiles,
}

impl Call {
    /// A call by somebody who was let in.
    pub(super) fn new(
        member: &Arc<Member>,
        request: &Arc<Request>,
        identities: Identities,
    ) -> Self {
        Self {
            member: Arc::clone(member),
            request: Arc::clone(request),
            identities,
            #[cfg(feature = "uploads")]
            files: super::form::ReceivedFiles::default(),
        }
    }

    pub(super) fn watch(&self) -> Watch {
        self.member.observed.watch(self.function(), &self.request)
    }

    pub(super) fn function(&self) -> &'static Function {
        self.member.function
    }

    /// The arguments, as the function takes them.
    pub fn arguments<A: Arguments>(&self, source: &ArgumentSource<'_>) -> Result<A, Error> {
        source.read(self.function().arguments)
    }

    /// The file for the parameter of that position among those that take files.
    #[cfg(feature = "uploads")]
    pub fn file(&mut self, position: usize) -> Result<crate::Upload, Error> {
        self.file_if_any(position).ok_or_else(|| {
            let mut mistakes = ArgumentErrors::default();
            mistakes.add(self.function().files[position].name.to_owned(), "is missing");
            mistakes.into_error()
        })
    }

    /// The file for the parameter of that position, if there is one.
    #[cfg(feature = "uploads")]
    pub fn file_if_any(&mut self, position: usize) -> Option<crate::Upload> {
        self.files(position).pop()
    }

    /// The files for the parameter of that position.
    #[cfg(feature = "uploads")]
    pub fn files(&mut self, position: usize) -> Vec<crate::Upload> {
        self.files.take(position)
    }

    /// What the server lends for the borrowed parameter of that position.
    ///
    /// # Panics
    ///
    /// If the function borrows nothing of type `T` there; the expansion of the macro, which is
    /// the only caller, has listed it.
    pub fn injected<T: Send + Sync + 'static>(&self, position: usize) -> &T {
        self.injected_if_any(position).expect("who is asking was found before the function runs")
    }

    /// What the server lends for the borrowed parameter of that position, if there is anybody.
    pub fn injected_if_any<T: Send + Sync + 'static>(&self, position: usize) -> Option<&T> {
        let value: &dyn Any = match &self.member.injected[position] {
            Injected::Provided(value) => &**value,
            Injected::Request => &*self.request,
            Injected::Session => self.request.session(),
            Injected::Identity(identity) => &**self.identities.get(identity.position)?,
        };
        Some(value.downcast_ref().expect("a loan has the type that the function lists"))
    }

    /// Keeps the value of an argument that says which instances become stale.
    pub fn scope(&self, argument: &'static str, json: Option<String>) {
        self.request.reply_buffer.add_scope(|scope| scope.add(argument, json));
    }

    /// Keeps the value of a parameter of what becomes stale, where that says itself what it means.
    pub fn scope_target(&self, target: usize, parameter: &'static str, json: Option<String>) {
        self.request.reply_buffer.add_scope(|scope| scope.add_own(target, parameter, json));
    }

    /// Writes the answer of the function.
    pub fn write<A: Answer<Value: Serialize>>(&self, answer: A) -> Result<(), Error> {
        self.request.reply_buffer.write(answer)
    }

    /// Keeps the page that the function answers.
    #[cfg(feature = "axum")]
    pub fn page<Form>(&self, answer: impl View<Form>) -> Result<(), Error> {
        self.request.reply_buffer.set_page(answer)
    }
}

/// What stands before the result of a call.
const PREFIX: &[u8] = br#"{"result":"#;

impl Server {
    pub(in crate::protocol) async fn call(
        &self,
        request: &Arc<Request>,
        body: &Bytes,
    ) -> Result<Response<Bytes>, Error> {
        let envelope = read_envelope(body)?;
        let permit = self.acquire().await?;
        let mut authorized = self.prepare(request, &envelope.function).await?;
        let arguments = ArgumentSource::json(envelope.args);
        self.run(request, &mut authorized, &arguments, permit, &envelope.mounted).await
    }

    /// Finds a function and lets in whoever asks for it, or not.
    pub(super) async fn prepare(
        &self,
        request: &Request,
        function: &str,
    ) -> Result<Authorized<'_>, Error> {
        let member = self.function(function)?;
        let identities = self.authorize(request, member).await?;
        Ok(Authorized {
            member,
            identities,
            #[cfg(feature = "uploads")]
            files: super::form::ReceivedFiles::default(),
        })
    }

    /// Runs a call, and writes its answer with all that it changed.
    pub(super) async fn run(
        &self,
        request: &Arc<Request>,
        authorized: &mut Authorized<'_>,
        arguments: &ArgumentSource<'_>,
        permit: Permit,
        mounted: &[Mounted<'_>],
    ) -> Result<Response<Bytes>, Error> {
        let member = authorized.member;
        let Member { function, slots, .. } = &**member;
        request.reply_buffer.put(Reply::after(PREFIX));
        let begin = |context: &mut Context<'_>| {
            Execution::start(authorized.call(request), request, arguments, context)
        };
        let announcement = match function.context {
            Some(_) => {
                execute::read(self, begin).await?;
                Announcement::default()
            }
            None => mutate(self, member, request, begin, permit).await?,
        };
        let Reply { mut body, scope, .. } = request.reply_buffer.take();
        let result = PREFIX.len()..body.len();
        let invalidations = Invalidations::new(function.affects, &scope, &announcement.explicit);
        body.extend_from_slice(br#","invalidate":"#);
        invalidations.write(&mut body);
        write_merges(slots, &scope, &announcement, result, &mut body);
        announcement.write_versions(&mut body);
        if request.has_new_session() {
            // What the client shows is read again by whoever is signed in now.
            request.identities.lock().await.clear();
            body.extend_from_slice(br#","session":true"#);
        }
        if !mounted.is_empty() {
            // In a box of its own, as all that is not part of every call: a future is moved about.
            let changed = (&invalidations, &announcement);
            Box::pin(self.refresh(request, mounted, changed, &mut body)).await;
        }
        body.push(b'}');
        let mut response = success(body.into());
        invalidations.announce(response.headers_mut());
        Ok(response)
    }

    fn function(&self, name: &str) -> Result<&Arc<Member>, Error> {
        self.find_function(name)
            .ok_or_else(|| Error::not_found(format!("There is no function `{name}`.")))
    }
}
