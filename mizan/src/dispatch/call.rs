//! One function called: by its name in an envelope, or as a member of a context.

use std::any::Any;
use std::borrow::Cow;
use std::fmt::Display;
use std::sync::Arc;
use std::task::Context;

use bytes::Bytes;
use http::Response;
use memchr::{memchr, memchr2};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;

use super::arguments::{Arguments, Source};
use super::finish::{self, Run};
use super::invalidation::Changes;
use super::limit::Permit;
#[cfg(feature = "uploads")]
use super::mistakes::Mistakes;
use super::refresh::Mounted;
use super::reply::Reply;
#[cfg(feature = "axum")]
use super::view::View;
use super::who::Who;
use super::{merge, response};
use crate::function::Function;
use crate::observer::Watch;
use crate::server::{Loan, Member, Server};
use crate::{Answer, Error, Request};

/// A function, and whoever was let in to it.
pub(super) struct Admitted<'server> {
    pub(super) member: &'server Arc<Member>,
    pub(super) who: Who,
    #[cfg(feature = "uploads")]
    pub(super) files: super::form::Received,
}

impl Admitted<'_> {
    /// The one call that it was let in for.
    pub(super) fn call(&mut self, request: &Arc<Request>) -> Call {
        Call {
            #[cfg(feature = "uploads")]
            files: std::mem::take(&mut self.files),
            ..Call::new(self.member, request, self.who.clone())
        }
    }
}

/// A function and all it needs to run.
pub struct Call {
    member: Arc<Member>,
    request: Arc<Request>,
    who: Who,
    #[cfg(feature = "uploads")]
    files: super::form::Received,
}

impl Call {
    /// A call by somebody who was let in.
    pub(super) fn new(member: &Arc<Member>, request: &Arc<Request>, who: Who) -> Self {
        Self {
            member: Arc::clone(member),
            request: Arc::clone(request),
            who,
            #[cfg(feature = "uploads")]
            files: super::form::Received::default(),
        }
    }

    pub(super) fn watch(&self) -> Watch {
        self.member.observed.watch(self.function(), &self.request)
    }

    pub(super) fn function(&self) -> &'static Function {
        self.member.function
    }

    /// The arguments, as the function takes them.
    pub fn arguments<A: Arguments>(&self, source: &Source<'_>) -> Result<A, Error> {
        source.read(self.function().arguments)
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

    /// Keeps the value of an argument that says which instances become stale.
    pub fn scope(&self, argument: &'static str, json: Option<String>) {
        self.request.desk.add_scope(|scope| scope.add(argument, json));
    }

    /// Keeps the value of a parameter of what becomes stale, where that says itself what it means.
    pub fn scope_target(&self, target: usize, parameter: &'static str, json: Option<String>) {
        self.request.desk.add_scope(|scope| scope.add_own(target, parameter, json));
    }

    /// Writes the answer of the function.
    pub fn write<A: Answer<Value: Serialize>>(&self, answer: A) -> Result<(), Error> {
        self.request.desk.write(answer)
    }

    /// Keeps the page that the function answers.
    #[cfg(feature = "axum")]
    pub fn page<Form>(&self, answer: impl View<Form>) -> Result<(), Error> {
        self.request.desk.show(answer)
    }
}

/// What stands before the result of a call.
const PREFIX: &[u8] = br#"{"result":"#;

