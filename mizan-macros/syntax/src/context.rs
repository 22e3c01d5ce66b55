//! `#[derive(mizan::Context)]` on a struct.

use heck::ToSnakeCase;
use syn::{DeriveInput, Error, Ident, Type};

use crate::{
    bare_name,
    docs::{parse_deprecated, parse_docs},
    errors::Errors,
    keys::{Key, parse_flag, parse_mizan_keys, parse_wire_name},
    parameter::Argument,
    struct_parameters::{Parametrised, parse_struct_parameters},
};

const KEYS: [Key; 2] =
    [Key { name: "live", example: "live" }, Key { name: "name", example: "name = \"user\"" }];

const CONTEXT: Parametrised =
    Parametrised { noun: "a context", example: "struct User { user_id: i64 }" };

/// A context: several reads that share their parameters. The values of the parameters tell its
/// instances apart.
#[derive(Clone)]
pub struct Context {
    /// Its name in Rust.
    pub name: Ident,
    /// Its name on the wire.
    pub wire_name: String,
    /// Its parameters, in the order of their declaration.
    pub parameters: Vec<Argument>,
    /// `true` if a client that shows an instance is told of the changes that others make.
    pub is_live: bool,
    /// Its documentation, lines joined by `\n`.
    pub docs: String,
    /// `Some` when deprecated, with the note if there is one.
    pub deprecated: Option<String>,
}

impl Context {
    /// The types of the parameters, whose hashes the report lists in this order.
    pub fn wire_types(&self) -> impl Iterator<Item = &Type> {
        self.parameters.iter().map(Argument::wire_type)
    }
}

/// Reads a struct as a context.
///
/// ```
/// let item = syn::parse_quote!(struct UserPosts { user_id: i64 });
/// let context = mizan_syntax::parse_context(&item).unwrap();
/// assert_eq!(context.wire_name, "user_posts");
/// assert_eq!(context.parameters[0].wire_name, "user_id");
/// ```
///
/// # Errors
///
/// Every mistake of the item, each at its own token.
pub fn parse_context(item: &DeriveInput) -> syn::Result<Context> {
    if !item.generics.params.is_empty() {
        return Err(Error::new_spanned(
            &item.generics.params,
            "a context cannot be generic: its parameters have one type each, on the server and \
             on the wire\n\
             write a context for each type",
        ));
    }
    let mut errors = Errors::default();
    let mut context = Context {
        name: item.ident.clone(),
        wire_name: bare_name(&item.ident).to_snake_case(),
        parameters: parse_struct_parameters(item, &CONTEXT, &mut errors),
        is_live: false,
        docs: parse_docs(&item.attrs),
        deprecated: parse_deprecated(&item.attrs),
    };
    parse_mizan_keys(&item.attrs, &KEYS, &mut errors, |key, input, _| {
        match bare_name(key).as_str() {
            "live" => context.is_live = parse_flag(key, input)?,
            _ => context.wire_name = parse_wire_name(key, input)?,
        }
        Ok(())
    });
    errors.finish(context)
}

#[cfg(test)]
mod tests {
    use syn::parse_quote;

    use super::*;

    fn mistake(item: DeriveInput) -> String {
        parse_context(&item).err().expect("a mistake").to_string()
    }

    #[test]
    fn a_unit_struct_has_no_parameters() {
        let context = parse_context(&parse_quote!(
            /// All of it.
            #[mizan(name = "entries", live)]
            struct Feed;
        ))
        .unwrap();
        assert!(context.is_live);
        assert_eq!((context.wire_name.as_str(), context.docs.as_str()), ("entries", "All of it."));
        assert!(context.parameters.is_empty());
    }

    #[test]
    fn what_is_no_context_is_refused() {
        assert!(
            mistake(parse_quote!(
                struct User<T> {
                    id: T,
                }
            ))
            .contains("cannot be generic")
        );
        assert!(
            mistake(parse_quote!(
                enum User {
                    A,
                }
            ))
            .contains("is a struct")
        );
        assert!(
            mistake(parse_quote!(
                struct User(i64);
            ))
            .contains("have names")
        );
        assert!(
            mistake(parse_quote!(
                struct User {
                    name: &'static str,
                }
            ))
            .contains("owned")
        );
        assert!(
            mistake(parse_quote!(
                #[mizan(nam = "a")]
                struct User;
            ))
            .contains("did you mean `name`?")
        );
        assert!(
            mistake(parse_quote!(
                struct User {
                    #[mizan(key)]
                    id: i64,
                }
            ))
            .contains("unknown key `key`")
        );
    }
}
