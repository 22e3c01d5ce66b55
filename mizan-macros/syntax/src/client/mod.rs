//! `#[mizan::client(…)]` on a function.

mod affects;
mod auth;
mod cache;
mod contradictions;
mod limits;
mod role;
mod route;
mod stream;

use mizan_ir::{Cache, Limits};
use proc_macro2::{Group, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{
    Error, GenericParam, Ident, ItemFn, Path, ReturnType, Signature, Token, Type,
    parse::ParseStream,
    token::{Brace, Bracket, Paren},
};

pub use affects::{Affects, ScopeField};
pub use auth::Auth;
pub use role::{Role, RoleKind};
pub use route::{METHODS, Route, parse_route_path};
pub use stream::Stream;

use crate::{
    Argument, Parameter, Upload, bare_name,
    docs::{parse_deprecated, parse_docs},
    errors::Errors,
    generic_arguments::type_arguments,
    keys::{AS, CONTEXT, Key, parse_flag, parse_keys, parse_path, parse_wire_name, written},
    parameter::{parse_parameters, refuse_unnamed},
    replacement::parse_as,
};
use affects::{parse_affects, parse_merge};
use auth::parse_auth;
use cache::{parse_cache, parse_rev};
use contradictions::{Written, refuse_contradictions};
use limits::parse_limits;
use role::parse_role;
use route::{parse_methods, parse_route};
use stream::{Output, parse_stream};

const KEYS: [Key; 17] = [
    Key { name: "context", example: "context = User" },
    Key { name: "affects", example: "affects = User" },
    Key { name: "merge", example: "merge = user_profile" },
    Key { name: "join", example: "join = Chat" },
    Key { name: "send", example: "send = Chat" },
    Key { name: "present", example: "present = Chat" },
    Key { name: "auth", example: "auth" },
    Key { name: "private", example: "private" },
    Key { name: "websocket", example: "websocket" },
    Key { name: "route", example: "route = \"/profile/{user_id}\"" },
    Key { name: "methods", example: "methods = [GET, POST]" },
    Key { name: "rev", example: "rev = 1" },
    Key { name: "cache", example: "cache = 60" },
    Key { name: "limits", example: "limits(time = \"5s\")" },
    Key { name: "blocking", example: "blocking" },
    Key { name: "name", example: "name = \"rename_user\"" },
    AS,
];

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

    fn parse_value(
        &mut self,
        key: &Ident,
        input: ParseStream,
        written: &mut Written,
        errors: &mut Errors,
    ) -> syn::Result<()> {
        match bare_name(key).as_str() {
            "context" => {
                input.parse::<Token![=]>()?;
                self.context = Some(parse_context(input)?);
            }
            "affects" => {
                input.parse::<Token![=]>()?;
                self.affects = parse_affects(key, input, errors)?;
            }
            "merge" => {
                input.parse::<Token![=]>()?;
                self.merge = parse_merge(key, input, errors)?;
            }
            "join" | "send" | "present" => self.role = Some(parse_role(key, input)?),
            "auth" => self.auth = parse_auth(key, input)?,
            "private" => self.is_private = parse_flag(key, input)?,
            "websocket" => self.is_websocket = parse_flag(key, input)?,
            "route" => self.route = Some(parse_route(key, input)?),
            "methods" => self.methods = parse_methods(input)?,
            "rev" => self.rev = parse_rev(key, input)?,
            "cache" => self.cache = parse_cache(key, input)?,
            "limits" => self.limits = parse_limits(key, input, written, errors)?,
            "blocking" => self.is_blocking = parse_flag(key, input)?,
            "as" => self.replacement = parse_success(key, input, errors)?,
            _ => self.wire_name = parse_wire_name(key, input)?,
        }
        Ok(())
    }
}