/// The body of `call/`.
#[derive(Deserialize)]
struct Envelope<'body> {
    #[serde(rename = "fn", borrow)]
    function: Cow<'body, str>,
    #[serde(borrow, deserialize_with = "read_raw")]
    args: &'body str,
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
        let mut admitted = self.prepare(request, &envelope.function).await?;
        let arguments = Source::json(envelope.args);
        self.run(request, &mut admitted, &arguments, permit, &envelope.mounted).await
    }

    /// Finds a function and lets in whoever asks for it, or not.
    pub(super) async fn prepare(
        &self,
        request: &Request,
        function: &str,
    ) -> Result<Admitted<'_>, Error> {
        let member = self.function(function)?;
        let who = self.admit(request, member).await?;
        Ok(Admitted {
            member,
            who,
            #[cfg(feature = "uploads")]
            files: super::form::Received::default(),
        })
    }

    /// Runs a call, and writes its answer with all that it changed.
    pub(super) async fn run(
        &self,
        request: &Arc<Request>,
        admitted: &mut Admitted<'_>,
        arguments: &Source<'_>,
        permit: Permit,
        mounted: &[Mounted<'_>],
    ) -> Result<Response<Bytes>, Error> {
        let Member { function, slots, .. } = &**admitted.member;
        request.desk.lay(Reply::after(PREFIX));
        let begin = |context: &mut Context<'_>| {
            Run::begin(admitted.call(request), request, arguments, context)
        };
        match function.context {
            Some(_) => finish::read(self, begin).await?,
            None => finish::mutate(self, begin, permit).await?,
        }
        let Reply { mut body, scope, .. } = request.desk.take();
        let result = PREFIX.len()..body.len();
        let changes = Changes::new(function.affects, &scope, request.take_said());
        body.extend_from_slice(br#","invalidate":"#);
        changes.write(&mut body);
        merge::write(slots, &scope, self, result, &mut body);
        if request.has_new_session() {
            // What the client shows is read again by whoever is signed in now.
            request.identities.lock().await.clear();
            body.extend_from_slice(br#","session":true"#);
        }
        if !mounted.is_empty() {
            // In a box of its own, as all that is not part of every call: a future is moved about.
            Box::pin(self.refresh(request, mounted, &changes, &mut body)).await;
        }
        body.push(b'}');
        let mut response = response::success(body.into());
        changes.announce(response.headers_mut());
        Ok(response)
    }

    fn function(&self, name: &str) -> Result<&Arc<Member>, Error> {
        self.find_function(name)
            .ok_or_else(|| Error::not_found(format!("There is no function `{name}`.")))
    }
}

fn read_envelope(body: &[u8]) -> Result<Envelope<'_>, Error> {
    let refuse = |error: &dyn Display| {
        Error::bad_request(format!(
            "The body has to be `{{\"fn\": \"name\", \"args\": {{…}}}}`: {error}."
        ))
    };
    let text = str::from_utf8(body).map_err(|error| refuse(&error))?;
    if let Some(envelope) = read_short_envelope(text) {
        return Ok(envelope);
    }
    let envelope: Envelope<'_> = serde_json::from_str(text).map_err(|error| refuse(&error))?;
    check_object(envelope.args)?;
    Ok(envelope)
}

/// Refuses arguments that have no names.
pub(super) fn check_object(args: &str) -> Result<(), Error> {
    if args.starts_with('{') {
        return Ok(());
    }
    Err(Error::bad_request("`args` has to be an object: `{\"fn\": \"name\", \"args\": {…}}`."))
}

fn read_raw<'body, D: Deserializer<'body>>(deserializer: D) -> Result<&'body str, D::Error> {
    <&RawValue>::deserialize(deserializer).map(RawValue::get)
}

/// Reads an envelope as a client writes it that shows nothing: it goes over the arguments only to
/// find that nothing is behind them. Whether they are JSON shows when they are read.
fn read_short_envelope(text: &str) -> Option<Envelope<'_>> {
    let rest = text.strip_prefix(r#"{"fn":""#)?;
    let end = memchr2(b'"', b'\\', rest.as_bytes())?;
    let (function, rest) = rest.split_at(end);
    let args = rest.strip_prefix(r#"","args":"#)?.strip_suffix('}')?;
    // Where there is but one brace that closes, as in most, nothing can be behind it.
    let is_flat = memchr(b'}', args.as_bytes())? + 1 == args.len();
    let is_whole = args.starts_with('{') && (is_flat || find_end(args)? == args.len());
    is_whole.then(|| Envelope { function: Cow::Borrowed(function), args, mounted: Vec::new() })
}

/// Where the brackets that open first are closed.
fn find_end(json: &str) -> Option<usize> {
    let (json, mut depth, mut at) = (json.as_bytes(), 0_usize, 0);
    loop {
        match json.get(at)? {
            b'"' => at = find_quote(json, at + 1)?,
            b'{' | b'[' => depth += 1,
            b'}' | b']' if depth == 1 => return Some(at + 1),
            b'}' | b']' => depth = depth.checked_sub(1)?,
            _ => {}
        }
        at += 1;
    }
}

/// Where a text ends that began before.
fn find_quote(json: &[u8], mut at: usize) -> Option<usize> {
    loop {
        at += memchr2(b'"', b'\\', json.get(at..)?)?;
        match json[at] {
            b'"' => return Some(at),
            _ => at += 2,
        }
    }
}
