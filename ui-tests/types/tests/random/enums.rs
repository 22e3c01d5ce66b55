//! Enums in every tagging.

use crate::fields::Fields;
use crate::generator::{Draft, Generator};
use crate::made::Facts;
use crate::mentions::Scope;
use crate::names::Case;

#[derive(Clone, Copy, PartialEq)]
enum Tagging {
    External,
    Internal,
    Adjacent,
    Untagged,
}

/// A variant as it is declared, and the expression that makes one.
struct Variant {
    declared: String,
    /// Nothing where serde does not write it.
    sampled: Option<String>,
}

impl Generator {
    pub(crate) fn make_enum(&mut self, draft: &mut Draft) {
        let tagging = self.tagging(draft);
        if tagging == Tagging::External && self.chance(20) {
            draft.is_key = true;
            draft.scope = Scope::default();
            draft.can_be_flattened = false;
        }
        draft.facts.is_loose |= tagging == Tagging::Untagged;
        let case = self.case();
        draft.case = self.case();
        draft.attributes += &case.attribute("rename_all");
        draft.attributes += &draft.case.attribute("rename_all_fields");
        let mut variants = Vec::new();
        let count = 1 + self.random.usize(..4);
        for index in 0..count {
            variants.push(self.variant(draft, tagging, case, index == 0));
        }
        self.add_last(draft, tagging, case, &mut variants);
        match tagging {
            Tagging::External => {}
            // By which of the two keys comes first.
            Tagging::Adjacent => draft.facts.is_loose |= draft.facts.counts_keys,
            Tagging::Internal | Tagging::Untagged => draft.facts = draft.facts.buffered(),
        }
        self.write_variants(draft, &variants);
    }

    fn tagging(&mut self, draft: &mut Draft) -> Tagging {
        let number = self.next();
        let (tagging, attribute) = match self.random.u8(..100) {
            0..40 => (Tagging::External, String::new()),
            40..65 => (Tagging::Internal, format!("#[serde(tag = \"tag{number}\")]\n")),
            65..82 => (
                Tagging::Adjacent,
                format!("#[serde(tag = \"tag{number}\", content = \"content{number}\")]\n"),
            ),
            _ => (Tagging::Untagged, "#[serde(untagged)]\n".to_owned()),
        };
        draft.attributes = attribute;
        tagging
    }

    fn variant(
        &mut self,
        draft: &mut Draft,
        tagging: Tagging,
        case: Case,
        is_first: bool,
    ) -> Variant {
        let name = self.variant_name(case);
        let mut attributes = name.attributes;
        let mut is_written = true;
        if !is_first {
            match self.random.u8(..100) {
                0..5 => {
                    is_written = false;
                    attributes += "#[serde(skip)]\n";
                }
                5..10 => {
                    is_written = false;
                    attributes += "#[serde(skip_serializing)]\n";
                }
                10..15 => {
                    draft.facts.is_partial = true;
                    attributes += "#[serde(skip_deserializing)]\n";
                }
                _ => {}
            }
        }
        let (declared, sampled) = self.content(draft, tagging);
        Variant {
            declared: format!("{attributes}{}{declared}", name.ident),
            sampled: is_written.then(|| name.ident + &sampled),
        }
    }

    fn content(&mut self, draft: &mut Draft, tagging: Tagging) -> (String, String) {
        let unit = (String::new(), String::new());
        let is_object = draft.can_be_flattened && tagging == Tagging::Untagged;
        match self.random.u8(..100) {
            0..25 if !is_object => unit,
            _ if draft.is_key => unit,
            25..50 if tagging == Tagging::Internal => match self.part(draft) {
                Some(text) => (format!("({text})"), "(Sample::sample(dice))".to_owned()),
                None => unit,
            },
            25..50 if !is_object => {
                let mention = self.mention(&draft.scope.without_itself(), 1);
                match tagging == Tagging::Untagged && mention.facts.is_big {
                    true => unit,
                    false => {
                        draft.facts = draft.facts | mention.facts;
                        (format!("({})", mention.text), "(Sample::sample(dice))".to_owned())
                    }
                }
            }
            50..65 if !is_object && ![Tagging::Internal, Tagging::Untagged].contains(&tagging) => {
                let Fields { declared, sampled } = self.positions(draft, "");
                (format!("({declared})"), format!("({sampled})"))
            }
            _ => self.named_content(draft, tagging),
        }
    }

    fn named_content(&mut self, draft: &mut Draft, tagging: Tagging) -> (String, String) {
        let before = (draft.facts, self.program.renames.len(), self.program.aliases.len());
        let can_flatten = self.chance(50);
        let Fields { declared, sampled } = self.fields(draft, "", can_flatten);
        // Nothing would tell where the big integers are.
        if tagging == Tagging::Untagged && draft.facts.is_big {
            draft.facts = before.0;
            self.program.renames.truncate(before.1);
            self.program.aliases.truncate(before.2);
            return (" {}".to_owned(), " {}".to_owned());
        }
        (format!(" {{\n{declared}}}"), format!(" {{ {sampled} }}"))
    }

    /// A type whose fields may be in the same object as the tag.
    fn part(&mut self, draft: &mut Draft) -> Option<String> {
        let number = self.random.usize(..self.program.made.len().max(1));
        let made = self.program.made.get(number)?;
        let parts = made.object.clone()?;
        let is_open = made.is_open;
        if !parts.is_disjoint(&draft.parts) || is_open && (draft.is_open || draft.facts.is_big) {
            return None;
        }
        let mention = self.instantiate(number, &draft.scope, 2);
        if mention.facts.is_big && draft.is_open {
            return None;
        }
        draft.parts.extend(parts);
        draft.is_open |= is_open;
        draft.facts = draft.facts | mention.facts;
        Some(mention.text)
    }

    /// Variants that have to come last.
    fn add_last(
        &mut self,
        draft: &mut Draft,
        tagging: Tagging,
        case: Case,
        variants: &mut Vec<Variant>,
    ) {
        if tagging != Tagging::Untagged && self.chance(10) {
            let name = self.variant_name(case);
            let declared = format!("{}#[serde(other)]\n{}", name.attributes, name.ident);
            variants.push(Variant { declared, sampled: Some(name.ident) });
            draft.facts = draft.facts | Facts::LOOSE;
        } else if !draft.is_key
            && tagging != Tagging::Untagged
            && !draft.facts.is_big
            && self.chance(10)
        {
            let variant = self.variant(draft, Tagging::Untagged, case, true);
            if draft.facts.is_big {
                return;
            }
            draft.facts = draft.facts.buffered() | Facts::LOOSE;
            let declared = format!("#[serde(untagged)]\n{}", variant.declared);
            variants.push(Variant { declared, ..variant });
        }
    }

    fn write_variants(&mut self, draft: &mut Draft, variants: &[Variant]) {
        let mut declared = String::new();
        if !draft.scope.parameters().is_empty() {
            let parameters = draft.scope.parameters().join(", ");
            declared = format!("#[serde(skip)]\nNever(PhantomData<({parameters},)>),\n");
        }
        let written: Vec<&String> =
            variants.iter().filter_map(|variant| variant.sampled.as_ref()).collect();
        let mut sampled = format!("match dice.variant({}) {{\n", written.len());
        for (index, variant) in written.iter().enumerate() {
            sampled += &format!("{index} => Self::{variant},\n");
        }
        for variant in variants {
            declared += &format!("{},\n", variant.declared);
        }
        draft.sample = sampled + "_ => unreachable!(),\n}";
        let generics = draft.scope.generics("");
        draft.item = format!("pub enum {}{generics} {{\n{declared}}}\n", draft.name);
    }
}