/// Reads the path of the one context to which a read belongs.
fn parse_context(input: ParseStream) -> syn::Result<Path> {
    if input.peek(Bracket) {
        let list: Group = input.parse()?;
        let message = "a read belongs to one context, with which it is fetched\n\
                       name that, and write a function for each of the others";
        return Err(Error::new(list.span(), message));
    }
    let path = parse_path(input, CONTEXT)?;
    if input.peek(Brace) || input.peek(Paren) {
        let scope: Group = input.parse()?;
        let message = format!(
            "a read is given its instance by the caller\n\
             write `context = {}`, and take what tells it apart as a parameter",
            written(&path)
        );
        return Err(Error::new(scope.span(), message));
    }
    Ok(path)
}

/// Reads the type whose JSON a success of a function has.
fn parse_success(
    key: &Ident,
    input: ParseStream,
    errors: &mut Errors,
) -> syn::Result<Option<Type>> {
    let ty = parse_as(key, input)?;
    if let Type::Path(path) = &ty
        && let Some(result) = path.path.segments.last().filter(|last| last.ident == "Result")
    {
        let success = type_arguments(result).next().map_or("Type".to_owned(), written);
        let message = format!(
            "`as` is about a success, and the error of a function stays what it is\n\
             write `as = \"{success}\"`"
        );
        return Err(Error::new_spanned(&ty, message));
    }
    Ok(refuse_unnamed(&ty, errors).map(|()| ty))
}

/// Reads a function and the keys of its `#[mizan::client]`.
///
/// ```
/// use syn::parse_quote;
///
/// let item = parse_quote! {
///     async fn user_profile(db: &Db, user_id: i64) -> Result<Profile, Error> { db.profile(user_id) }
/// };
/// let client = mizan_syntax::parse_client(parse_quote!(context = User), &item).unwrap();
/// assert!(client.context.unwrap().is_ident("User"));
/// assert_eq!(client.parameters.len(), 2);
///
/// let error = mizan_syntax::parse_client(parse_quote!(contxt = User), &item).err().unwrap();
/// assert!(error.to_string().starts_with("unknown key `contxt`; did you mean `context`?"));
/// ```
///
/// # Errors
///
/// Every mistake of the item, each at its own token.
pub fn parse_client(attribute: TokenStream, item: &ItemFn) -> syn::Result<Client> {
    let mut errors = Errors::default();
    refuse_attribute(item, &mut errors);
    let is_page = has_route(&attribute);
    let mut client = parse_function(item, is_page, &mut errors);
    let mut written = Written::default();
    parse_keys(attribute, &KEYS, &mut errors, |key, input, errors| {
        written.push(key);
        client.parse_value(key, input, &mut written, errors)
    });
    written.is_whole = client.parameters.len() == item.sig.inputs.len();
    written.is_silent = matches!(item.sig.output, ReturnType::Default);
    refuse_contradictions(&client, &written, &mut errors);
    errors.finish(client)
}

/// Refuses `#[mizan(…)]` beside the attribute, which the compiler would not know.
fn refuse_attribute(item: &ItemFn, errors: &mut Errors) {
    for attribute in item.attrs.iter().filter(|attribute| attribute.path().is_ident("mizan")) {
        let keys = attribute.meta.require_list().map(|list| written(&list.tokens));
        let message = format!(
            "the keys of a function stand in one attribute\nwrite `#[mizan::client({})]`",
            keys.unwrap_or_default()
        );
        errors.at(attribute, message);
    }
}

/// True if the attribute has the key `route`, even among mistakes.
fn has_route(attribute: &TokenStream) -> bool {
    let is_route = |token| matches!(token, TokenTree::Ident(key) if key == "route");
    attribute.clone().into_iter().any(is_route)
}

fn parse_function(item: &ItemFn, is_page: bool, errors: &mut Errors) -> Client {
    refuse_signature(&item.sig, errors);
    let (stream, output) = match &item.sig.output {
        ReturnType::Default => (None, None),
        ReturnType::Type(_, ty) => parse_output(ty, is_page, errors),
    };
    Client {
        name: item.sig.ident.clone(),
        wire_name: bare_name(&item.sig.ident),
        context: None,
        affects: Vec::new(),
        merge: Vec::new(),
        role: None,
        auth: Auth::Open,
        is_private: false,
        is_websocket: false,
        route: None,
        methods: vec![Ident::new("GET", item.sig.ident.span())],
        rev: 0,
        cache: Cache::Default,
        limits: Limits::default(),
        is_blocking: false,
        parameters: parse_parameters(&item.sig.inputs, errors),
        is_async: item.sig.asyncness.is_some(),
        stream,
        output,
        replacement: None,
        docs: parse_docs(&item.attrs),
        deprecated: parse_deprecated(&item.attrs),
    }
}

