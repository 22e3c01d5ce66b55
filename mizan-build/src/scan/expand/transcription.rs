//! What a rule makes: its template, with the tokens of the input in the places of its variables.

use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};

use super::{
    definition::Node,
    matching::{Binding, Bindings, collect_names},
};

/// Where a macro is called and defined.
#[derive(Clone, Copy)]
pub(super) struct Place<'definition> {
    /// The name for `$crate`.
    pub(super) own_crate: &'definition str,
    /// The position of the call, for the tokens of a macro that another file defines.
    pub(super) call: Option<Span>,
}

impl Place<'_> {
    fn of(self, written: Span) -> Span {
        self.call.unwrap_or(written)
    }
}

/// The tokens that a template makes. `None` where only the compiler can follow it.
pub(super) fn transcribe(
    template: &[Node],
    bindings: &Bindings,
    place: Place<'_>,
) -> Option<TokenStream> {
    let mut made = TokenStream::new();
    for node in template {
        match node {
            Node::Token(token) => {
                let mut token = token.clone();
                token.set_span(place.of(token.span()));
                made.extend([token]);
            }
            Node::Group(delimiter, span, inner) => {
                let mut group = Group::new(*delimiter, transcribe(inner, bindings, place)?);
                group.set_span(place.of(*span));
                made.extend([TokenTree::from(group)]);
            }
            Node::Variable(name, _) => match bindings.get(name)? {
                Binding::One(tokens) => made.extend(tokens.clone()),
                Binding::Many(_) => return None,
            },
            Node::Repetition { inner, separator, .. } => {
                for (index, round) in rounds(inner, bindings)?.iter().enumerate() {
                    made.extend(separator.clone().filter(|_| index > 0));
                    made.extend(transcribe(inner, round, place)?);
                }
            }
            Node::Crate(span) => {
                made.extend([TokenTree::from(Ident::new(place.own_crate, place.of(*span)))]);
            }
        }
    }
    Some(made)
}

/// The variables of each round of a repetition. All that repeat have as many rounds.
fn rounds(inner: &[Node], bindings: &Bindings) -> Option<Vec<Bindings>> {
    let mut names = Vec::new();
    collect_names(inner, &mut names);
    let mut repeated = Vec::new();
    for name in names {
        if let Some(Binding::Many(rounds)) = bindings.get(&name) {
            repeated.push((name, rounds));
        }
    }
    let count = repeated.first()?.1.len();
    if repeated.iter().any(|(_, rounds)| rounds.len() != count) {
        return None;
    }
    let round = |index: usize| {
        let mut round = bindings.clone();
        for (name, rounds) in &repeated {
            round.insert(name.clone(), rounds[index].clone());
        }
        round
    };
    Some((0..count).map(round).collect())
}
