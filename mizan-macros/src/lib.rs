//! The macros of Mizan. An application names them through the crate `mizan`.
//!
//! The attribute grammar is in `mizan_syntax`, which both these macros and the build use. The
//! errors and warnings that the build found are raised here, at the user's own tokens.

mod assertion;
mod attributes;
mod build_report;
mod channel;
mod client;
mod context;
mod crate_path;
mod diagnostics;
mod dispatch;
mod edited;
mod failure;
mod form;
mod identity;
mod lengths;
mod linked_crates;
mod missing_build;
mod model;
mod owned_identity;
mod replaced;
mod samples;
mod scope;
mod shape;
mod types;
mod uploads;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

/// Makes a function callable by clients.
///
/// The function owns the parameters that the caller sends, and borrows those that the server lends.
/// The keys of the attribute, in any order:
///
/// | Key | Meaning |
/// |---|---|
/// | `context = User` | The function is a read of that context. |
/// | `affects = User`, `affects = [User, feed_entries]` | A success makes these contexts and reads stale. An argument with the name of a context's parameter limits it to the instances with that value. |
/// | `affects = User { user_id: who.id }` | The instances are given by expressions over the borrowed parameters, or over the `result`. |
/// | `affects = User { .. }` | All instances, whatever the names of the arguments. |
/// | `merge = user_profile`, `merge = User` | The result replaces the result of a read, or an element of its list. Of a context, it is the one read whose type fits. |
/// | `edit = save_orders` | The read answers `mizan::shapes::Editable`: rows that clients edit. The name is that of the mutation which takes what they changed, with the parameters and the access rule of the read. |
/// | `join = Chat` | The function lets members into a room of that channel. It takes the channel's parameters, and its result is what a newcomer sees first. |
/// | `send = Chat` | A member speaks by the function, in a room that it has joined. The result goes to everyone in the room. |
/// | `present = Chat` | The result shows a member to the others. |
/// | `auth = anyone`, `auth`, `auth = staff`, `auth = superuser`, `auth = may_edit` | The callers that may run the function: every caller, a signed-in user, staff, a superuser. The last form is the path of a guard `fn(&Me) -> bool`, or `-> Result<(), mizan::Error>`, which may take the `&mizan::Request` too. |
/// | `private` | No client can call the function. |
/// | `websocket` | Calls are sent over a socket, as are all reads of the context; over HTTP where no socket can be opened. |
/// | `route = "/profile/{user_id}"`, `methods = [GET, POST]` | The function is a page. The names in braces are owned parameters. |
/// | `rev = 1` | The revision of a read's result. A cache drops the entries of earlier revisions. |
/// | `cache = 60`, `cache = false` | The number of seconds for which a cache keeps a read's result. |
/// | `limits(body = "1MB", time = "5s", rate = "10/s")` | The limits of the function alone: the largest body of a call; the time to answer, instead of the server's; the runs for one caller in a period, `s`, `min`, `h` or `d`. A caller is an identity that the function borrows or demands, and otherwise an address. |
/// | `blocking` | The function, which is no `async fn`, runs on a thread for functions that block, and holds up no other request. |
/// | `name = "rename_user"` | The name on the wire. |
/// | `as = "String"` | The type whose JSON the result has: the `T` of a `Result<T, E>`, and an item of a stream. It is for results of other crates, which do not implement `mizan::Type`. |
///
/// A read with a parameter `#[mizan(page)]` answers its list in pages, and clients show any number of
/// them as one list: `useArticles.infinite()`. The parameter is an `Option`, and without it the read
/// answers the first page. An integer, `offset: Option<u32>`, is the number of elements before the page;
/// the read returns a `Vec<T>`, or a struct with one list, and with the `total` of all elements if it
/// is known. Any other type, `after: Option<Cursor>`, is a cursor; the read returns a struct with one
/// list and with the cursor of the `next` page, an `Option<Cursor>`.
///
/// `#[mizan(as = "String")]` before a parameter is the type whose JSON the caller sends for it, as above
/// a field of `mizan::Type`.
///
/// A function that returns `impl Stream<Item = T>`, or a `Result` of that, streams: each item reaches
/// the client when it is made, and the function is dropped as soon as the client leaves. An item may
/// be a `Result<T, E>`; an error ends the stream. A stream belongs to no context, affects nothing and
/// merges nothing: `request.invalidate(&…)` says during the stream what it has changed.
#[proc_macro_attribute]
pub fn client(attribute: TokenStream, item: TokenStream) -> TokenStream {
    let item = proc_macro2::TokenStream::from(item);
    crate_path::write_beside(client::expand(attribute.into(), item.clone()), item).into()
}

/// Makes a struct a context: a set of reads that share its fields as their parameters.
///
/// `#[mizan(live)]` above it lets clients subscribe its instances: whoever shows one sees what others
/// change, without asking. A change is read once for all who see the same, so a read that borrows the
/// request or the session, of which each socket has its own, is read once for each socket.
/// `#[mizan(cache(stale = 30))]` lets a cache answer with what it has from before a change for as many
/// seconds, while one reader reads anew; a client that has seen the change is never shown less.
/// `#[mizan(name = "user")]` is the name on the wire. `#[mizan(as = "String")]`
/// above a field is the type whose JSON it has.
#[proc_macro_derive(Context, attributes(mizan))]
pub fn context(item: TokenStream) -> TokenStream {
    crate_path::write(context::expand(&parse_macro_input!(item as DeriveInput))).into()
}

