//! The API as a whole: its contexts, functions and types.

use std::borrow::Cow;

use crate::{ByName, Limits, SourceLocation, Type, TypeDefinition};

/// The contract of a backend: all that a client has to know about it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Api {
    /// The contexts, by wire name.
    pub contexts: ByName<Context>,
    /// The channels, by wire name.
    pub channels: ByName<Channel>,
    /// The functions, by wire name.
    pub functions: ByName<Function>,
    /// The types that functions and contexts mention, by path (`my_crate::model::Profile`).
    pub types: ByName<TypeDefinition>,
}

impl Api {
    /// The reads that a bundle of a context carries, in the order of their wire names. Private
    /// functions and pages are left out, because the wire does not reach them.
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

    /// The functions of a channel with their names, in the order of these, and their roles.
    ///
    /// ```
    /// use mizan_ir::{Api, ChannelRole, Function};
    ///
    /// let mut api = Api::default();
    /// let channel = Some(ChannelRole::Join("chat".to_owned()));
    /// api.functions.insert("enter".to_owned(), Function { channel, ..Function::default() });
    /// assert!(api.roles("chat").all(|(_, role)| role.is_join()));
    /// ```
    pub fn roles<'api>(
        &'api self,
        channel: &'api str,
    ) -> impl Iterator<Item = (&'api (String, Function), &'api ChannelRole)> {
        self.functions.iter().filter_map(move |entry| {
            let role = entry.1.channel.as_ref().filter(|role| role.channel() == channel)?;
            Some((entry, role))
        })
    }

    /// The part of the API that a client sees: the functions that it can call or read, the contexts
    /// of these reads, and the types that these functions and contexts mention.
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

    /// Removes the contexts and channels that no function names, and the types that no function or context leads
    /// to.
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
        let contexts = self.find_named_contexts();
        self.contexts.keep(&contexts);
        let functions = &self.functions;
        self.channels.retain(|name, _| functions.values().any(|it| it.is_in_channel(name)));
        let types = self.find_reached_types();
        self.types.keep(&types);
    }

    /// The part of the API that the wanted functions make up, with the contexts and types that they
    /// lead to.
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
            part.channels = self.channels.clone();
            part.types = self.types.clone();
            part.keep_mentioned();
        }
        part
    }

    /// One flag for each context, in the order of the names: `true` if a function reads with the
    /// context or affects it, whole or in part.
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

    /// One flag for each type, in the order of the paths: `true` if a function or a context leads
    /// to it.
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
                let definition = &self.types[path.as_str()];
                open.extend(definition.shape.types());
                open.extend(&definition.defaults);
            }
        }
        is_reached
    }

    /// The types that functions and contexts name directly.
    fn mentions(&self) -> Vec<&Type> {
        let mut types = Vec::new();
        for context in self.contexts.values() {
            types.extend(context.parameters.iter().map(|parameter| &parameter.ty));
        }
        for channel in self.channels.values() {
            types.extend(channel.parameters.iter().map(|parameter| &parameter.ty));
            types.extend(channel.written());
        }
        for function in self.functions.values() {
            types.extend(function.arguments.iter().map(|argument| &argument.ty));
            types.push(&function.result);
            types.extend(&function.error);
        }
        types
    }
}

/// A group of reads that share one request, one cache entry and one target of invalidation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Context {
    /// The parameters that distinguish the instances of the context, in the order of their
    /// declaration.
    pub parameters: Vec<Parameter>,
    /// `true` if clients may subscribe its instances: what others change is shown to whoever shows it.
    pub live: bool,
    /// The seconds for which a cache may still answer with what it has from before a change, while
    /// somebody reads anew.
    pub stale: u32,
    /// The documentation, lines joined by `\n`; empty if there is none.
    pub docs: String,
    /// The note of the deprecation, which may be empty; `None` if the context is not deprecated.
    pub deprecated: Option<String>,
    /// The location of the declaration.
    pub location: SourceLocation,
}

/// A kind of rooms in which members hear what each of them says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Channel {
    /// The parameters that distinguish the rooms, in the order of their declaration.
    pub parameters: Vec<Parameter>,
    /// The type of a message.
    pub message: Type,
    /// The type that shows a member to the others, if they see each other.
    pub presence: Option<Type>,
    /// The documentation, lines joined by `\n`; empty if there is none.
    pub docs: String,
    /// The note of the deprecation, which may be empty; `None` if the channel is not deprecated.
    pub deprecated: Option<String>,
    /// The location of the declaration.
    pub location: SourceLocation,
}

