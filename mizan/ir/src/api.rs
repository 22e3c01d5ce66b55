//! An API as a whole: its contexts, its functions, its types.

use std::borrow::Cow;

use crate::{ByName, SourceLocation, Type, TypeDefinition};

/// Everything a client has to know about a backend.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Api {
    /// The contexts, by wire name.
    pub contexts: ByName<Context>,
    /// The functions, by wire name.
    pub functions: ByName<Function>,
    /// The types that functions and contexts mention, by path (`my_crate::model::Profile`).
    pub types: ByName<TypeDefinition>,
}

impl Api {
    /// The reads that a bundle of a context carries, in the order of their wire names. What the
    /// wire does not reach, a private function or a page, is none of them.
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
            .filter(move |(_, function)| {
                function.is_reachable() && function.context.as_deref() == Some(context)
            })
            .map(|(name, function)| (name.as_str(), function))
    }

    /// What a client sees of it: without the functions that it cannot reach, the contexts that
    /// it reads nothing with, and the types that are mentioned nowhere else.
    ///
    /// ```
    /// use mizan_ir::{Api, Function};
    ///
    /// let mut api = Api::default();
    /// api.functions.insert("ping".to_owned(), Function::default());
    /// let audit = Function { private: true, ..Function::default() };
    /// api.functions.insert("audit".to_owned(), audit);
    /// assert_eq!(api.reachable().functions.len(), 1);
    /// ```
    pub fn reachable(&self) -> Cow<'_, Self> {
        let mut is_read = vec![false; self.contexts.len()];
        let mut is_whole = true;
        for function in self.functions.values() {
            is_whole &= function.is_reachable();
            if let Some(context) = &function.context
                && let Some(number) = self.contexts.position(context)
            {
                is_read[number] |= function.is_reachable();
            }
        }
        if is_whole && !is_read.contains(&false) {
            return Cow::Borrowed(self);
        }
        let mut api = self.clone();
        api.functions.retain(|_, function| function.is_reachable());
        api.contexts.keep(&is_read);
        for function in api.functions.values_mut() {
            function.affects.retain(|affects| match &affects.target {
                Target::Context(context) => api.contexts.contains_key(context),
                Target::Function(read) => {
                    self.functions.get(read).is_some_and(Function::is_reachable)
                }
            });
        }
        api.keep_mentioned();
        Cow::Owned(api)
    }

    /// Leaves out the contexts that no function names, and the types that nothing leads to.
    ///
    /// ```
    /// use mizan_ir::{Api, TypeDefinition};
    ///
    /// let mut api = Api::default();
    /// api.types.insert("shop::Order".to_owned(), TypeDefinition::default());
    /// api.keep_mentioned();
    /// assert!(api.types.is_empty());
    /// ```
    pub fn keep_mentioned(&mut self) {
        let (contexts, types) = (self.find_named_contexts(), self.find_reached_types());
        self.contexts.keep(&contexts);
        self.types.keep(&types);
    }

    /// The part of it that some functions make up, with what these lead to.
    ///
    /// ```
    /// use mizan_ir::{Api, Function};
    ///
    /// let mut api = Api::default();
    /// api.functions.insert("ping".to_owned(), Function::default());
    /// api.functions.insert("audit".to_owned(), Function::default());
    /// assert_eq!(api.only(|name| name == "ping").functions.len(), 1);
    /// ```
    pub fn only(&self, is_wanted: impl Fn(&str) -> bool) -> Self {
        let mut part = Self { functions: self.functions.clone(), ..Self::default() };
        part.functions.retain(|name, _| is_wanted(name));
        if !part.functions.is_empty() {
            part.contexts = self.contexts.clone();
            part.types = self.types.clone();
            part.keep_mentioned();
        }
        part
    }

    /// Which contexts functions read with or change, whole or in part.
    fn find_named_contexts(&self) -> Vec<bool> {
        let mut is_named = vec![false; self.contexts.len()];
        let mut name = |context: Option<&str>| {
            if let Some(number) = context.and_then(|context| self.contexts.position(context)) {
                is_named[number] = true;
            }
        };
        let context_of = |read: &str| self.functions.get(read)?.context.as_deref();
        for function in self.functions.values() {
            name(function.context.as_deref());
            for affects in &function.affects {
                match &affects.target {
                    Target::Context(context) => name(Some(context)),
                    Target::Function(read) => name(context_of(read)),
                }
            }
            for merge in &function.merge {
                name(context_of(&merge.slot));
            }
        }
        is_named
    }

    /// Which types functions and contexts lead to.
    fn find_reached_types(&self) -> Vec<bool> {
        let mut is_reached = vec![false; self.types.len()];
        let mut open = self.mentions();
        while let Some(ty) = open.pop() {
            open.extend(ty.children());
            if let Type::Named(path, _) = ty
                && let Some(number) = self.types.position(path)
                && !is_reached[number]
            {
                is_reached[number] = true;
                open.extend(self.types[path.as_str()].shape.types());
            }
        }
        is_reached
    }

    /// The types that functions and contexts name themselves.
    fn mentions(&self) -> Vec<&Type> {
        let mut types = Vec::new();
        for context in self.contexts.values() {
            types.extend(context.parameters.iter().map(|parameter| &parameter.ty));
        }
        for function in self.functions.values() {
            types.extend(function.arguments.iter().map(|argument| &argument.ty));
            types.push(&function.result);
            types.extend(&function.error);
        }
        types
    }
}

