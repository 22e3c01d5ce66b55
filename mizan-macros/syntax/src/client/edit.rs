//! `edit = save_orders`: a read whose rows come back edited, and the mutation that takes what changed.

use proc_macro2::Span;
use quote::format_ident;
use syn::{
    Error, FnArg, GenericArgument, Ident, PathArguments, Token, Type, parse::ParseStream,
    parse_quote, parse_quote_spanned, spanned::Spanned,
};

use super::{Affects, Client, contradictions::Written};
use crate::{
    bare_name, errors::Errors, generic_arguments::type_arguments, keys::is_wire_name,
    parameter::parse_parameters,
};

/// The mutation that a read with `edit` declares.
#[derive(Clone)]
pub struct Edit {
    /// The name of the mutation.
    pub name: Ident,
    /// The types of the mutation; `None` where the result of the read is not `Editable<…>`.
    types: Option<EditTypes>,
}

#[derive(Clone)]
struct EditTypes {
    /// The changes of one row.
    change: Type,
    /// The answer of the mutation.
    answer: Type,
    /// True if the read answers `Editable<…>` alone.
    is_bare: bool,
}

impl Edit {
    /// True if the read answers `Editable<…>` alone, and no `Result`.
    pub fn is_bare(&self) -> bool {
        self.types.as_ref().is_some_and(|types| types.is_bare)
    }
}

/// The argument by which the changes are sent.
const ARGUMENT: &str = "edit";

/// What to write where the type of the result is no `Editable`.
const EDITABLE: &str =
    "write `-> mizan::shapes::Editable<Vec<Order>>`, and say in the body which rows they are";

pub(super) fn parse_edit(key: &Ident, input: ParseStream) -> syn::Result<Edit> {
    const NAME: &str = "`edit` names the mutation that takes what a client changed\n\
                        write `edit = save_orders`";
    if input.parse::<Token![=]>().is_err() {
        return Err(Error::new(key.span(), NAME));
    }
    let name: Ident = input.parse().map_err(|error| Error::new(error.span(), NAME))?;
    match is_wire_name(&bare_name(&name)) {
        true => Ok(Edit { name, types: None }),
        false => Err(Error::new(
            name.span(),
            "a name on the wire is in snake_case, and begins with a letter\nwrite `edit = save_orders`",
        )),
    }
}

/// Takes `Editable<…>` out of the type of the result, or refuses what contradicts it.
pub(super) fn settle_edit(
    client: &mut Client,
    written: &Written,
    is_edited: bool,
    errors: &mut Errors,
) {
    let output = client.output.clone();
    let rows = output.as_ref().and_then(rows_of);
    match (&mut client.edit, output, rows) {
        // An `edit` that could not be read has its own text.
        (None, _, Some(rows)) if !is_edited => errors.at(
            rows,
            "rows that can be edited come back by a mutation, which has a name\n\
             write `edit = save_…` beside `context`",
        ),
        (None, ..) => {}
        (Some(edit), Some(output), Some(rows)) => {
            client.output = replace_editable(&output, &Type::clone);
            let is_bare = is_editable(&output);
            let keys = |rows: &Type| keys_type(rows.span());
            let answer = replace_editable(&output, &keys);
            match change_of(&rows).zip(answer) {
                Some((change, answer)) => edit.types = Some(EditTypes { change, answer, is_bare }),
                None => errors
                    .at(rows, format!("this is no struct that derives `mizan::Shape`\n{EDITABLE}")),
            }
        }
        (Some(_), ..) => errors.at(
            written.find("edit"),
            format!("a function with `edit` answers which rows can be edited\n{EDITABLE}"),
        ),
    }
    refuse_beside_edit(client, written, errors);
}

/// The type of the keys that new rows were given.
fn keys_type(span: Span) -> Type {
    parse_quote_spanned!(span=> ::std::vec::Vec<::std::option::Option<i64>>)
}

/// The keys that contradict `edit`, each with the reason and what to write.
const BESIDE_EDIT: [(&str, &str); 3] = [
    ("private", "no client reaches a private function, so nobody could edit\nleave `private` out"),
    ("as", "the rows travel as their shape says, by which their changes are found\nleave `as` out"),
    (
        "blocking",
        "the rows are read and written without a thread of their own\nleave `blocking` out",
    ),
];

