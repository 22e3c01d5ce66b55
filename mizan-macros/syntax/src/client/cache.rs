//! The keys `cache = 60`, `cache = false` and `rev = 3`: the caching of a read.

use syn::{Error, Expr, ExprLit, Ident, Lit, Token, parse::ParseStream};

use mizan_ir::Cache;

use crate::numbers::{PLAIN, SECONDS, parse_number};

pub(super) fn parse_cache(key: &Ident, input: ParseStream) -> syn::Result<Cache> {
    input.parse::<Token![=]>()?;
    let value: Expr = input.parse()?;
    match &value {
        Expr::Lit(ExprLit { lit: Lit::Bool(value), .. }) if !value.value => Ok(Cache::Off),
        Expr::Lit(ExprLit { lit: Lit::Bool(value), .. }) => Err(Error::new(
            value.span,
            "a read is cached unless it says otherwise\n\
             leave this out",
        )),
        Expr::Lit(ExprLit { lit: Lit::Int(seconds), .. }) => {
            match parse_number(key, seconds, &SECONDS)? {
                0 => Err(Error::new(
                    seconds.span(),
                    "nothing is kept for no time\nwrite `cache = false`",
                )),
                seconds => Ok(Cache::Seconds(seconds)),
            }
        }
        other => Err(Error::new_spanned(
            other,
            "`cache` takes a number of seconds, or `false`\n\
             write `cache = 60`, or `cache = false`",
        )),
    }
}

pub(super) fn parse_rev(key: &Ident, input: ParseStream) -> syn::Result<u32> {
    input.parse::<Token![=]>()?;
    match input.parse()? {
        Expr::Lit(ExprLit { lit: Lit::Int(rev), .. }) => match parse_number(key, &rev, &PLAIN)? {
            0 => Err(Error::new(rev.span(), "0 is the first revision\nleave this out")),
            rev => Ok(rev),
        },
        other => Err(Error::new_spanned(
            other,
            format!(
                "`{key}` takes a number that grows with each change of the answer\n\
                 write `rev = 1`"
            ),
        )),
    }
}
