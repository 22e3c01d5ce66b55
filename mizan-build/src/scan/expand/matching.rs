//! The match of a macro's input with a pattern: the tokens of each variable.

use std::collections::BTreeMap;

use proc_macro2::{TokenStream, TokenTree};
use syn::{
    Block, Expr, Item, Lifetime, Lit, Meta, Path, Token, Type, Visibility,
    ext::IdentExt,
    parse::{ParseStream, Parser, discouraged::Speculative},
};

use super::definition::{Fragment, Node, Operator};

/// The tokens of the variables in a pattern.
pub(super) type Bindings = BTreeMap<String, Binding>;

#[derive(Clone)]
pub(super) enum Binding {
    One(TokenStream),
    /// Inside of a repetition.
    Many(Vec<Binding>),
}

/// The variables of a pattern; `None` if the whole input does not match it.
pub(super) fn match_input(pattern: &[Node], input: TokenStream) -> Option<Bindings> {
    let parse = |input: ParseStream<'_>| {
        let mut bindings = Bindings::new();
        match_nodes(pattern, input, &mut bindings)?;
        Ok(bindings)
    };
    parse.parse2(input).ok()
}

fn match_nodes(
    pattern: &[Node],
    input: ParseStream<'_>,
    bindings: &mut Bindings,
) -> syn::Result<()> {
    for node in pattern {
        match node {
            Node::Token(expected) => match_token(expected, input)?,
            Node::Group(delimiter, _, inner) => match input.parse()? {
                TokenTree::Group(group) if group.delimiter() == *delimiter => {
                    let found = match_input(inner, group.stream());
                    bindings.extend(found.ok_or_else(|| input.error("another input"))?);
                }
                _ => return Err(input.error("another input")),
            },
            Node::Variable(name, fragment) => {
                let tokens = parse_fragment(*fragment, input)?;
                bindings.insert(name.clone(), Binding::One(tokens));
            }
            Node::Repetition { inner, separator, operator } => {
                match_repetition(inner, separator.as_ref(), *operator, input, bindings)?;
            }
            Node::Crate(_) => return Err(input.error("not followed")),
        }
    }
    Ok(())
}

fn match_token(expected: &TokenTree, input: ParseStream<'_>) -> syn::Result<()> {
    let found: TokenTree = input.parse()?;
    let is_same = match (expected, &found) {
        // Whether another sign follows at once does not count.
        (TokenTree::Punct(one), TokenTree::Punct(other)) => one.as_char() == other.as_char(),
        (one, other) => one.to_string() == other.to_string(),
    };
    if is_same { Ok(()) } else { Err(input.error("another token")) }
}

/// A round that does not match ends the repetition, and leaves the input as it was.
fn match_repetition(
    inner: &[Node],
    separator: Option<&TokenTree>,
    operator: Operator,
    input: ParseStream<'_>,
    bindings: &mut Bindings,
) -> syn::Result<()> {
    let mut names = Vec::new();
    collect_names(inner, &mut names);
    let mut rounds: Vec<Bindings> = Vec::new();
    while !input.is_empty() && (operator != Operator::Optional || rounds.is_empty()) {
        let (ahead, mut round) = (input.fork(), Bindings::new());
        if let Some(separator) = separator.filter(|_| !rounds.is_empty())
            && match_token(separator, &ahead).is_err()
        {
            break;
        }
        let is_round = match_nodes(inner, &ahead, &mut round).is_ok();
        // A round without a token would repeat for ever.
        if !is_round || ahead.cursor() == input.cursor() {
            break;
        }
        input.advance_to(&ahead);
        rounds.push(round);
    }
    if rounds.is_empty() && operator == Operator::OneOrMore {
        return Err(input.error("at least one"));
    }
    for name in names {
        let all = rounds.iter().filter_map(|round| round.get(&name).cloned()).collect();
        bindings.insert(name, Binding::Many(all));
    }
    Ok(())
}

/// The variables of a part of a pattern or a template.
pub(super) fn collect_names(nodes: &[Node], names: &mut Vec<String>) {
    for node in nodes {
        match node {
            Node::Variable(name, _) => names.push(name.clone()),
            Node::Group(_, _, inner) | Node::Repetition { inner, .. } => {
                collect_names(inner, names)
            }
            Node::Token(_) | Node::Crate(_) => {}
        }
    }
}

/// The tokens of a fragment, as they are written.
fn parse_fragment(fragment: Fragment, input: ParseStream<'_>) -> syn::Result<TokenStream> {
    let ahead = input.fork();
    match fragment {
        Fragment::Block => drop(ahead.parse::<Block>()?),
        Fragment::Expression => drop(ahead.parse::<Expr>()?),
        Fragment::Ident => drop(syn::Ident::parse_any(&ahead)?),
        Fragment::Item => drop(ahead.parse::<Item>()?),
        Fragment::Lifetime => drop(ahead.parse::<Lifetime>()?),
        Fragment::Literal => {
            ahead.parse::<Option<Token![-]>>()?;
            ahead.parse::<Lit>()?;
        }
        Fragment::Meta => drop(ahead.parse::<Meta>()?),
        Fragment::Path => drop(ahead.parse::<Path>()?),
        Fragment::TokenTree => drop(ahead.parse::<TokenTree>()?),
        Fragment::Type => drop(ahead.parse::<Type>()?),
        Fragment::Visibility => drop(ahead.parse::<Visibility>()?),
        Fragment::Bound => return Err(input.error("not followed")),
    }
    let mut tokens = TokenStream::new();
    while input.cursor() != ahead.cursor() {
        tokens.extend([input.parse::<TokenTree>()?]);
    }
    Ok(tokens)
}