/// Makes a struct a channel: rooms in which every member hears what each of them says. Its fields are the
/// parameters that tell the rooms apart.
///
/// `#[mizan(message = Line)]` above it is the type of a message, `presence = Visitor` the type that shows
/// a member to the others, and `name = "chat"` the name on the wire.
#[proc_macro_derive(Channel, attributes(mizan))]
pub fn channel(item: TokenStream) -> TokenStream {
    crate_path::write(channel::expand(&parse_macro_input!(item as DeriveInput))).into()
}

/// Makes a struct the identity of a signed-in user: `#[mizan(id)]` is on the field that tells users
/// apart, `#[mizan(staff)]` and `#[mizan(superuser)]` are on `bool` fields.
#[proc_macro_derive(Identity, attributes(mizan))]
pub fn identity(item: TokenStream) -> TokenStream {
    crate_path::write(identity::expand(&parse_macro_input!(item as DeriveInput))).into()
}

/// Lets a struct or an enum be sent between the server and its clients.
///
/// `#[mizan(as = "String")]` above it, or above a field, names the type whose JSON it has, where serde
/// writes and reads it by code of its own. `#[mizan(key)]` marks the field by which the elements of a
/// list are told apart.
#[proc_macro_derive(Type, attributes(mizan))]
pub fn types(item: TokenStream) -> TokenStream {
    crate_path::write(types::expand(&parse_macro_input!(item as DeriveInput))).into()
}

/// Makes a struct or an enum a form: a value whose rules hold before a function runs that takes it as
/// `mizan::Valid<T>`. The client checks the same rules.
///
/// The keys of `#[form(…)]` above a field, in any number and order:
///
/// | Key | Meaning |
/// |---|---|
/// | `required` | a text or a list that is not empty; white space alone is empty |
/// | `length(1..=100)` | the code points of a text, or the items of a list |
/// | `utf16(..=100)` | the code units of a text in UTF-16, which `maxlength` of an input counts |
/// | `range(0..=10)` | a number, both ends included |
/// | `email`, `url` | an address of mail as a browser takes it; an address of `http` or `https` |
/// | `pattern = "^[a-z]+$"` | a regular expression that Rust and JavaScript read alike |
/// | `contains = "@"`, `prefix = "A-"`, `suffix = ".pdf"` | a part of the text |
/// | `one_of("a", "b")` | one of these texts |
/// | `matches = password` | the text of another field |
/// | `custom = not_taken(&Db)` | a function of the server, `fn(&str, &Db) -> Result<(), E>`, perhaps `async` |
/// | `label`, `help`, `widget` | what is around the input |
///
/// Above the form, `title` and `submit` are its texts, and `custom` is a rule for the form as a whole.
#[proc_macro_derive(Form, attributes(form))]
pub fn form(item: TokenStream) -> TokenStream {
    crate_path::write(form::expand(&parse_macro_input!(item as DeriveInput))).into()
}

/// Makes an enum an error that functions return. Clients tell its variants apart by their `kind`.
#[proc_macro_derive(Failure, attributes(mizan))]
pub fn failure(item: TokenStream) -> TokenStream {
    crate_path::write(failure::expand(&parse_macro_input!(item as DeriveInput))).into()
}

/// Makes a struct a shape: the columns and relations of an entity that a page needs, read and written by
/// one type.
///
/// `#[shape(customer)]` above it is the path of the module of the entity. `#[shape(customer, edit)]` makes the type
/// of a change of its rows as well: of a shape `Card` the enum `CardEdit`, beside it. Each field is a column of the same
/// name, except `Option<Card>` and `Vec<Line>`, whose elements are shapes of a relation. The keys of a
/// field:
///
/// | Key | Meaning |
/// |---|---|
/// | `key` | The field is part of the primary key; without it the key is `id`. |
/// | `column`, `column = name` | The field is a column, though its type looks like a relation; the name is the one in the entity. |
/// | `of = "orders.count"` | The database computes it of a relation: `count`, `exists`, `total.sum`, `total.min`, `total.max`. With `filter`, of a part of it; with `entity = order`, of rows that no field shows. |
/// | `relation = Billing` | The variant of the entity's `Relation`, where there are several to one entity. |
/// | `filter = …`, `limit = 10` | A part of the relation, for each parent. Such a shape is read, and never written. |
/// | `order = order::Column::Placed` | The order of a list. |
/// | `missing = delete`, `keep`, `replace` | What becomes of a stored row that does not come back. Without it that is an error. |
/// | `version` | Counts the changes of a row: an edit of an older one is a `CONFLICT`. |
/// | `position` | The position of the row in its list, which Mizan writes. |
/// | `unique` | Two rows cannot have the same value, though two rows may swap theirs. |
/// | `read` | Shown, and never written. |
#[proc_macro_derive(Shape, attributes(shape))]
pub fn shape(item: TokenStream) -> TokenStream {
    crate_path::write(shape::expand(&parse_macro_input!(item as DeriveInput))).into()
}