fn refuse_beside_edit(client: &Client, written: &Written, errors: &mut Errors) {
    let Some(key) = written.find("edit") else { return };
    if written.find("context").is_none() {
        errors.at(
            key,
            "what is edited is read first, and what is read belongs to a context\n\
             write `context = …` beside it",
        );
    }
    for (other, message) in BESIDE_EDIT {
        if let Some(other) = written.find(other) {
            errors.at(other, message);
        }
    }
    for argument in client.arguments() {
        if argument.is_page {
            errors.at(
                &argument.name,
                "a list that comes in pages is not edited as a whole\n\
                 leave `page` out, or write a mutation for its elements",
            );
        } else if argument.wire_name == ARGUMENT {
            errors.at(
                &argument.name,
                "the mutation takes the changes under this name\ngive the parameter another name",
            );
        }
    }
}

/// The type of a result with another one in the place of `Editable<…>`, which is the type itself or the
/// first argument of a `Result`.
fn replace_editable(ty: &Type, replace: &dyn Fn(&Type) -> Type) -> Option<Type> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last()?;
    if last.ident == "Editable" {
        return type_arguments(last).next().map(replace);
    }
    let mut path = path.clone();
    let PathArguments::AngleBracketed(arguments) = &mut path.path.segments.last_mut()?.arguments
    else {
        return None;
    };
    let Some(GenericArgument::Type(first)) = arguments.args.first_mut() else { return None };
    *first = replace_editable(first, replace)?;
    Some(Type::Path(path))
}

/// True for `Editable<…>` itself.
fn is_editable(ty: &Type) -> bool {
    let Type::Path(path) = ty else { return false };
    path.path.segments.last().is_some_and(|last| last.ident == "Editable")
}

/// The type inside of `Editable<…>`.
fn rows_of(ty: &Type) -> Option<Type> {
    let rows = std::cell::OnceCell::new();
    replace_editable(ty, &|found| rows.get_or_init(|| found.clone()).clone())?;
    rows.into_inner()
}

/// The type of the changes of a row: `LineEdit` of a `Line`, and of those of a `Vec<Line>` or a `Box<Line>`.
pub(crate) fn change_of(rows: &Type) -> Option<Type> {
    let Type::Path(path) = rows else { return None };
    let last = path.path.segments.last()?;
    if last.ident == "Vec" || last.ident == "Box" {
        return change_of(type_arguments(last).next()?);
    }
    let mut path = path.clone();
    let last = path.path.segments.last_mut()?;
    last.ident = format_ident!("{}Edit", last.ident);
    Some(Type::Path(path))
}

impl Client {
    /// The mutation that takes what a client changed of this read; `None` without `edit`.
    ///
    /// ```
    /// let item = syn::parse_quote!(fn orders(db: &Db, id: i64) -> mizan::shapes::Editable<Vec<Order>> {});
    /// let attribute = syn::parse_quote!(context = Customer, edit = save_orders);
    /// let read = mizan_syntax::parse_client(attribute, &item).unwrap();
    /// let mutation = read.mutation().unwrap();
    /// assert_eq!((mutation.wire_name.as_str(), mutation.edits.as_deref()), ("save_orders", Some("orders")));
    /// assert_eq!(mutation.arguments().count(), 2);
    /// ```
    pub fn mutation(&self) -> Option<Self> {
        let edit = self.edit.as_ref()?;
        let (EditTypes { change, answer, .. }, context) =
            (edit.types.as_ref()?, self.context.as_ref()?);
        let name = &edit.name;
        let argument = Ident::new(ARGUMENT, name.span());
        let argument: FnArg = parse_quote!(#argument: ::std::vec::Vec<#change>);
        let added = parse_parameters(&[argument].into_iter().collect(), &mut Errors::default());
        let mut parameters = self.parameters.clone();
        parameters.extend(added);
        Some(Self {
            name: name.clone(),
            wire_name: bare_name(name),
            context: None,
            affects: vec![Affects { target: context.clone(), scope: None }],
            edit: None,
            edits: Some(self.wire_name.clone()),
            rev: 0,
            cache: mizan_ir::Cache::Default,
            cache_key: None,
            parameters,
            is_async: true,
            output: Some(answer.clone()),
            docs: format!(
                "Saves changes of `{}`: new rows, changed fields, rows that go. Answers the keys that new \
                 rows were given, in the order in which they were sent, each before those below it; `null` \
                 is that of a row that has kept its own.",
                self.wire_name
            ),
            ..self.clone()
        })
    }
}
