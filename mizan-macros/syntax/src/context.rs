//! `#[derive(mizan::Context)]` on a struct.

use heck::ToSnakeCase;
use proc_macro2::Group;
use syn::{
    DeriveInput, Error, Expr, ExprLit, Ident, Lit, Token, Type, parse::ParseStream, token::Paren,
};

use crate::{
    bare_name,
    docs::{parse_deprecated, parse_docs},
    errors::Errors,
    keys::{Key, parse_flag, parse_keys, parse_mizan_keys, parse_wire_name},
    numbers::{SECONDS, parse_number},
    parameter::Argument,
    struct_parameters::{Parametrised, parse_struct_parameters},
};

const KEYS: [Key; 3] = [
    Key { name: "cache", example: "cache(stale = 30)" },
    Key { name: "live", example: "live" },
    Key { name: "name", example: "name = \"user\"" },
];

const CACHE_KEYS: [Key; 1] = [Key { name: "stale", example: "stale = 30" }];

/// The longest time for which a cache answers with what it has from before a change.
const LONGEST_STALE: u32 = 24 * 60 * 60;

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
    /// For how many seconds after a change a cache may answer with what it has from before.
    pub stale: u32,
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
        stale: 0,
        docs: parse_docs(&item.attrs),
        deprecated: parse_deprecated(&item.attrs),
    };
    parse_mizan_keys(&item.attrs, &KEYS, &mut errors, |key, input, errors| {
        match bare_name(key).as_str() {
            "cache" => context.stale = parse_cache(key, input, errors)?,
            "live" => context.is_live = parse_flag(key, input)?,
            _ => context.wire_name = parse_wire_name(key, input)?,
        }
        Ok(())
    });
    errors.finish(context)
}

/// Reads `cache(stale = 30)`.
fn parse_cache(key: &Ident, input: ParseStream, errors: &mut Errors) -> syn::Result<u32> {
    if !input.peek(Paren) {
        if input.peek(Token![=]) {
            input.parse::<Token![=]>()?;
            input.parse::<Expr>()?;
        }
        let message = "a context says how its bundles are kept in parentheses\n\
                       write `cache(stale = 30)`, or `cache = 60` on a read";
        return Err(Error::new(key.span(), message));
    }
    let group: Group = input.parse()?;
    if group.stream().is_empty() {
        let message = "this says nothing about the cache\nwrite `cache(stale = 30)`";
        return Err(Error::new(group.span(), message));
    }
    let mut stale = 0;
    parse_keys(group.stream(), &CACHE_KEYS, errors, |key, input, _| {
        stale = parse_stale(key, input)?;
        Ok(())
    });
    Ok(stale)
}

fn parse_stale(key: &Ident, input: ParseStream) -> syn::Result<u32> {
    input.parse::<Token![=]>()?;
    match input.parse()? {
        Expr::Lit(ExprLit { lit: Lit::Int(number), .. }) => {
            match parse_number(key, &number, &SECONDS)? {
                0 => Err(Error::new(
                    number.span(),
                    "a bundle that is stale is not served by itself\nleave this out",
                )),
                seconds if seconds > LONGEST_STALE => Err(Error::new(
                    number.span(),
                    "nothing is served that is stale for more than a day\nwrite `stale = 86400`, or less",
                )),
                seconds => Ok(seconds),
            }
        }
        other => {
            Err(Error::new_spanned(other, "`stale` takes a number of seconds\nwrite `stale = 30`"))
        }
    }
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
            #[mizan(name = "entries", live, cache(stale = 30))]
            struct Feed;
        ))
        .unwrap();
        assert!(context.is_live);
        assert_eq!(context.stale, 30);
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
