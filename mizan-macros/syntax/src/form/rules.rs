//! The rules of a field as they are written: `length(1..=100)`, `pattern = "^[a-z]+$"`.

use mizan_ir::{Bounds, Pattern, Rule};
use proc_macro2::{Span, TokenStream};
use syn::{
    Error, Ident, LitFloat, LitInt, LitStr, Token, ext::IdentExt, parenthesized,
    parse::ParseStream, punctuated::Punctuated,
};

use crate::{
    bare_name,
    keys::{parse_flag, parse_text},
};

pub(super) fn parse_rule(key: &Ident, input: ParseStream) -> syn::Result<Rule> {
    let flag = |rule| parse_flag(key, input).map(|_| rule);
    Ok(match bare_name(key).as_str() {
        "required" => flag(Rule::Required)?,
        "email" => flag(Rule::Email)?,
        "url" => flag(Rule::Url)?,
        "length" => Rule::Length(parse_length(key, input)?),
        "utf16" => Rule::Utf16(parse_length(key, input)?),
        "range" => Rule::Range(parse_bounds(key, input)?.0),
        "pattern" => Rule::Pattern(parse_pattern(key, input)?),
        "contains" => Rule::Contains(parse_part(key, input)?),
        "prefix" => Rule::Prefix(parse_part(key, input)?),
        "suffix" => Rule::Suffix(parse_part(key, input)?),
        "one_of" => Rule::OneOf(parse_choices(key, input)?),
        _ => Rule::Matches(parse_other(key, input)?),
    })
}

fn parse_length(key: &Ident, input: ParseStream) -> syn::Result<Bounds> {
    let (bounds, span) = parse_bounds(key, input)?;
    let is_length =
        |bound: &Option<String>| bound.as_ref().is_none_or(|bound| bound.parse::<u32>().is_ok());
    if is_length(&bounds.min) && is_length(&bounds.max) {
        return Ok(bounds);
    }
    let message =
        format!("a length is a whole number that is not negative\nwrite `{key}(1..=100)`");
    Err(Error::new(span, message))
}

/// `(1..=100)`, `(1..)` or `(..=100)`, with the span of the first number.
fn parse_bounds(key: &Ident, input: ParseStream) -> syn::Result<(Bounds, Span)> {
    if !input.peek(syn::token::Paren) {
        let message = format!("`{key}` needs its bounds\nwrite `{key}(1..=100)`");
        return Err(Error::new(key.span(), message));
    }
    let content;
    let parentheses = parenthesized!(content in input);
    let span = content.span();
    let bounds = parse_range(key, &content);
    // What is left is a part of the same mistake.
    content.parse::<TokenStream>()?;
    let bounds = bounds?;
    check_bounds(key, &bounds, parentheses.span.join())?;
    Ok((bounds, span))
}

fn parse_range(key: &Ident, content: ParseStream) -> syn::Result<Bounds> {
    let min = parse_bound(content)?;
    let max = match content.peek(Token![..=]) {
        true => {
            content.parse::<Token![..=]>()?;
            parse_bound(content)?
        }
        false => parse_open(key, content)?,
    };
    match content.is_empty() {
        true => Ok(Bounds { min, max }),
        false => Err(content.error(format!("the bounds end before this\nwrite `{key}(1..=100)`"))),
    }
}

fn check_bounds(key: &Ident, Bounds { min, max }: &Bounds, whole: Span) -> syn::Result<()> {
    if min.is_none() && max.is_none() {
        let message = format!(
            "bounds without a number allow everything\nwrite `{key}(1..=100)`, or leave it out"
        );
        return Err(Error::new(whole, message));
    }
    if let (Some(min), Some(max)) = (min, max)
        && is_above(min, max)
    {
        let message = format!(
            "nothing is at least {min} and at most {max}\nwrite the smaller number first: \
             `{key}({max}..={min})`"
        );
        return Err(Error::new(whole, message));
    }
    Ok(())
}

