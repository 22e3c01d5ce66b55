//! A definition of a type, and its text.

use crate::emit::rust::docs::docs;

/// A definition of a struct or an enum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Definition {
    pub(crate) name: String,
    /// The parameters with their bounds.
    pub(crate) parameters: Vec<String>,
    pub(crate) body: Body,
    /// The attributes of serde, such as `tag = "kind"`.
    pub(crate) serde: Vec<String>,
    /// True for a key of a map.
    pub(crate) is_ordered: bool,
    pub(crate) docs: String,
    /// What is said in place of a documentation.
    pub(crate) about: String,
    pub(crate) deprecated: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Body {
    Struct(Content),
    Enum(Vec<Variant>),
    /// An enum that travels as numbers.
    Numbers(Vec<Variant>),
}

/// What a struct or a variant holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Content {
    Unit,
    Tuple(Vec<String>),
    Named(Vec<Field>),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Variant {
    pub(crate) name: String,
    pub(crate) wire: String,
    /// Other names that the server reads.
    pub(crate) aliases: Vec<String>,
    pub(crate) is_untagged: bool,
    /// True for the variant that stands for all names that nobody knows.
    pub(crate) is_other: bool,
    pub(crate) content: Content,
    pub(crate) docs: String,
    pub(crate) deprecated: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) wire: String,
    pub(crate) aliases: Vec<String>,
    pub(crate) ty: String,
    pub(crate) presence: Presence,
    pub(crate) docs: String,
    pub(crate) deprecated: Option<String>,
}

/// How a field is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Presence {
    Plain,
    /// A floating-point number: `null` is NaN.
    Number,
    /// An `Option` that is left out where it is `None`.
    Absent,
    /// An `Option` of an `Option`, left out where it is `None`.
    Twice,
    /// The fields of its type stand in its place.
    Flat,
    /// An `Option` that the server reads in either way.
    Either,
}

impl Definition {
    /// The text of the definition.
    pub(crate) fn to_text(&self) -> String {
        let Self { name, .. } = self;
        let parameters = self.parameters();
        let head = docs(&self.docs, &self.about, self.deprecated.as_ref())
            + &format!("#[derive({})]\n", self.derives().join(", "))
            + &serde_attribute(&self.serde);
        match &self.body {
            Body::Struct(Content::Unit) => format!("{head}pub struct {name};\n"),
            Body::Struct(Content::Tuple(types)) => {
                let types = types.iter().map(|ty| format!("/// The value.\npub {ty}"));
                let types = types.collect::<Vec<_>>().join(",\n");
                format!("{head}pub struct {name}{parameters}({types});\n")
            }
            Body::Struct(Content::Named(fields)) => {
                let fields: String = fields.iter().map(|field| field.to_text("pub ")).collect();
                format!("{head}pub struct {name}{parameters} {{\n{fields}}}\n")
            }
            Body::Enum(variants) => {
                let variants = write_variants(variants);
                format!("{head}pub enum {name}{parameters} {{\n{variants}}}\n")
            }
            Body::Numbers(variants) => {
                let conversions = write_conversions(name, variants);
                let variants: String = variants
                    .iter()
                    .map(|Variant { name, docs: text, deprecated, .. }| {
                        format!("{}{name},\n", docs(text, &about(name), deprecated.as_ref()))
                    })
                    .collect();
                format!(
                    "{head}#[serde(into = \"i64\", try_from = \"i64\")]\npub enum {name} {{\n{variants}}}\n\
                     {conversions}"
                )
            }
        }
    }

    fn parameters(&self) -> String {
        match self.parameters.as_slice() {
            [] => String::new(),
            parameters => format!("<{}>", parameters.join(", ")),
        }
    }

    fn derives(&self) -> Vec<&'static str> {
        let mut derives = vec!["Debug", "Clone"];
        if self.is_unit_enum() {
            derives.push("Copy");
        }
        derives.push("PartialEq");
        if self.is_ordered || self.is_unit_enum() {
            derives.push("Eq");
        }
        if self.is_ordered {
            derives.extend(["PartialOrd", "Ord", "Hash"]);
        }
        if self.has_default() {
            derives.push("Default");
        }
        derives.extend(["Serialize", "Deserialize"]);
        derives
    }

    fn is_unit_enum(&self) -> bool {
        match &self.body {
            Body::Numbers(_) => true,
            Body::Enum(variants) => variants.iter().all(|variant| variant.content == Content::Unit),
            Body::Struct(_) => false,
        }
    }

    /// Returns true for a struct most of which may be left out, so that the rest of a value can be
    /// `..Default::default()`.
    fn has_default(&self) -> bool {
        const PLAIN: [&str; 14] = [
            "bool",
            "String",
            "f32",
            "f64",
            "i8",
            "i16",
            "i32",
            "i64",
            "u8",
            "u16",
            "u32",
            "u64",
            "()",
            "serde_json::Value",
        ];
        let Body::Struct(Content::Named(fields)) = &self.body else { return false };
        let has_none = |field: &Field| {
            let starts = ["Option<", "Vec<", "BTreeMap<"];
            starts.iter().any(|start| field.ty.starts_with(start))
                || PLAIN.contains(&field.ty.as_str())
        };
        fields.iter().any(|field| field.ty.starts_with("Option<")) && fields.iter().all(has_none)
    }
}

