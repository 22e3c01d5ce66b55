//! A client function as it was read, and what the phases ask of it.

use mizan_ir::{Cache, Limits};
use syn::{Ident, Path, Type};

use super::{
    affects::{self, Affects, ScopeField},
    auth::Auth,
    edit::Edit,
    role::Role,
    route::Route,
    signature::find_error,
    stream::Stream,
};
use crate::{Argument, Parameter, Upload};

/// A function that clients call.
#[derive(Clone)]
pub struct Client {
    /// Its name in Rust.
    pub name: Ident,
    /// Its name on the wire.
    pub wire_name: String,
    /// The context, if the function is a read.
    pub context: Option<Path>,
    /// The contexts and reads that a success makes stale.
    pub affects: Vec<Affects>,
    /// The reads into which the result of a success is merged, whole or as an element of a list; or
    /// the context of such a read.
    pub merge: Vec<Path>,
    /// The mutation that takes what a client changed of its result, if the function is a read of rows that
    /// can be edited.
    pub edit: Option<Edit>,
    /// The wire name of the read whose changes it takes, if the function is such a mutation.
    pub edits: Option<String>,
    /// Its role in a channel.
    pub role: Option<Role>,
    /// The callers that may run it.
    pub auth: Auth,
    /// True if no client can call it.
    pub is_private: bool,
    /// True if calls are sent over a socket.
    pub is_websocket: bool,
    /// The path of a page.
    pub route: Option<Route>,
    /// The methods that its route answers: `GET` without the key `methods`.
    pub methods: Vec<Ident>,
    /// The revision of its result; 0 without the key `rev`.
    pub rev: u32,
    /// The time for which a cache keeps its result.
    pub cache: Cache,
    /// The key `cache`, where it is written.
    pub cache_key: Option<Ident>,
    /// The limits of its own.
    pub limits: Limits,
    /// True if it runs on a thread for functions that block.
    pub is_blocking: bool,
    /// Its parameters, in the order of their declaration.
    pub parameters: Vec<Parameter>,
    /// True for an `async fn`.
    pub is_async: bool,
    /// `Some` if the function streams its results.
    pub stream: Option<Stream>,
    /// The type after `->`; of a function that streams, the type of one item.
    pub output: Option<Type>,
    /// The type of `as`, whose JSON a success has.
    pub replacement: Option<Type>,
    /// Its documentation, lines joined by `\n`.
    pub docs: String,
    /// `Some` when deprecated, with the note if there is one.
    pub deprecated: Option<String>,
}

impl Client {
    /// The parameters that the caller sends, in order.
    pub fn arguments(&self) -> impl Iterator<Item = &Argument> {
        self.parameters.iter().filter_map(|parameter| match parameter {
            Parameter::Argument(argument) => Some(argument),
            Parameter::Injected(_) => None,
        })
    }

    /// The parameters that the caller sends as JSON, in order.
    pub fn plain_arguments(&self) -> impl Iterator<Item = &Argument> {
        self.arguments().filter(|argument| argument.upload.is_none())
    }

    /// The parameter that names a page of the list that the function answers.
    pub fn page(&self) -> Option<&Argument> {
        self.arguments().find(|argument| argument.is_page)
    }

    /// The files that the caller sends, in order.
    pub fn files(&self) -> impl Iterator<Item = (&Argument, &Upload)> {
        self.arguments().filter_map(|argument| Some((argument, argument.upload.as_ref()?)))
    }

    /// The types whose hashes the report lists, in this order: first the arguments, then the
    /// output. The hash of an output `Result<T, E>` is that of `T`. The output of a page is left
    /// out, because a page answers no JSON.
    pub fn wire_types(&self) -> impl Iterator<Item = &Type> {
        let output = self.replacement.as_ref().or(self.output.as_ref());
        self.arguments().map(Argument::wire_type).chain(output.filter(|_| self.route.is_none()))
    }

    /// The error type `E` of an output that is written as `Result<T, E>`.
    pub fn error(&self) -> Option<&Type> {
        find_error(self.output.as_ref()?)
    }

    /// True if the value of a scope mentions the `result`. No parameter has that name then.
    ///
    /// ```
    /// let item = syn::parse_quote!(fn post(text: String) -> Post { todo!() });
    /// let attribute = syn::parse_quote!(affects = Thread { thread_id: result.thread_id });
    /// let client = mizan_syntax::parse_client(attribute, &item).unwrap();
    /// let scope = client.affects[0].scope.as_ref().unwrap();
    /// assert!(client.needs_result(&scope[0]));
    /// ```
    pub fn needs_result(&self, field: &ScopeField) -> bool {
        field.mentions(affects::RESULT).is_some()
    }
}
