//! The attributes of serde, and those of serde_with that change the JSON of a type. Unknown keys
//! are ignored here: serde refuses them.

mod adapter;
mod case;
mod conversion;
mod serde_with;

use mizan_ir::{Name, Presence, Tagging};
use syn::{Attribute, Expr, ExprLit, Field, Lit, LitStr, Token, Type, meta::ParseNestedMeta};

pub(crate) use self::conversion::bigint_of;
use self::{
    case::Case,
    conversion::{Conversion, Function},
    serde_with::{SerdeAs, is_skipped_if_none, parse_serde_as, skips_none},
};
use crate::errors::Errors;

/// A value for each direction.
struct Both<T> {
    output: Option<T>,
    input: Option<T>,
}

impl<T> Default for Both<T> {
    fn default() -> Self {
        Self { output: None, input: None }
    }
}

/// `#[serde(…)]` on a struct or enum.
#[derive(Default)]
pub(crate) struct Container {
    rename: Both<LitStr>,
    rename_all: Both<Case>,
    rename_all_fields: Both<Case>,
    tag: Option<LitStr>,
    content: Option<LitStr>,
    untagged: bool,
    pub(crate) default: bool,
    pub(crate) transparent: bool,
    /// True if serde_with adds `skip_serializing_if = "Option::is_none"` to the fields.
    skips_none: bool,
    /// The keys that change the representation of an enum: `tag`, `content`, `untagged`, `into`.
    pub(crate) representation: Vec<syn::Path>,
    /// The type of `into`, which is written instead.
    pub(crate) into: Option<Type>,
    /// The type of `from` or `try_from`, which is read instead.
    pub(crate) from: Option<Type>,
}

impl Container {
    /// The tagging of an enum, by which its variants are told apart in JSON.
    pub(crate) fn tagging(&self) -> Tagging {
        match (&self.tag, &self.content) {
            _ if self.untagged => Tagging::Untagged,
            (Some(tag), None) => Tagging::Internal { tag: tag.value() },
            (Some(tag), Some(content)) => {
                Tagging::Adjacent { tag: tag.value(), content: content.value() }
            }
            (None, _) => Tagging::External,
        }
    }

    /// The key and the value of the tag of a struct with `#[serde(tag = "…")]`. serde writes it as
    /// an additional field, with the name of the struct.
    pub(crate) fn tag_of_struct(&self, name: String) -> Option<(String, String)> {
        let name = self.rename.output.as_ref().map_or(name, LitStr::value);
        self.tag.as_ref().map(|tag| (tag.value(), name))
    }

    pub(crate) fn field_name(&self, name: String, own: &Names) -> Name {
        own.resolve(name, &self.rename_all, Case::apply_to_field)
    }

    pub(crate) fn variant_name(&self, name: String, own: &Names) -> Name {
        own.resolve(name, &self.rename_all, Case::apply_to_variant)
    }
}

/// `rename` and `rename_all` of a field or variant.
#[derive(Default)]
pub(crate) struct Names {
    rename: Both<String>,
    rename_all: Both<Case>,
}

impl Names {
    fn resolve(&self, name: String, case: &Both<Case>, apply: fn(Case, &str) -> String) -> Name {
        let one = |own: &Option<String>, case: Option<Case>| match (own, case) {
            (Some(own), _) => own.clone(),
            (None, Some(case)) => apply(case, &name),
            (None, None) => name.clone(),
        };
        let output = one(&self.rename.output, case.output);
        let is_same = self.rename.output == self.rename.input && case.output == case.input;
        let input = if is_same { output.clone() } else { one(&self.rename.input, case.input) };
        Name { output, input }
    }

    /// The name of a field of this variant.
    pub(crate) fn field_name(&self, container: &Container, name: String, own: &Names) -> Name {
        let case = Both {
            output: self.rename_all.output.or(container.rename_all_fields.output),
            input: self.rename_all.input.or(container.rename_all_fields.input),
        };
        own.resolve(name, &case, Case::apply_to_field)
    }
}

