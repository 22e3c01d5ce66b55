//! The expansion of `macro_rules!` whose patterns and templates are plain: what they make is
//! declared as if it were written out, each token where it is written.
//!
//! A call that no known rule matches, and a macro with what only the compiler can follow, declare
//! nothing; the macros of Mizan say so at each item that they meet there.

mod definition;
mod matching;
#[cfg(test)]
mod tests;
mod tokens;
mod transcription;

use std::str::FromStr;

use proc_macro2::TokenStream;
use syn::{Item, Macro, spanned::Spanned};

use super::elsewhere::{Elsewhere, MacroRules, name_crate};
use definition::{Rule, parse_rules};
use matching::match_input;
use transcription::{Place, transcribe};

/// The macros that a file can call.
#[derive(Default)]
pub(super) struct Macros(Vec<Definition>);

struct Definition {
    name: String,
    /// The name for `$crate`.
    own_crate: String,
    /// True for a macro of another file.
    is_elsewhere: bool,
    /// With `None` for a rule that is not followed.
    rules: Vec<Option<Rule>>,
}

impl Macros {
    /// The macros that other files define.
    pub(super) fn new(elsewhere: &Elsewhere) -> Self {
        let mut macros = Self::default();
        for MacroRules { name, crate_name, rules } in &elsewhere.macros {
            let rules = TokenStream::from_str(rules).ok().and_then(parse_rules);
            macros.0.push(Definition {
                name: name.clone(),
                own_crate: name_crate(crate_name),
                is_elsewhere: true,
                rules: rules.unwrap_or_default(),
            });
        }
        macros
    }

    /// Adds a macro of this file; of two with one name, the last counts.
    pub(super) fn add(&mut self, name: String, rules: TokenStream) {
        let rules = parse_rules(rules).unwrap_or_default();
        self.0.push(Definition { name, own_crate: "crate".to_owned(), is_elsewhere: false, rules });
    }

    /// Returns true for a macro that can be followed.
    pub(super) fn follows(&self, name: &str) -> bool {
        let definition = self.0.iter().rev().find(|definition| definition.name == name);
        definition.is_some_and(|definition| definition.rules.iter().any(Option::is_some))
    }

    /// The items that a call makes; `None` where it is not followed.
    pub(super) fn expand(&self, call: &Macro) -> Option<Vec<Item>> {
        let last = &call.path.segments.last()?.ident;
        let definition = self.0.iter().rev().find(|definition| last == &definition.name)?;
        let place = Place {
            own_crate: &definition.own_crate,
            call: definition.is_elsewhere.then(|| call.path.span()),
        };
        for rule in definition.rules.iter() {
            // The compiler may take a rule that is not followed, so that no later one counts.
            let rule = rule.as_ref()?;
            if let Some(bindings) = match_input(&rule.pattern, call.tokens.clone()) {
                let made = transcribe(&rule.template, &bindings, place)?;
                return Some(syn::parse2::<syn::File>(made).ok()?.items);
            }
        }
        None
    }
}