/// The `..` of a range without an upper bound.
fn parse_open(key: &Ident, content: ParseStream) -> syn::Result<Option<String>> {
    if !content.peek(Token![..]) {
        let message = format!("the bounds of `{key}` are a range\nwrite `{key}(1..=100)`");
        return Err(Error::new(content.span(), message));
    }
    content.parse::<Token![..]>()?;
    match content.is_empty() {
        true => Ok(None),
        false => Err(content.error(format!(
            "it is not plain if the last number belongs to this range\n\
             write `{key}(1..=100)`, to which 100 belongs"
        ))),
    }
}

fn parse_bound(content: ParseStream) -> syn::Result<Option<String>> {
    let sign = content.parse::<Option<Token![-]>>()?.map_or("", |_| "-");
    let (digits, suffix, span) = if content.peek(LitInt) {
        let number: LitInt = content.parse()?;
        (number.base10_digits().to_owned(), number.suffix().to_owned(), number.span())
    } else if content.peek(LitFloat) {
        let number: LitFloat = content.parse()?;
        (number.base10_digits().to_owned(), number.suffix().to_owned(), number.span())
    } else if content.is_empty() || content.peek(Token![..]) && sign.is_empty() {
        return Ok(None);
    } else {
        return Err(content.error(
            "a bound is a plain number, which the client has to know\nwrite `1`, `-5` or `0.5`",
        ));
    };
    if !suffix.is_empty() {
        let message = format!("a bound has the type of its field\nwrite `{sign}{digits}`");
        return Err(Error::new(span, message));
    }
    Ok(Some(format!("{sign}{digits}")))
}

fn is_above(min: &str, max: &str) -> bool {
    match (min.parse::<i128>(), max.parse::<i128>()) {
        (Ok(min), Ok(max)) => min > max,
        _ => min.parse::<f64>().ok() > max.parse::<f64>().ok(),
    }
}

fn parse_pattern(key: &Ident, input: ParseStream) -> syn::Result<String> {
    let text = parse_text(key, input)?;
    match Pattern::parse(&text.value()) {
        Ok(_) => Ok(text.value()),
        Err(error) => Err(Error::new(text.span(), error)),
    }
}

/// A text that is a part of the value.
fn parse_part(key: &Ident, input: ParseStream) -> syn::Result<String> {
    let text = parse_text(key, input)?;
    if text.value().is_empty() {
        let message = format!(
            "every text has an empty one in it, so the rule says nothing\nwrite a text after `{key} =`"
        );
        return Err(Error::new(text.span(), message));
    }
    Ok(text.value())
}

fn parse_choices(key: &Ident, input: ParseStream) -> syn::Result<Vec<String>> {
    let advice = "write `one_of(\"a\", \"b\")`";
    if !input.peek(syn::token::Paren) {
        return Err(Error::new(key.span(), format!("`one_of` needs its texts\n{advice}")));
    }
    let content;
    parenthesized!(content in input);
    if content.is_empty() {
        return Err(Error::new(
            key.span(),
            format!("`one_of` names no text, so no value keeps it\n{advice}"),
        ));
    }
    let mut choices: Vec<String> = Vec::new();
    for choice in Punctuated::<LitStr, Token![,]>::parse_terminated(&content)? {
        if choices.contains(&choice.value()) {
            let message = format!("`{}` is given twice\nkeep one of them", choice.value());
            return Err(Error::new(choice.span(), message));
        }
        choices.push(choice.value());
    }
    Ok(choices)
}

/// The other field, by its name in Rust.
fn parse_other(key: &Ident, input: ParseStream) -> syn::Result<String> {
    input.parse::<Token![=]>()?;
    if input.peek(LitStr) {
        let text: LitStr = input.parse()?;
        let message =
            format!("the other field is named as in Rust\nwrite `{key} = {}`", text.value());
        return Err(Error::new(text.span(), message));
    }
    Ok(bare_name(&input.call(Ident::parse_any)?))
}
