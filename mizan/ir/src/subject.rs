//! What can be said about a part of an API, without knowing which source the API has.

/// A part of an API that a finding is about. A source knows where it stands.
///
/// ```
/// use mizan_ir::{Item, Subject};
///
/// let function = Subject::new(Item::Function("rename_user".to_owned()));
/// assert_eq!(function.clone().part("argument", 1).item, function.item);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Subject {
    /// The item.
    pub item: Item,
    /// A part of it: the name of its node in KDL, and how many of that name are before it. The
    /// mentions of types in a type definition are its parts called `type`, in the order of
    /// [`Shape::types`](crate::Shape::types).
    pub part: Option<(&'static str, usize)>,
}

/// An item of an API.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Item {
    /// A context, by wire name.
    Context(String),
    /// A function, by wire name.
    Function(String),
    /// A type, by path.
    Type(String),
}

impl Subject {
    /// An item as a whole.
    pub fn new(item: Item) -> Self {
        Self { item, part: None }
    }

    /// A part of the item.
    #[must_use]
    pub fn part(mut self, node: &'static str, index: usize) -> Self {
        self.part = Some((node, index));
        self
    }
}