/// Reads the type of a result, and whether it is streamed. The result of a page is a response, which
/// may be `impl IntoResponse`.
fn parse_output(ty: &Type, is_page: bool, errors: &mut Errors) -> (Option<Stream>, Option<Type>) {
    match parse_stream(ty, errors) {
        Some(Output::Stream(stream, item)) => (Some(stream), parse_answer(&item, is_page, errors)),
        Some(Output::Plain) => (None, parse_answer(ty, is_page, errors)),
        None => (None, None),
    }
}

fn parse_answer(ty: &Type, is_page: bool, errors: &mut Errors) -> Option<Type> {
    if let Some(error) = find_boxed_error(ty) {
        errors.at(
            error,
            "the client of a function knows what can go wrong\n\
             write `mizan::Error`, into which `?` turns every error, or an enum of your own that \
             derives `mizan::Failure`",
        );
        return None;
    }
    if !is_page {
        refuse_unnamed(ty, errors)?;
    }
    Some(ty.clone())
}

/// The error type of a function if it is a `Box<dyn Trait>`.
fn find_boxed_error(ty: &Type) -> Option<&Type> {
    let error = find_error(ty)?;
    let Type::Path(path) = error else { return None };
    let boxed = path.path.segments.last().filter(|segment| segment.ident == "Box")?;
    type_arguments(boxed).any(|ty| matches!(ty, Type::TraitObject(_))).then_some(error)
}

fn find_error(ty: &Type) -> Option<&Type> {
    let Type::Path(path) = ty else { return None };
    let result = path.path.segments.last().filter(|segment| segment.ident == "Result")?;
    type_arguments(result).nth(1)
}

fn refuse_signature(signature: &Signature, errors: &mut Errors) {
    if let Some(constness) = &signature.constness {
        errors.at(
            constness,
            "a client function runs on a request, never at compile time\nleave `const` out",
        );
    }
    if !signature.safety.to_token_stream().is_empty() {
        errors.at(
            &signature.safety,
            "a client function is called by anybody, and cannot be `unsafe`\n\
             leave `unsafe` out, and keep what is unsafe inside of the body",
        );
    }
    if let Some(abi) = &signature.abi {
        errors.at(abi, "a client function has Rust's own calling convention\nleave `extern` out");
    }
    for parameter in &signature.generics.params {
        let reason = match parameter {
            GenericParam::Lifetime(_) => {
                "a client function has no lifetimes of its own: what it borrows, it borrows for \
                 the call\n\
                 leave the lifetime out, and write `&Db`"
            }
            GenericParam::Type(_) | GenericParam::Const(_) => {
                "a client function cannot be generic, for the caller cannot choose types\n\
                 name the type"
            }
        };
        errors.at(parameter, reason);
    }
}

#[cfg(test)]
mod tests {
    use syn::parse_quote;

    use super::*;

    /// The messages of all mistakes.
    fn mistakes(attribute: TokenStream, item: ItemFn) -> Vec<String> {
        match parse_client(attribute, &item) {
            Ok(_) => Vec::new(),
            Err(errors) => errors.into_iter().map(|error| error.to_string()).collect(),
        }
    }

    fn starts(mistakes: &[String], starts: &[&str]) {
        assert_eq!(mistakes.len(), starts.len(), "{mistakes:#?}");
        for (mistake, start) in mistakes.iter().zip(starts) {
            assert!(mistake.starts_with(start), "{mistake}\ndoes not start with {start}");
        }
    }

    fn plain() -> ItemFn {
        parse_quote!(
            fn ping() {}
        )
    }