impl Field {
    fn to_text(&self, visibility: &str) -> String {
        let Self { name, ty, .. } = self;
        let mut serde = Vec::new();
        if self.presence != Presence::Flat {
            serde.extend(renamed(name, &self.wire));
            serde.extend(aliases(&self.aliases));
        }
        serde.extend(self.presence.serde().iter().map(|attribute| (*attribute).to_owned()));
        let text = docs(&self.docs, &about(&self.wire), self.deprecated.as_ref());
        format!("{text}{}{visibility}{name}: {ty},\n", serde_attribute(&serde))
    }
}

impl Presence {
    fn serde(self) -> &'static [&'static str] {
        match self {
            Self::Plain | Self::Either => &[],
            Self::Number => &["deserialize_with = \"client::fields::number\""],
            Self::Absent => &["skip_serializing_if = \"Option::is_none\""],
            Self::Twice => &[
                "default = \"Option::default\"",
                "skip_serializing_if = \"Option::is_none\"",
                "deserialize_with = \"client::fields::present\"",
            ],
            Self::Flat => &["flatten"],
        }
    }
}

/// The variants of an enum, without the braces around them.
pub(crate) fn write_variants(variants: &[Variant]) -> String {
    variants.iter().map(Variant::to_text).collect()
}

impl Variant {
    fn to_text(&self) -> String {
        let Self { name, wire, .. } = self;
        let mut serde = Vec::new();
        if self.is_untagged {
            serde.push("untagged".to_owned());
        } else {
            serde.extend(renamed(name, wire));
            serde.extend(aliases(&self.aliases));
        }
        if self.is_other {
            serde.push("other".to_owned());
        }
        let head =
            docs(&self.docs, &about(wire), self.deprecated.as_ref()) + &serde_attribute(&serde);
        match &self.content {
            Content::Unit => format!("{head}{name},\n"),
            Content::Tuple(types) => format!("{head}{name}({}),\n", types.join(", ")),
            Content::Named(fields) => {
                let fields: String = fields.iter().map(|field| field.to_text("")).collect();
                format!("{head}{name} {{\n{fields}}},\n")
            }
        }
    }
}

/// The conversions between the variants and their numbers.
fn write_conversions(name: &str, variants: &[Variant]) -> String {
    let (mut to, mut from) = (String::new(), String::new());
    for variant in variants {
        let Variant { name: own, wire, .. } = variant;
        to.push_str(&format!("{name}::{own} => {wire},\n"));
        from.push_str(&format!("{wire} => Ok(Self::{own}),\n"));
    }
    from.push_str(&match variants.iter().find(|variant| variant.is_other) {
        Some(Variant { name: own, .. }) => format!("_ => Ok(Self::{own}),\n"),
        None => format!("other => Err(format!(\"{{other}} is no `{name}`\")),\n"),
    });
    format!(
        "impl From<{name}> for i64 {{\nfn from(value: {name}) -> Self {{\nmatch value {{\n{to}}}\n}}\n}}\n\
         impl TryFrom<i64> for {name} {{\ntype Error = String;\n\
         fn try_from(number: i64) -> Result<Self, String> {{\nmatch number {{\n{from}}}\n}}\n}}\n"
    )
}

fn renamed(name: &str, wire: &str) -> Option<String> {
    (crate::emit::rust::names::wire_name(name) != wire).then(|| format!("rename = {wire:?}"))
}

fn aliases(aliases: &[String]) -> impl Iterator<Item = String> + '_ {
    aliases.iter().map(|alias| format!("alias = {alias:?}"))
}

fn serde_attribute(attributes: &[String]) -> String {
    match attributes {
        [] => String::new(),
        attributes => format!("#[serde({})]\n", attributes.join(", ")),
    }
}

/// The documentation of what has none.
pub(crate) fn about(wire: &str) -> String {
    format!("`{}`.", wire.replace('`', "'"))
}
