//! The fields of structs and variants.

use crate::generator::{Draft, Generator};
use crate::made::{Facts, Mention};
use crate::names::Name;

/// Fields as they are declared, and as the expression that makes them.
#[derive(Default)]
pub(crate) struct Fields {
    pub(crate) declared: String,
    pub(crate) sampled: String,
}

/// Types that `mizan::bigint` takes.
const BIG: [&str; 5] = ["u64", "i64", "u128", "std::option::Option<i128>", "Vec<u128>"];

/// The attributes of a field that has functions of its own.
const BY_HAND: &str = "#[serde(serialize_with = \"sample::write_text\", \
    deserialize_with = \"sample::read_text\")]\n#[mizan(as = \"std::string::String\")]\n";

impl Generator {
    /// Named fields.
    pub(crate) fn fields(&mut self, draft: &mut Draft, public: &str, can_flatten: bool) -> Fields {
        let mut fields = Fields::default();
        for _ in 0..self.random.usize(..5) {
            let (attributes, ident, ty) = match can_flatten && self.chance(20) {
                true => match self.flattened(draft) {
                    Some(flattened) => flattened,
                    None => continue,
                },
                false => self.field(draft),
            };
            fields.declared += &format!("{attributes}{public}{ident}: {ty},\n");
            fields.sampled += &format!("{ident}: Sample::sample(dice), ");
        }
        fields
    }

    /// Unnamed fields.
    pub(crate) fn positions(&mut self, draft: &mut Draft, public: &str) -> Fields {
        let mut fields = Fields::default();
        let is_plain = draft.scope.parameters().is_empty();
        let scope = draft.scope.without_itself();
        for _ in 0..self.random.usize(..4) {
            let (attributes, ty) = match self.random.u8(..100) {
                0..8 => {
                    draft.facts.is_big = true;
                    ("#[serde(with = \"mizan::bigint\")] ".to_owned(), self.pick(&BIG).to_owned())
                }
                8..14 if is_plain => (BY_HAND.to_owned(), self.mention(&scope, 2).text),
                14..18 if is_plain => {
                    let skip = "#[serde(skip, default = \"sample::absent\")] ".to_owned();
                    (skip, self.mention(&scope, 2).text)
                }
                _ => {
                    let mention = self.mention(&scope, 1);
                    draft.facts = draft.facts | mention.facts;
                    (String::new(), mention.text)
                }
            };
            fields.declared += &format!("{attributes}{public}{ty}, ");
            fields.sampled += "Sample::sample(dice), ";
        }
        fields
    }

    fn field(&mut self, draft: &mut Draft) -> (String, String, String) {
        let name = self.field_name(draft.case, !draft.can_be_flattened && !draft.has_forgotten);
        draft.has_forgotten |= name.is_forgotten();
        let mention = self.mention(&draft.scope, 0);
        let (attributes, Mention { text, facts }) = self.vary(draft, &name, mention);
        draft.facts = draft.facts | facts;
        (name.attributes + &attributes, name.ident, text)
    }

    /// Gives a field attributes of serde, and returns its mention as they change it.
    fn vary(&mut self, draft: &Draft, name: &Name, mention: Mention) -> (String, Mention) {
        let Mention { text, facts } = mention;
        let partial = Facts { is_partial: true, ..facts };
        // A parameter cannot be made out of nothing.
        let is_plain = draft.scope.parameters().is_empty();
        let (attribute, text, facts) = match self.random.u8(..100) {
            0..10 if is_plain => ("default = \"sample::absent\"", text, facts),
            10..16 if is_plain => (
                "default = \"sample::absent\", skip_serializing_if = \"sample::sometimes\"",
                text,
                partial,
            ),
            16..20 => ("skip_serializing_if = \"sample::sometimes\"", text, partial),
            20..26 => {
                let text = format!("std::option::Option<{text}>");
                ("skip_serializing_if = \"std::option::Option::is_none\"", text, partial)
            }
            26..30 if is_plain => ("skip, default = \"sample::absent\"", text, Facts::default()),
            30..34 if is_plain => ("skip_serializing, default = \"sample::absent\"", text, facts),
            34..38 if is_plain && !name.is_forgotten() => {
                let [output, input] = name.wire.clone();
                self.program.renames.retain(|known| *known != (output.clone(), input.clone()));
                self.program.renames.push((output, String::new()));
                ("skip_deserializing, default = \"sample::absent\"", text, facts)
            }
            38..44 if is_plain => {
                return (BY_HAND.to_owned(), Mention { text, facts: Facts::default() });
            }
            44..52 => {
                let facts = Facts { is_big: true, ..Facts::default() };
                ("with = \"mizan::bigint\"", self.pick(&BIG).to_owned(), facts)
            }
            _ => return (String::new(), Mention { text, facts }),
        };
        (format!("#[serde({attribute})]\n"), Mention { text, facts })
    }

    /// A field whose own fields are in the same object as those of the struct.
    fn flattened(&mut self, draft: &mut Draft) -> Option<(String, String, String)> {
        let ident = format!("flat_{}", self.next());
        let mut attributes = "#[serde(flatten)]\n".to_owned();
        if !draft.is_open && !draft.facts.is_big && self.chance(20) {
            let mention = match self.chance(50) {
                true => self.map(&draft.scope, 2),
                false => Mention {
                    text: "serde_json::Map<std::string::String, serde_json::Value>".to_owned(),
                    facts: Facts::LOOSE,
                },
            };
            if mention.facts.is_big {
                return None;
            }
            draft.is_open = true;
            draft.facts = draft.facts | mention.facts.buffered() | Facts::LOOSE;
            return Some((attributes, ident, mention.text));
        }
        let number = self.random.usize(..self.program.made.len().max(1));
        let made = self.program.made.get(number)?;
        let parts = made.object.clone()?;
        let is_open = made.is_open;
        if !parts.is_disjoint(&draft.parts) || is_open && (draft.is_open || draft.facts.is_big) {
            return None;
        }
        let Mention { mut text, mut facts } = self.instantiate(number, &draft.scope, 2);
        if facts.is_big && draft.is_open {
            return None;
        }
        draft.parts.extend(parts);
        draft.is_open |= is_open;
        match self.random.u8(..100) {
            0..25 => {
                text = format!("std::option::Option<{text}>");
                facts.hides_absence = true;
                facts.is_partial = true;
                if self.chance(30) {
                    attributes +=
                        "#[serde(skip_serializing_if = \"std::option::Option::is_none\")]\n";
                }
            }
            25..40 => text = format!("Box<{text}>"),
            40..50 if draft.scope.parameters().is_empty() => {
                attributes += "#[serde(default = \"sample::absent\")]\n"
            }
            _ => {}
        }
        draft.facts = draft.facts | facts.buffered();
        Some((attributes, ident, text))
    }
}
