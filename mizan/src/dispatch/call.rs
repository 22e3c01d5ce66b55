//! One function called: by its name in an envelope, or as a member of a context.

use std::any::Any;
use std::borrow::Cow;
use std::sync::Arc;

use bytes::Bytes;
use http::Response;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::arguments::{Arguments, read_json, read_params, read_query};
use super::limit::Permit;
#[cfg(feature = "uploads")]
use super::mistakes::Mistakes;
use super::query::Query;
use super::refresh::Mounted;
use super::reply::Reply;
use super::who::Who;
use super::{finish, invalidation, merge, response};
use crate::function::Function;
use crate::observer::Watch;
use crate::server::{Loan, Member, Server};
use crate::{Error, Request};

/// A function and all it needs to run.
pub struct Call {
    member: Arc<Member>,
    request: Arc<Request>,
    who: Who,
    arguments: Source,
    #[cfg(feature = "uploads")]
    files: super::form::Received,
}

/// Where the arguments of a call stand.
#[derive(Clone)]
pub(super) enum Source {
    /// A JSON object that holds nothing else.
    Json(Bytes),
    /// A JSON object, shared by the members of a context.
    Params(Bytes),
    /// The query of a URL, shared by the members of a context.
    Query(Arc<Query>),
}

impl Call {
    /// A call by somebody who was let in.
    pub(super) fn new(
        member: &Arc<Member>,
        request: &Arc<Request>,
        who: Who,
        arguments: Source,
    ) -> Self {
        Self {
            member: Arc::clone(member),
            request: Arc::clone(request),
            who,
            arguments,
            #[cfg(feature = "uploads")]
            files: super::form::Received::default(),
        }
    }

    /// The same call with what a form brought.
    #[cfg(feature = "uploads")]
    pub(super) fn with_form(
        self,
        args: Bytes,
        files: super::form::Received,
    ) -> Result<Self, Error> {
        check_object(&args)?;
        Ok(Self { arguments: Source::Json(args), files, ..self })
    }

    pub(super) fn request(&self) -> &Arc<Request> {
        &self.request
    }

    pub(super) fn watch(&self) -> Watch {
        self.member.observed.watch(self.function(), &self.request)
    }

    pub(super) fn function(&self) -> &'static Function {
        self.member.function
    }

    /// The arguments, as the function takes them.
    pub fn arguments<A: Arguments>(&self) -> Result<A, Error> {
        let names = self.function().arguments;
        match &self.arguments {
            Source::Json(object) => read_json(names, object),
            Source::Params(object) => read_params(names, object),
            Source::Query(query) => read_query(names, query),
        }
    }

    /// The file for the parameter of that position among those that take files.
    #[cfg(feature = "uploads")]
    pub fn file(&mut self, position: usize) -> Result<crate::Upload, Error> {
        self.file_if_any(position).ok_or_else(|| {
            let mut mistakes = Mistakes::default();
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
    pub fn lent<T: Send + Sync + 'static>(&self, position: usize) -> &T {
        self.lent_if_any(position).expect("who is asking was found before the function runs")
    }

    /// What the server lends for the borrowed parameter of that position, if there is anybody.
    pub fn lent_if_any<T: Send + Sync + 'static>(&self, position: usize) -> Option<&T> {
        let loan: &dyn Any = match &self.member.loans[position] {
            Loan::Provided(value) => &**value,
            Loan::Request => &*self.request,
            Loan::Session => self.request.session(),
            Loan::Identity(borrowed) => &**self.who.get(borrowed.kind)?,
        };
        Some(loan.downcast_ref().expect("a loan has the type that the function lists"))
    }
}

/// What stands before the result of a call.
const PREFIX: &[u8] = br#"{"result":"#;

/// The body of `call/`.
#[derive(Deserialize)]
struct Envelope<'body> {
    #[serde(rename = "fn", borrow)]
    function: Cow<'body, str>,
    #[serde(borrow)]
    args: &'body RawValue,
    #[serde(borrow, default)]
    mounted: Vec<Mounted<'body>>,
}

impl Server {
    pub(super) async fn call(
        &self,
        request: &Arc<Request>,
        body: &Bytes,
    ) -> Result<Response<Bytes>, Error> {
        let envelope = read_envelope(body)?;
        let permit = self.enter().await?;
        let arguments = Source::Json(body.slice_ref(envelope.args.get().as_bytes()));
        let call = self.prepare(request, &envelope.function, arguments).await?;
        self.run(request, call, permit, &envelope.mounted).await
    }

    /// Finds a function and lets in whoever asks for it, or not.
    pub(super) async fn prepare(
        &self,
        request: &Arc<Request>,
        function: &str,
        arguments: Source,
    ) -> Result<Call, Error> {
        let member = self.function(function)?;
        let who = self.admit(request, member).await?;
        Ok(Call::new(member, request, who, arguments))
    }

    /// Runs a call, and writes its answer with all that it changed.
    pub(super) async fn run(
        &self,
        request: &Arc<Request>,
        call: Call,
        permit: Permit,
        mounted: &[Mounted<'_>],
    ) -> Result<Response<Bytes>, Error> {
        let reply = Reply::after(PREFIX);
        let (member, function) = (Arc::clone(&call.member), call.function());
        let reply = match function.context {
            Some(_) => finish::Read::start(call, reply, self.limits().time).await?,
            None => finish::mutate(self, call, reply, permit).await?,
        };
        let (mut body, scope) = reply.into_parts();
        let result = PREFIX.len()..body.len();
        let stale = invalidation::resolve(function.affects, &scope, request.take_stale());
        body.extend_from_slice(br#","invalidate":"#);
        invalidation::write(&stale, &mut body);
        if !member.slots.is_empty() {
            merge::write(&member.slots, &scope, &self.version(), result, &mut body);
        }
        if request.has_new_session() {
            // What the client shows is read again by whoever is signed in now.
            request.identities.lock().await.clear();
            body.extend_from_slice(br#","session":true"#);
        }
        self.refresh(request, mounted, &stale, &mut body).await;
        body.push(b'}');
        let mut response = response::success(body.into());
        invalidation::announce(&stale, response.headers_mut());
        Ok(response)
    }

    fn function(&self, name: &str) -> Result<&Arc<Member>, Error> {
        self.find_function(name)
            .ok_or_else(|| Error::not_found(format!("There is no function `{name}`.")))
    }
}

fn read_envelope(body: &[u8]) -> Result<Envelope<'_>, Error> {
    let envelope: Envelope<'_> = serde_json::from_slice(body).map_err(|error| {
        Error::bad_request(format!(
            "The body has to be `{{\"fn\": \"name\", \"args\": {{…}}}}`: {error}."
        ))
    })?;
    check_object(envelope.args.get().as_bytes())?;
    Ok(envelope)
}

fn check_object(args: &[u8]) -> Result<(), Error> {
    if args.starts_with(b"{") {
        return Ok(());
    }
    Err(Error::bad_request("`args` has to be an object: `{\"fn\": \"name\", \"args\": {…}}`."))
}