/// What several reads share: one request, one cache entry, one thing to invalidate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Context {
    /// The parameters that tell its instances apart, in the order of their declaration.
    pub parameters: Vec<Parameter>,
    /// Its documentation, lines joined by `\n`, empty where there is none.
    pub docs: String,
    /// `Some` when deprecated; the note is empty where there is none.
    pub deprecated: Option<String>,
    /// Where it is declared.
    pub location: SourceLocation,
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
    /// Its documentation, lines joined by `\n`, empty where there is none.
    pub docs: String,
    /// Where it is declared.
    pub location: SourceLocation,
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
        let (docs, location) = (String::new(), SourceLocation::default());
        Self { name: name.into(), ty, optional, docs, location }
    }
}

/// One function of the backend: a page when it has a route, else a read when it belongs to a
/// context, else a mutation or a plain call.
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
    /// What it answers. A page answers no JSON.
    pub result: Type,
    /// The declared error, where the client knows its type.
    pub error: Option<Type>,
    /// Who may run it.
    pub auth: Auth,
    /// `Some` when it borrows who is asking.
    pub identity: Option<Identity>,
    /// Whether no client can reach it.
    pub private: bool,
    /// Whether it travels over a socket.
    pub websocket: bool,
    /// `Some` for a page: where a browser finds it.
    pub route: Option<Route>,
    /// The revision of what a read answers: a cache forgets what an earlier one wrote.
    pub rev: u32,
    /// How long a cache keeps what a read answers.
    pub cache: Cache,
    /// Its documentation, lines joined by `\n`, empty where there is none.
    pub docs: String,
    /// `Some` when deprecated; the note is empty where there is none.
    pub deprecated: Option<String>,
    /// Where it is declared.
    pub location: SourceLocation,
}

impl Function {
    /// Whether a client can call or read it: it is neither private nor a page.
    ///
    /// ```
    /// use mizan_ir::{Function, Route};
    ///
    /// assert!(Function::default().is_reachable());
    /// assert!(!Function { private: true, ..Function::default() }.is_reachable());
    /// let page = Function { route: Some(Route::new("/about")), ..Function::default() };
    /// assert!(!page.is_reachable());
    /// ```
    pub fn is_reachable(&self) -> bool {
        !self.private && self.route.is_none()
    }
}

/// The callers that may run a function, beside those that it excludes by the identity it borrows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Auth {
    /// Any caller; the author says nothing.
    #[default]
    Open,
    /// Any caller; the author says so.
    Anyone,
    /// Any caller with an identity.
    SignedIn,
    /// Callers that belong to the staff.
    Staff,
    /// Callers that may do everything.
    Superuser,
    /// The callers that a function of the backend lets in, by the name that the author wrote.
    Guard(String),
}

/// Whether a function that borrows who is asking does without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Identity {
    /// It runs only for somebody.
    Required,
    /// It runs for nobody too.
    Optional,
}

/// Where a browser finds a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// Its path, with parameters in braces: `/profile/{user_id}`.
    pub path: String,
    /// The methods that it answers, in the order of the declaration.
    pub methods: Vec<String>,
}

impl Route {
    /// A page that answers `GET`.
    ///
    /// ```
    /// assert_eq!(mizan_ir::Route::new("/about").methods, ["GET"]);
    /// ```
    pub fn new(path: impl Into<String>) -> Self {
        Self { path: path.into(), methods: vec!["GET".to_owned()] }
    }
}

/// How long a cache keeps what a read answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Cache {
    /// As long as the server says for all.
    #[default]
    Default,
    /// Not at all.
    Off,
    /// That many seconds.
    Seconds(u32),
}

/// One thing that a mutation makes stale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Affects {
    /// What becomes stale.
    pub target: Target,
    /// The context parameters that have a value, so that only the matching instances become
    /// stale. Empty: every instance.
    pub scope: Vec<String>,
    /// Whether the values are expressions of the declaration, and not arguments of the same name.
    pub is_explicit: bool,
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
