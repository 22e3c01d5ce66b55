//! One call of a function, as the code that the macro writes sees it.

use std::any::Any;
use std::pin::{Pin, pin};
use std::sync::Arc;

use futures_util::{Stream, StreamExt};
use serde::Serialize;

use super::answer::Answer;
use super::blocking::BlockingThreads;
use super::exchange::Exchange;
use super::identity::Identities;
use super::inputs::{Injected, Inputs};
use super::reply::{Page, wait_until_taken};
#[cfg(feature = "uploads")]
use super::upload::{ReceivedFiles, Upload};
use crate::Error;
#[cfg(feature = "uploads")]
use crate::arguments::errors::ArgumentErrors;
use crate::arguments::source::ArgumentSource;
use crate::arguments::tuple::Arguments;

/// A stream whose items are written.
type Streaming<'call> = Pin<Box<dyn Future<Output = Result<(), Error>> + Send + 'call>>;

/// The values that one call of a function needs, and the reply that it writes to.
pub struct Call {
    exchange: Arc<Exchange>,
    inputs: Arc<Inputs>,
    identities: Identities,
    #[cfg(feature = "uploads")]
    files: ReceivedFiles,
}

impl Call {
    /// A call on behalf of these identities, which the access policy has accepted.
    pub(crate) fn new(
        inputs: &Arc<Inputs>,
        exchange: &Arc<Exchange>,
        identities: Identities,
    ) -> Self {
        Self {
            exchange: Arc::clone(exchange),
            inputs: Arc::clone(inputs),
            identities,
            #[cfg(feature = "uploads")]
            files: ReceivedFiles::default(),
        }
    }

    /// The same call with the files that arrived for it.
    #[cfg(feature = "uploads")]
    pub(crate) fn with_files(self, files: ReceivedFiles) -> Self {
        Self { files, ..self }
    }

    /// Reads the arguments into the types of the parameters.
    pub fn arguments<A: Arguments>(&self, source: &ArgumentSource<'_>) -> Result<A, Error> {
        source.read(self.inputs.arguments)
    }

    /// The file for a parameter, by its position among the parameters that take files.
    #[cfg(feature = "uploads")]
    pub fn file(&mut self, position: usize) -> Result<Upload, Error> {
        self.file_if_any(position).ok_or_else(|| {
            let mut errors = ArgumentErrors::default();
            errors.add(self.inputs.files[position].name.to_owned(), "is missing");
            errors.into_error()
        })
    }

    /// The file for an optional parameter.
    #[cfg(feature = "uploads")]
    pub fn file_if_any(&mut self, position: usize) -> Option<Upload> {
        self.files(position).pop()
    }

    /// The files for a parameter that takes a list.
    #[cfg(feature = "uploads")]
    pub fn files(&mut self, position: usize) -> Vec<Upload> {
        self.files.take(position)
    }

    /// The value for the borrowed parameter of that position.
    ///
    /// # Panics
    ///
    /// If the function borrows no `T` at that position. The expansion of the macro is the only
    /// caller, and lists the type as a [`Dependency`](super::inputs::Dependency).
    pub fn injected<T: Send + Sync + 'static>(&self, position: usize) -> &T {
        self.injected_if_any(position).expect("what is required is found before the function runs")
    }

    /// The value for the borrowed parameter of that position; `None` for an identity that was not
    /// found, and for a value that is not attached to the request.
    pub fn injected_if_any<T: Send + Sync + 'static>(&self, position: usize) -> Option<&T> {
        let value: &dyn Any = match &self.inputs.injected[position] {
            Injected::Provided(value) => &**value,
            Injected::Request => &self.exchange.request,
            Injected::Session => self.exchange.session(),
            Injected::Attached(attached) => (attached.find)(self.exchange.request.extensions())?,
            Injected::Identity(identity) => &**self.identities.get(identity.position)?,
        };
        Some(value.downcast_ref().expect("an injected value has the type that the function lists"))
    }

    /// The `dyn Trait` for the borrowed parameter of that position.
    ///
    /// # Panics
    ///
    /// As [`Call::injected`].
    pub fn injected_object<T: Send + Sync + ?Sized + 'static>(&self, position: usize) -> &T {
        let shared: Option<&Arc<T>> = match &self.inputs.injected[position] {
            Injected::Provided(value) => value.downcast_ref(),
            _ => None,
        };
        shared.expect("a borrowed `dyn Trait` is provided in an `Arc`")
    }

    /// An error if a value is borrowed that nothing has attached to the request.
    pub(crate) fn check_attached(&self) -> Result<(), Error> {
        self.inputs.check_attached(&self.exchange.request)
    }

    /// The value that a rule of a form borrows.
    ///
    /// # Panics
    ///
    /// If no rule of the function borrows a `T`. The expansion of the derive is the only caller, and
    /// lists the type.
    #[cfg(feature = "forms")]
    pub fn lent<T: Send + Sync + 'static>(&self) -> &T {
        let id = std::any::TypeId::of::<T>();
        let lent = self.inputs.lent.iter().find(|(known, _)| *known == id).map(|(_, value)| value);
        let value: &dyn Any = match lent {
            Some(Injected::Provided(value)) => &**value,
            Some(Injected::Request) => &self.exchange.request,
            Some(Injected::Session) => self.exchange.session(),
            Some(Injected::Attached(_) | Injected::Identity(_)) | None => &(),
        };
        value.downcast_ref().expect("a rule borrows what its form lists")
    }

    /// The threads for a function that blocks.
    pub fn blocking_threads(&self) -> BlockingThreads {
        self.inputs.threads.clone()
    }

    /// The identities of the caller.
    pub(crate) fn identities(&self) -> &Identities {
        &self.identities
    }

    /// Adds the value of an argument to the scope of the invalidations.
    pub fn scope(&self, argument: &'static str, json: Option<String>) {
        self.exchange.reply.add_scope(|scope| scope.add(argument, json));
    }

    /// Adds a value to the explicit scope of one target of `affects`.
    pub fn scope_target(&self, target: usize, parameter: &'static str, json: Option<String>) {
        self.exchange.reply.add_scope(|scope| scope.add_own(target, parameter, json));
    }

    /// Writes the result of the function.
    pub fn write<A: Answer<Value: Serialize>>(&self, answer: A) -> Result<(), Error> {
        self.exchange.reply.write(answer)
    }

    /// Writes the items of a stream, one after another, to its end or to the first item that is an
    /// error or has no JSON.
    ///
    /// Boxed, so that the compiler tells once what it misses: at the type of the stream.
    pub fn stream<'call, S>(&'call self, stream: S) -> Streaming<'call>
    where
        S: Stream<Item: Answer<Value: Serialize>> + Send + 'call,
    {
        Box::pin(async move {
            // An item need not be `Send`, so that none is held while the stream waits.
            let mut written = pin!(stream.map(|item| self.exchange.reply.write_item(item)));
            while let Some(written) = written.next().await {
                written?;
                wait_until_taken().await;
            }
            Ok(())
        })
    }

    /// Keeps the page that the function returned.
    pub fn page(&self, page: Page) -> Result<(), Error> {
        self.exchange.reply.set_page(page);
        Ok(())
    }
}