impl Channel {
    /// The types that the server writes: that of a message, and that of a presence.
    ///
    /// ```
    /// use mizan_ir::{Channel, Type};
    ///
    /// let channel = Channel { message: Type::String, ..Channel::default() };
    /// assert!(channel.written().eq([&Type::String]));
    /// ```
    pub fn written(&self) -> impl Iterator<Item = &Type> {
        [&self.message].into_iter().chain(&self.presence)
    }
}

/// The role that a function has in a channel, with the wire name of the channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChannelRole {
    /// It lets members in. Its result is shown to a newcomer first.
    Join(String),
    /// A member speaks by it. Its result is the message.
    Send(String),
    /// Its result shows a member to the others.
    Present(String),
}

impl ChannelRole {
    /// The wire name of the channel.
    ///
    /// ```
    /// assert_eq!(mizan_ir::ChannelRole::Send("chat".to_owned()).channel(), "chat");
    /// ```
    pub fn channel(&self) -> &str {
        match self {
            Self::Join(channel) | Self::Send(channel) | Self::Present(channel) => channel,
        }
    }

    /// The key of the attribute, which is the name of the node in KDL too.
    ///
    /// ```
    /// assert_eq!(mizan_ir::ChannelRole::Send("chat".to_owned()).key(), "send");
    /// ```
    pub fn key(&self) -> &'static str {
        match self {
            Self::Join(_) => "join",
            Self::Send(_) => "send",
            Self::Present(_) => "present",
        }
    }

    /// `true` for the function that lets members in.
    ///
    /// ```
    /// assert!(mizan_ir::ChannelRole::Join("chat".to_owned()).is_join());
    /// ```
    pub fn is_join(&self) -> bool {
        matches!(self, Self::Join(_))
    }

    /// `true` for a function by which members speak.
    ///
    /// ```
    /// assert!(mizan_ir::ChannelRole::Send("chat".to_owned()).is_send());
    /// ```
    pub fn is_send(&self) -> bool {
        matches!(self, Self::Send(_))
    }
}

/// A named value that travels to the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// The name on the wire.
    pub name: String,
    /// The type that serde reads.
    pub ty: Type,
    /// `true` if the caller may leave the parameter out.
    pub optional: bool,
    /// The documentation, lines joined by `\n`; empty if there is none.
    pub docs: String,
    /// The location of the declaration.
    pub location: SourceLocation,
}

impl Parameter {
    /// A parameter that is required unless its type is an `Option`.
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

/// A function of the backend: a page if it has a route, else a read if it belongs to a context,
/// else a mutation or a plain call.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Function {
    /// The wire name of the context that the function is read with.
    pub context: Option<String>,
    /// The role that the function has in a channel.
    pub channel: Option<ChannelRole>,
    /// The invalidations that follow a success of the function, in the order of its declaration.
    pub affects: Vec<Affects>,
    /// The reads whose cached results the result of the function updates, in the order of its
    /// declaration.
    pub merge: Vec<Merge>,
    /// The arguments that the caller sends, in the order of the declaration.
    pub arguments: Vec<Parameter>,
    /// The wire name of the argument that names a page, for a read whose list comes in pages.
    pub paging: Option<String>,
    /// `true` if the function streams: it answers any number of results, one after another.
    pub stream: bool,
    /// The type of the result; of a function that streams, of one item. A page has no JSON result:
    /// its response is for the browser.
    pub result: Type,
    /// The type of the error, if the client knows it.
    pub error: Option<Type>,
    /// The access rule of the function.
    pub auth: Auth,
    /// `Some` if the function takes the caller's identity.
    pub identity: Option<Identity>,
    /// `true` for a read that looks at the request or at its session: its result is for this request
    /// alone, and no cache keeps it.
    pub request: bool,
    /// `true` if no client can reach the function.
    pub private: bool,
    /// `true` if calls of the function travel over a socket.
    pub websocket: bool,
    /// The route of a page; `None` for every other function.
    pub route: Option<Route>,
    /// The revision of a read's result. A cache drops results of any other revision.
    pub rev: u32,
    /// The age limit of a cached result.
    pub cache: Cache,
    /// The limits of its own.
    pub limits: Limits,
    /// The documentation, lines joined by `\n`; empty if there is none.
    pub docs: String,
    /// The note of the deprecation, which may be empty; `None` if the function is not deprecated.
    pub deprecated: Option<String>,
    /// The location of the declaration.
    pub location: SourceLocation,
}

