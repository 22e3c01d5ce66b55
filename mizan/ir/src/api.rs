//! An API as a whole: its contexts, its functions, its types.

use std::collections::BTreeMap;

use crate::{Place, Type, TypeDefinition};

/// Everything a client has to know about a backend.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Api {
    /// The contexts, by wire name.
    pub contexts: BTreeMap<String, Context>,
    /// The functions, by wire name.
    pub functions: BTreeMap<String, Function>,
    /// The types that functions and contexts mention, by path (`my_crate::model::Profile`).
    pub types: BTreeMap<String, TypeDefinition>,
}

impl Api {
    /// The reads of a context, in the order of their wire names.
    ///
    /// ```
    /// use mizan_ir::{Api, Function};
    ///
    /// let mut api = Api::default();
    /// let read = Function { context: Some("user".to_owned()), ..Function::default() };
    /// api.functions.insert("user_profile".to_owned(), read);
    /// api.functions.insert("ping".to_owned(), Function::default());
    /// let members: Vec<&str> = api.members("user").map(|(name, _)| name).collect();
    /// assert_eq!(members, ["user_profile"]);
    /// ```
    pub fn members<'api>(
        &'api self,
        context: &'api str,
    ) -> impl Iterator<Item = (&'api str, &'api Function)> {
        self.functions
            .iter()
            .filter(move |(_, function)| function.context.as_deref() == Some(context))
            .map(|(name, function)| (name.as_str(), function))
    }
}

/// What several reads share: one request, one cache entry, one thing to invalidate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Context {
    /// The parameters that tell its instances apart, in the order of their declaration.
    pub parameters: Vec<Parameter>,
    /// Its documentation, lines joined by `\n`, empty where there is none.
    pub docs: String,
    /// Where it is declared.
    pub place: Place,
}

/// A named value that travels to the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// The name on the wire.
    pub name: String,
    /// What serde reads there.
    pub ty: Type,
    /// Whether it may be left out.
    pub optional: bool,
}

impl Parameter {
    /// A parameter that must be there unless its type is an `Option`.
    ///
    /// ```
    /// use mizan_ir::{Parameter, Type};
    ///
    /// assert!(!Parameter::new("id", Type::Integer("i64")).optional);
    /// assert!(Parameter::new("page", Type::Option(Box::new(Type::Integer("u32")))).optional);
    /// ```
    pub fn new(name: impl Into<String>, ty: Type) -> Self {
        let optional = matches!(ty, Type::Option(_));
        Self { name: name.into(), ty, optional }
    }
}

/// One function of the backend: a read when it belongs to a context, else a mutation or a
/// plain call.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Function {
    /// The wire name of the context it is read with.
    pub context: Option<String>,
    /// What a success of this function makes stale, in the order of its declaration.
    pub affects: Vec<Affects>,
    /// The reads that a success of this function brings anew, in the order of its declaration.
    pub merge: Vec<Merge>,
    /// What the caller sends, in the order of the declaration.
    pub arguments: Vec<Parameter>,
    /// What it answers.
    pub result: Type,
    /// The declared error, where the client knows its type.
    pub error: Option<Type>,
    /// Its documentation, lines joined by `\n`, empty where there is none.
    pub docs: String,
    /// `Some` when deprecated; the note is empty where there is none.
    pub deprecated: Option<String>,
    /// Where it is declared.
    pub place: Place,
}

/// One thing that a mutation makes stale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Affects {
    /// What becomes stale.
    pub target: Target,
    /// The context parameters that the mutation's own arguments name, so that only the matching
    /// instances become stale. Empty: every instance.
    pub scope: Vec<String>,
}

/// A read whose result, or an element of it, is what a mutation answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merge {
    /// The wire name of the read.
    pub slot: String,
    /// The context parameters that the mutation's own arguments name.
    pub scope: Vec<String>,
}

/// The aim of an invalidation, by wire name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// Every read of a context.
    Context(String),
    /// One read.
    Function(String),
}