/// `#[serde(…)]` on a variant or field.
#[derive(Default)]
pub(crate) struct Member {
    pub(crate) names: Names,
    pub(crate) output: Presence,
    pub(crate) input: Presence,
    pub(crate) flatten: bool,
    pub(crate) untagged: bool,
    pub(crate) other: bool,
    pub(crate) aliases: Vec<String>,
    pub(crate) conversion: Conversion,
}

impl Member {
    /// True if the member is in no JSON, neither written nor read.
    pub(crate) fn is_skipped(&self) -> bool {
        (self.output, self.input) == (Presence::Skipped, Presence::Skipped)
    }
}

/// The keys that are refused, because they make JSON that the build cannot derive from the item.
const OPAQUE: [&str; 2] = ["field_identifier", "variant_identifier"];

pub(crate) fn parse_container(attributes: &[Attribute], errors: &mut Errors) -> Container {
    let mut container = Container { skips_none: skips_none(attributes), ..Container::default() };
    each_key(attributes, errors, &mut |key, meta| {
        if ["tag", "content", "untagged", "into"].contains(&key) {
            container.representation.push(meta.path.clone());
        }
        match key {
            "rename" => container.rename = parse_both(meta)?,
            "into" => container.into = Some(parse_type_text(meta)?),
            "from" | "try_from" => container.from = Some(parse_type_text(meta)?),
            "rename_all" => container.rename_all = parse_case(meta)?,
            "rename_all_fields" => container.rename_all_fields = parse_case(meta)?,
            "tag" => container.tag = Some(meta.value()?.parse()?),
            "content" => container.content = Some(meta.value()?.parse()?),
            "untagged" => container.untagged = true,
            "transparent" => container.transparent = true,
            "default" => {
                container.default = true;
                skip_value(meta)?;
            }
            _ => skip_value(meta)?,
        }
        Ok(())
    });
    container
}

/// Reads the attributes of a variant.
pub(crate) fn parse_variant_member(attributes: &[Attribute], errors: &mut Errors) -> Member {
    parse_member(attributes, Member::default(), errors)
}

/// Reads the attributes of a field of a container.
pub(crate) fn parse_field_member(
    container: &Container,
    field: &Field,
    errors: &mut Errors,
) -> Member {
    let SerdeAs { conversion, has_default } = parse_serde_as(field);
    let mut member = Member { conversion, ..Member::default() };
    if has_default {
        member.input = Presence::Optional;
    }
    let mut member = parse_member(&field.attrs, member, errors);
    let is_conditional = member.output != Presence::Required;
    if container.skips_none && !is_conditional && is_skipped_if_none(&field.attrs, &field.ty) {
        member.output = Presence::UnlessNull;
    }
    member
}

fn parse_member(attributes: &[Attribute], mut member: Member, errors: &mut Errors) -> Member {
    each_key(attributes, errors, &mut |key, meta| {
        match key {
            "rename" => member.names.rename = parse_both(meta)?.map(|text| text.value()),
            "rename_all" => member.names.rename_all = parse_case(meta)?,
            "alias" => member.aliases.push(meta.value()?.parse::<LitStr>()?.value()),
            "skip" => (member.output, member.input) = (Presence::Skipped, Presence::Skipped),
            "skip_serializing" => member.output = Presence::Skipped,
            "skip_deserializing" => member.input = Presence::Skipped,
            "flatten" => member.flatten = true,
            "untagged" => member.untagged = true,
            "other" => member.other = true,
            "with" => add_function(&mut member.conversion.with, meta)?,
            "serialize_with" => add_function(&mut member.conversion.serialize_with, meta)?,
            "deserialize_with" => add_function(&mut member.conversion.deserialize_with, meta)?,
            "skip_serializing_if" => {
                let absent = parse_condition(meta)?;
                if member.output == Presence::Required {
                    member.output = absent;
                }
            }
            "default" => {
                if member.input == Presence::Required {
                    member.input = Presence::Optional;
                }
                skip_value(meta)?;
            }
            _ => skip_value(meta)?,
        }
        Ok(())
    });
    member
}

