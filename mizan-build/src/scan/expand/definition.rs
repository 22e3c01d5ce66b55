//! A `macro_rules!` as rules, each a pattern and what it makes.

use proc_macro2::{Delimiter, Ident, Punct, Span, TokenStream, TokenTree};

use super::tokens::Tokens;

/// A rule: `(pattern) => { template }`.
pub(super) struct Rule {
    pub(super) pattern: Vec<Node>,
    pub(super) template: Vec<Node>,
}

/// A part of a pattern or of a template.
pub(super) enum Node {
    /// A token that stands for itself.
    Token(TokenTree),
    Group(Delimiter, Span, Vec<Node>),
    /// `$name:fragment` in a pattern, `$name` in a template.
    Variable(String, Fragment),
    /// `$( … ) separator operator`.
    Repetition {
        inner: Vec<Node>,
        separator: Option<TokenTree>,
        operator: Operator,
    },
    /// `$crate`.
    Crate(Span),
}

/// The syntax of a variable in a pattern.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Fragment {
    Block,
    Expression,
    Ident,
    Item,
    Lifetime,
    Literal,
    Meta,
    Path,
    TokenTree,
    Type,
    Visibility,
    /// In a template.
    Bound,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Operator {
    Any,
    OneOrMore,
    Optional,
}

/// The rules of a macro, with `None` for one that has what is not followed.
pub(super) fn parse_rules(tokens: TokenStream) -> Option<Vec<Option<Rule>>> {
    let mut tokens = Tokens::new(tokens);
    let mut rules = Vec::new();
    while let Some(token) = tokens.next() {
        let TokenTree::Group(pattern) = token else { return None };
        tokens.take_punct('=')?;
        tokens.take_punct('>')?;
        let TokenTree::Group(template) = tokens.next()? else { return None };
        let pattern = parse_nodes(pattern.stream(), true);
        let template = parse_nodes(template.stream(), false);
        rules.push(pattern.zip(template).map(|(pattern, template)| Rule { pattern, template }));
        if tokens.peek().is_some() {
            tokens.take_punct(';')?;
        }
    }
    Some(rules)
}

fn parse_nodes(tokens: TokenStream, is_pattern: bool) -> Option<Vec<Node>> {
    let mut tokens = Tokens::new(tokens);
    let mut nodes = Vec::new();
    while let Some(token) = tokens.next() {
        nodes.push(match token {
            TokenTree::Punct(sign) if sign.as_char() == '$' => {
                parse_variable(&mut tokens, is_pattern)?
            }
            TokenTree::Group(group) => {
                let inner = parse_nodes(group.stream(), is_pattern)?;
                Node::Group(group.delimiter(), group.span(), inner)
            }
            token => Node::Token(token),
        });
    }
    Some(nodes)
}

/// What is behind a `$`.
fn parse_variable(tokens: &mut Tokens, is_pattern: bool) -> Option<Node> {
    match tokens.next()? {
        TokenTree::Ident(name) if name == "crate" => Some(Node::Crate(name.span())),
        TokenTree::Ident(name) if is_pattern => {
            tokens.take_punct(':')?;
            let TokenTree::Ident(fragment) = tokens.next()? else { return None };
            Some(Node::Variable(name.to_string(), parse_fragment(&fragment)?))
        }
        TokenTree::Ident(name) => Some(Node::Variable(name.to_string(), Fragment::Bound)),
        TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis => {
            let inner = parse_nodes(group.stream(), is_pattern)?;
            let (separator, operator) = match tokens.next()? {
                TokenTree::Punct(sign) if find_operator(&sign).is_some() => {
                    (None, find_operator(&sign)?)
                }
                separator => {
                    let TokenTree::Punct(sign) = tokens.next()? else { return None };
                    (Some(separator), find_operator(&sign)?)
                }
            };
            Some(Node::Repetition { inner, separator, operator })
        }
        _ => None,
    }
}

fn parse_fragment(name: &Ident) -> Option<Fragment> {
    Some(match name.to_string().as_str() {
        "block" => Fragment::Block,
        "expr" => Fragment::Expression,
        "ident" => Fragment::Ident,
        "item" => Fragment::Item,
        "lifetime" => Fragment::Lifetime,
        "literal" => Fragment::Literal,
        "meta" => Fragment::Meta,
        "path" => Fragment::Path,
        "tt" => Fragment::TokenTree,
        "ty" => Fragment::Type,
        "vis" => Fragment::Visibility,
        _ => return None,
    })
}

fn find_operator(sign: &Punct) -> Option<Operator> {
    match sign.as_char() {
        '*' => Some(Operator::Any),
        '+' => Some(Operator::OneOrMore),
        '?' => Some(Operator::Optional),
        _ => None,
    }
}
