//! The key `limits(body = "1MB", time = "5s", rate = "10/s")`: the limits of one function.

use mizan_ir::{Limits, RateError};
use proc_macro2::Group;
use syn::{Error, Expr, Ident, LitStr, Token, parse::ParseStream, token::Paren};

use super::contradictions::Written;
use crate::{
    bare_name,
    errors::Errors,
    keys::{Key, parse_keys, parse_text},
    numbers::{BYTES, Count},
};

const KEYS: [Key; 3] = [
    Key { name: "body", example: "body = \"1MB\"" },
    Key { name: "time", example: "time = \"5s\"" },
    Key { name: "rate", example: "rate = \"10/s\"" },
];

const MILLISECONDS: Count = Count {
    of: "",
    units: &[
        ("ms", 1),
        ("s", 1000),
        ("min", 60 * 1000),
        ("h", 60 * 60 * 1000),
        ("sec", 1000),
        ("m", 60 * 1000),
    ],
};

/// Reads the limits in the parentheses. `written` gets their keys, for the contradictions.
pub(super) fn parse_limits(
    key: &Ident,
    input: ParseStream,
    written: &mut Written,
    errors: &mut Errors,
) -> syn::Result<Limits> {
    if !input.peek(Paren) {
        if input.peek(Token![=]) {
            input.parse::<Token![=]>()?;
            input.parse::<Expr>()?;
        }
        let message = "`limits` takes its values in parentheses\n\
                       write `limits(time = \"5s\")`";
        return Err(Error::new(key.span(), message));
    }
    let group: Group = input.parse()?;
    if group.stream().is_empty() {
        let message = "this limits nothing\n\
                       write `body = \"1MB\"`, `time = \"5s\"` or `rate = \"10/s\"`, or leave \
                       `limits` out";
        return Err(Error::new(group.span(), message));
    }
    let mut limits = Limits::default();
    parse_keys(group.stream(), &KEYS, errors, |key, input, _| {
        written.push(key);
        let text = parse_text(key, input).map_err(|error| {
            let known = KEYS.iter().find(|known| key == known.name);
            let example = known.map_or("", |known| known.example);
            Error::new(error.span(), format!("`{key}` takes a text with a unit\nwrite `{example}`"))
        })?;
        match bare_name(key).as_str() {
            "body" => limits.body = Some(parse_amount(&text, &SIZE)?),
            "time" => limits.time = Some(parse_amount(&text, &TIME)?),
            _ => limits.rate = Some(parse_rate(&text)?),
        }
        Ok(())
    });
    Ok(limits)
}

/// An amount with a unit, as errors speak of it.
struct Amount {
    noun: &'static str,
    units: &'static str,
    example: &'static str,
    count: Count,
}

const SIZE: Amount = Amount {
    noun: "size",
    units: "`B`, `KB`, `MB`, `GB`, `KiB`, `MiB` and `GiB`",
    example: "body = \"1MB\"",
    count: BYTES,
};

const TIME: Amount = Amount {
    noun: "time",
    units: "`ms`, `s`, `min` and `h`",
    example: "time = \"5s\"",
    count: MILLISECONDS,
};

fn parse_amount(text: &LitStr, amount: &Amount) -> syn::Result<u64> {
    let Amount { noun, units, example, count } = amount;
    let value = text.value();
    let end = value.find(|letter: char| !letter.is_ascii_digit() && letter != '_');
    let (digits, unit) = value.split_at(end.unwrap_or(value.len()));
    let factor = count.units.iter().find(|(name, _)| name.eq_ignore_ascii_case(unit.trim()));
    let digits = digits.replace('_', "");
    let refuse = |reason: String| Err(Error::new(text.span(), reason));
    match (digits.is_empty(), factor) {
        (false, Some((_, factor))) => {
            match digits.parse::<u64>().ok().and_then(|number| number.checked_mul(*factor)) {
                Some(0) => refuse(format!(
                    "nothing passes a {noun} of zero\n\
                     write a larger one, or leave this limit out"
                )),
                Some(amount) => Ok(amount),
                None => {
                    refuse(format!("`{value}` is too large for a {noun}\nleave this limit out"))
                }
            }
        }
        _ => refuse(format!(
            "`{value}` is no {noun}: it is a whole number and a unit\n\
             write it as in `{example}`: the units are {units}"
        )),
    }
}

fn parse_rate(text: &LitStr) -> syn::Result<mizan_ir::Rate> {
    let value = text.value();
    value.parse().map_err(|error| {
        let message = match error {
            RateError::Zero => "nobody passes a rate of zero\n\
                 write a larger one, or `private` for a function that no client may call"
                .to_owned(),
            RateError::Form => format!(
                "`{value}` is no rate: it is a whole number and a period\n\
                 write it as in `rate = \"10/s\"`: the periods are `s`, `min`, `h` and `d`"
            ),
        };
        Error::new(text.span(), message)
    })
}