/// Reads the path of a function, unless an adapter of `#[serde_as]` is set already: the macro
/// writes such a path for each adapter.
fn add_function(function: &mut Option<Function>, meta: &ParseNestedMeta) -> syn::Result<()> {
    let path = meta.value()?.parse()?;
    function.get_or_insert(Function::Path(path));
    Ok(())
}

/// The presence of a field with `skip_serializing_if`.
fn parse_condition(meta: &ParseNestedMeta) -> syn::Result<Presence> {
    let is_none = match meta.value()?.parse::<Expr>()? {
        Expr::Lit(ExprLit { lit: Lit::Str(path), .. }) => path.value().ends_with("Option::is_none"),
        _ => false,
    };
    Ok(if is_none { Presence::UnlessNull } else { Presence::Optional })
}

/// Reads `= "Type"`.
fn parse_type_text(meta: &ParseNestedMeta) -> syn::Result<Type> {
    meta.value()?.parse::<LitStr>()?.parse()
}

/// Reads every key except the refused ones.
fn each_key(
    attributes: &[Attribute],
    errors: &mut Errors,
    read: &mut dyn FnMut(&str, &ParseNestedMeta) -> syn::Result<()>,
) {
    for attribute in attributes {
        if !attribute.path().is_ident("serde") {
            continue;
        }
        let mut refusals = Vec::new();
        // serde reports an attribute that cannot be parsed; only the refusals are reported here.
        let _ = attribute.parse_nested_meta(|meta| {
            let key = meta.path.get_ident().map(ToString::to_string).unwrap_or_default();
            if OPAQUE.contains(&key.as_str()) {
                refusals.push(opaque(&key, &meta));
                return skip_value(&meta);
            }
            read(&key, &meta)
        });
        for refusal in refusals {
            errors.push(refusal);
        }
    }
}

fn opaque(key: &str, meta: &ParseNestedMeta) -> syn::Error {
    syn::Error::new_spanned(
        &meta.path,
        format!(
            "the build cannot see what JSON `#[serde({key})]` makes, so the client would get a \
             wrong type\nsay it above the type: `#[mizan(as = \"String\")]`, with the type whose JSON it is"
        ),
    )
}

/// Skips `= value` or `(…)` of a key that is not used here.
fn skip_value(meta: &ParseNestedMeta) -> syn::Result<()> {
    if meta.input.peek(Token![=]) {
        meta.value()?.parse::<syn::Expr>()?;
    } else if meta.input.peek(syn::token::Paren) {
        let content;
        syn::parenthesized!(content in meta.input);
        content.parse::<proc_macro2::TokenStream>()?;
    }
    Ok(())
}

impl<T> Both<T> {
    fn map<U>(self, change: impl Fn(T) -> U) -> Both<U> {
        Both { output: self.output.map(&change), input: self.input.map(&change) }
    }
}

/// Reads `= "both"` or `(serialize = "out", deserialize = "in")`.
fn parse_both(meta: &ParseNestedMeta) -> syn::Result<Both<LitStr>> {
    if meta.input.peek(Token![=]) {
        let text: LitStr = meta.value()?.parse()?;
        return Ok(Both { output: Some(text.clone()), input: Some(text) });
    }
    let mut both = Both::default();
    meta.parse_nested_meta(|direction| {
        let text = Some(direction.value()?.parse()?);
        if direction.path.is_ident("serialize") {
            both.output = text;
        } else {
            both.input = text;
        }
        Ok(())
    })?;
    Ok(both)
}

fn parse_case(meta: &ParseNestedMeta) -> syn::Result<Both<Case>> {
    let texts = parse_both(meta)?;
    let case = |text: Option<LitStr>| text.and_then(|text| Case::named(&text.value()));
    Ok(Both { output: case(texts.output), input: case(texts.input) })
}
