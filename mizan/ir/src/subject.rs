//! The parts of an API that a diagnostic is about, independent of the source of the API.

/// A part of an API. Each source of an API maps subjects to the positions in its own text.
///
/// ```
/// use mizan_ir::{Item, Part, Subject};
///
/// let function = Subject::new(Item::Function("rename_user".to_owned()));
/// assert_eq!(function.clone().part(Part::Argument(1)).item, function.item);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Subject {
    /// The item.
    pub item: Item,
    /// A part of the item; `None` for the item as a whole.
    pub part: Option<Part>,
}

/// An item of an API.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Item {
    /// A context, by wire name.
    Context(String),
    /// A channel, by wire name.
    Channel(String),
    /// A function, by wire name.
    Function(String),
    /// A type, by path.
    Type(String),
}

/// A part of an item, by its index among the parts of its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The context that a function reads with.
    Context,
    /// The channel in which a function has a role.
    Channel,
    /// The type of the messages of a channel.
    Message,
    /// The type of the presences of a channel.
    Presence,
    /// An invalidation of a function.
    Affects(usize),
    /// A parameter in the scope of an invalidation: the index of the invalidation, and the index in
    /// its scope.
    AffectsScope(usize, usize),
    /// A merge of a function.
    Merge(usize),
    /// An argument of a function.
    Argument(usize),
    /// The type of an argument of a function.
    ArgumentType(usize),
    /// The result of a function.
    Result,
    /// The error of a function.
    Error,
    /// The access rule of a function.
    Auth,
    /// The age limit of the cached results of a function, or how a context is cached.
    Cache,
    /// The transport of a function, where it is a socket.
    Websocket,
    /// The argument of a function that names a page.
    Paging,
    /// The read whose changes a function takes.
    Edits,
    /// The stream of a function.
    Stream,
    /// The route of a page.
    Route,
    /// A parameter of a context or a channel.
    Parameter(usize),
    /// The type of a parameter of a context or a channel.
    ParameterType(usize),
    /// A type in a type definition, in the order of [`Shape::types`](crate::Shape::types).
    Mention(usize),
}

impl Part {
    /// The part that contains this one, for a source that has no position for the smaller one.
    ///
    /// ```
    /// use mizan_ir::Part;
    ///
    /// assert_eq!(Part::ArgumentType(1).around(), Some(Part::Argument(1)));
    /// assert_eq!(Part::Argument(1).around(), None);
    /// ```
    pub fn around(self) -> Option<Self> {
        match self {
            Self::AffectsScope(affects, _) => Some(Self::Affects(affects)),
            Self::ArgumentType(index) => Some(Self::Argument(index)),
            Self::ParameterType(index) => Some(Self::Parameter(index)),
            _ => None,
        }
    }
}

impl Subject {
    /// An item as a whole.
    pub fn new(item: Item) -> Self {
        Self { item, part: None }
    }

    /// A part of the item.
    #[must_use]
    pub fn part(mut self, part: Part) -> Self {
        self.part = Some(part);
        self
    }
}
