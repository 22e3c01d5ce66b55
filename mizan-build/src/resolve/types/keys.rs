//! The keys of maps: each is written as one text.

use mizan_ir::Type;

use super::{
    Types,
    terms::{DEPTH, Head, Term},
};
use crate::{
    resolve::external::ExternalType,
    scan::outline::{Kind, Mention},
    text_values,
};

impl<'scan> Types<'_, 'scan> {
    /// JSON's objects have texts for keys, and `serde_json` refuses what it cannot write as one.
    pub(super) fn check_key(&mut self, key: &Type, term: &Term<'scan>) -> Option<()> {
        let is_key = match key {
            Type::Named(..) => self.has_text(term),
            key => text_values::may_be_key(key),
        };
        if is_key {
            return Some(());
        }
        let message = "the key of a map becomes a text in JSON, and this one has no text";
        let help = "use a `String`, a number or an enum without fields, or send a list of pairs";
        self.refuse(term, message, help)
    }

    /// Returns true if a struct or an enum is written as a text, a number or a truth value. This
    /// follows the outlines, since another thread may be resolving the definition.
    fn has_text(&self, term: &Term<'scan>) -> bool {
        let Head::Item(item, _) = term.head(self.names) else { return false };
        let Kind::Data(derived) = &item.declaration.kind else { return false };
        let is_inner_text = |inner: &'scan Mention| {
            let inner = Term::new(item.module, inner, None);
            self.is_text(&Term { depth: term.depth + 1, ..inner })
        };
        let declaration = self.derived_type(item.module, derived).flatten();
        declaration
            .is_none_or(|declaration| text_values::is_text(&declaration.shape, &is_inner_text))
    }

    /// Returns true if the content of a newtype is a text. A type that cannot be followed is
    /// refused at its own mention.
    fn is_text(&self, term: &Term<'scan>) -> bool {
        match term.head(self.names) {
            Head::Item(..) => term.depth > DEPTH || self.has_text(term),
            Head::Structure(_) => false,
            Head::External(ExternalType::Row(row), named) => {
                let ty = row.ty();
                match row.argument(ty) {
                    None => !matches!(ty, Type::Named(..)) && text_values::may_be_key(ty),
                    Some(index) => {
                        named.argument(index).is_some_and(|argument| self.is_text(&argument))
                    }
                }
            }
            Head::External(..) => true,
            Head::Type(_) | Head::Foreign(..) | Head::Unknown => true,
        }
    }
}