impl Function {
    /// `true` if a client can call or read the function: it is neither private nor a page.
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

    fn is_in_channel(&self, name: &str) -> bool {
        self.channel.as_ref().is_some_and(|role| role.channel() == name)
    }
}

/// The callers that may run a function. A required [`Identity`] excludes further callers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Auth {
    /// Any caller, because the author wrote no access rule.
    #[default]
    Open,
    /// Any caller, because the author wrote so.
    Anyone,
    /// Any caller with an identity.
    SignedIn,
    /// Callers who belong to the staff.
    Staff,
    /// Callers who are superusers.
    Superuser,
    /// The callers that a guard of the backend admits. The text is the guard's name, as the author
    /// wrote it.
    Guard(String),
}

/// The use that a function makes of the caller's identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Identity {
    /// The function runs only for a caller with an identity.
    Required,
    /// The function also runs for a caller without an identity.
    Optional,
}

/// The address of a page, and the methods that it answers.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Route {
    /// The path, with parameters in braces: `/profile/{user_id}`.
    pub path: String,
    /// The HTTP methods, in the order of the declaration.
    pub methods: Vec<String>,
}

impl Route {
    /// The route of a page that answers `GET`.
    ///
    /// ```
    /// assert_eq!(mizan_ir::Route::new("/about").methods, ["GET"]);
    /// ```
    pub fn new(path: impl Into<String>) -> Self {
        Self { path: path.into(), methods: vec!["GET".to_owned()] }
    }

    /// The same for a page that answers other methods.
    ///
    /// ```
    /// let route = mizan_ir::Route::new("/login").with_methods(vec!["POST".to_owned()]);
    /// assert_eq!(route.methods, ["POST"]);
    /// ```
    #[must_use]
    pub fn with_methods(self, methods: Vec<String>) -> Self {
        Self { methods, ..self }
    }
}

/// The age limit of a cached result.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Cache {
    /// The limit that the server configures for all reads.
    #[default]
    Default,
    /// No caching.
    Off,
    /// A limit in seconds.
    Seconds(u32),
}

/// An invalidation that follows a success of a mutation.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Affects {
    /// The context or the read that becomes stale.
    pub target: Target,
    /// The context parameters that have a value: only the instances with these values become stale.
    /// Empty if every instance does.
    pub scope: Vec<String>,
    /// `true` if the values are expressions of the declaration; `false` if they are the arguments
    /// of the same names.
    pub is_explicit: bool,
}

impl Affects {
    /// An invalidation of the instances that have the values of the arguments in `scope`; of every
    /// instance, if it is empty.
    ///
    /// ```
    /// use mizan_ir::{Affects, Target};
    ///
    /// let affects = Affects::new(Target::Context("user".to_owned()), vec!["user_id".to_owned()]);
    /// assert!(!affects.is_explicit);
    /// ```
    pub fn new(target: Target, scope: Vec<String>) -> Self {
        Self { target, scope, is_explicit: false }
    }

    /// The same, with the values of expressions in place of arguments.
    #[must_use]
    pub fn with_explicit(self, is_explicit: bool) -> Self {
        Self { is_explicit, ..self }
    }
}

/// A read whose cached result a mutation updates: the mutation answers the new result, or a new
/// element of it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Merge {
    /// The wire name of the read.
    pub slot: String,
    /// The context parameters whose values are the mutation's arguments of the same names.
    pub scope: Vec<String>,
}

impl Merge {
    /// An update of a read, in the instances that have the values of the arguments in `scope`.
    ///
    /// ```
    /// let merge = mizan_ir::Merge::new("user_profile", vec!["user_id".to_owned()]);
    /// assert_eq!(merge.slot, "user_profile");
    /// ```
    pub fn new(slot: impl Into<String>, scope: Vec<String>) -> Self {
        Self { slot: slot.into(), scope }
    }
}

/// The target of an invalidation, by wire name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// Every read of a context.
    Context(String),
    /// One read.
    Function(String),
}