    #[test]
    fn parameters_are_sent_or_lent() {
        let item = parse_quote! {
            async fn rename_user(db: &Db, _user_id: i64, mut r#type: String) -> Result<(), Error> { Ok(()) }
        };
        let client = parse_client(parse_quote!(affects = [User, other::feed]), &item).unwrap();
        let names: Vec<&str> =
            client.arguments().map(|argument| argument.wire_name.as_str()).collect();
        assert_eq!(names, ["user_id", "type"]);
        assert!(
            matches!(&client.parameters[0], Parameter::Injected(injected) if injected.name == "db")
        );
        assert_eq!(client.affects.len(), 2);
        assert_eq!(client.wire_types().count(), 3);
        assert!(client.is_async);
    }

    #[test]
    fn the_thirteenth_argument_is_refused() {
        let item: ItemFn = parse_quote! {
            fn add(a: u8, b: u8, c: u8, d: u8, e: u8, f: u8, g: u8, h: u8, i: u8, j: u8, k: u8,
                l: u8, db: &Db, photo: mizan::Upload) {}
        };
        starts(&mistakes(TokenStream::new(), item.clone()), &[]);
        let mut thirteen = item;
        thirteen.sig.inputs.push(parse_quote!(m: u8));
        let mistakes = mistakes(TokenStream::new(), thirteen);
        starts(&mistakes, &["a client function takes at most twelve arguments"]);
    }

    #[test]
    fn who_is_asking_may_be_nobody() {
        let item = parse_quote!(
            fn feed(me: Option<&Me>, page: Option<u32>) {}
        );
        let client = parse_client(TokenStream::new(), &item).unwrap();
        assert!(
            matches!(&client.parameters[0], Parameter::Injected(injected) if injected.is_optional)
        );
        assert_eq!(client.arguments().count(), 1);
    }

    #[test]
    fn every_mistake_is_told() {
        let item = parse_quote! {
            fn broken<T>(self, (a, b): (i32, i32), name: &str, list: Vec<&str>, it: impl Iterator) -> impl Sized {}
        };
        let told = mistakes(parse_quote!(contxt = A, context = "user_profile", name = "Bad"), item);
        starts(
            &told,
            &[
                "a client function cannot be generic",
                "`impl Trait` does not say",
                "a client function has no `self`",
                "a parameter of a client function is a plain name",
                "a borrowed parameter is lent",
                "what the caller sends is owned",
                "`impl Trait` does not say",
                "unknown key `contxt`; did you mean `context`?",
                "a context is named by its path, which the compiler checks, not by a text\nwrite `UserProfile`",
                "a name on the wire is in snake_case",
            ],
        );
    }

    #[test]
    fn keys_are_written_once_and_whole() {
        starts(
            &mistakes(parse_quote!(context), plain()),
            &["`context` needs a value\nwrite `context = User`"],
        );
        starts(
            &mistakes(parse_quote!(context = A, context = B), plain()),
            &["`context` is given twice"],
        );
        starts(&mistakes(parse_quote!(affects = []), plain()), &["an empty list"]);
        starts(
            &mistakes(parse_quote!(affects = [A, A]), plain()),
            &["this target is listed twice"],
        );
        starts(
            &mistakes(parse_quote!(affects = A B, name = "b"), plain()),
            &["the next key begins without a comma"],
        );
        starts(
            &mistakes(parse_quote!("user"), plain()),
            &["expected a key\nwrite one of `context = User`"],
        );
        starts(
            &mistakes(parse_quote!(context = A, affects = B), plain()),
            &["a read of a context changes nothing"],
        );
        starts(
            &mistakes(parse_quote!(context = A, merge = b), plain()),
            &["a read of a context changes nothing"],
        );
        starts(
            &mistakes(parse_quote!(merge = "b"), plain()),
            &["a read function or a context is named by"],
        );
        let with_file = parse_quote!(
            fn photo(file: Option<mizan::Upload>) {}
        );
        starts(&mistakes(parse_quote!(context = A), with_file), &["a read brings no files"]);
    }

    #[test]
    fn a_mistake_stands_at_its_own_token() {
        let attribute = "affects = [User, \"feed\"]".parse().unwrap();
        let error = parse_client(attribute, &plain()).err().unwrap();
        assert_eq!((error.span().start().column, error.span().end().column), (17, 23));
    }
}
