//! Specs: what the generated code tells the store about the contexts and functions of an API.

/// A context: what one bundle of it holds.
#[derive(Debug)]
pub struct Context {
    /// Its name on the wire.
    pub name: &'static str,
    /// Its read functions.
    pub members: &'static [Member],
    /// The server pushes what others change.
    pub is_live: bool,
}

/// One read function of a context.
#[derive(Debug)]
pub struct Member {
    /// Its name on the wire.
    pub name: &'static str,
    /// The field by which the elements of its list are told apart; `id` where none is given.
    pub key: Option<&'static str>,
    /// Its list is one page of several.
    pub is_page: bool,
}

/// A function that is called: a mutation, or a plain call.
#[derive(Debug)]
pub struct Function {
    /// Its name on the wire.
    pub name: &'static str,
    /// The contexts that it may change.
    pub affects: &'static [&'static str],
}

/// A channel: rooms to speak in.
#[derive(Debug)]
pub struct Channel {
    /// Its name on the wire.
    pub name: &'static str,
    /// The field by which messages are told apart; `id` where none is given.
    pub key: Option<&'static str>,
}
