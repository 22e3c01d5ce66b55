//! `#[derive(mizan::Form)]`: the rules of a struct or an enum, and the paths of its fields in an error.

mod keys;
mod rules;

use mizan_ir::{Fields, Form, Presence, Shape, Tagging};
use proc_macro2::Span;
use syn::{Attribute, Data, DeriveInput, Ident, Member, Path, Type};

pub(crate) use self::keys::parse_field_form;
use self::keys::{FieldKeys, FormKeys, parse_container_keys, parse_field_keys};
use crate::{
    Suggestion, bare_name,
    errors::Errors,
    nearest,
    serde::{Container, parse_container, parse_field_member, parse_variant_member},
    shape::serde_keys,
};

/// A struct or an enum with rules.
pub struct FormItem {
    /// Its name in Rust.
    pub name: Ident,
    /// The rules of the server for the form as a whole.
    pub custom: Vec<Custom>,
    /// Its fields.
    pub body: FormBody,
}

/// The fields of a form.
pub enum FormBody {
    /// Those of a struct.
    Struct(Vec<FormMember>),
    /// Those of each variant of an enum.
    Enum(Vec<FormVariant>),
}

/// A variant of a form that is an enum.
pub struct FormVariant {
    /// Its name in Rust.
    pub name: Ident,
    /// The path of its content inside of the JSON of the enum; empty for none.
    pub path: String,
    /// Its fields.
    pub members: Vec<FormMember>,
}

/// A field of a form.
pub struct FormMember {
    /// Its name or its position in Rust.
    pub member: Member,
    /// Its type.
    pub ty: Type,
    /// Its name as the server reads it; empty for a field that is no part of the path.
    pub path: String,
    /// The rules that a client knows too, in order.
    pub rules: Vec<FormRule>,
    /// The rules of the server.
    pub custom: Vec<Custom>,
    /// True if a function reads it, and not the type alone.
    pub is_converted: bool,
}

/// A rule with the place where it is written.
pub struct FormRule {
    /// The rule. [`Rule::Matches`](mizan_ir::Rule::Matches) names the other field as in Rust.
    pub rule: mizan_ir::Rule,
    /// The span of its name.
    pub span: Span,
}

/// A rule that only the server knows: a function.
pub struct Custom {
    /// The path of the function.
    pub path: Path,
    /// The types that it borrows from the server, behind the value.
    pub lent: Vec<Type>,
}

/// Reads the rules of a form.
///
/// ```
/// let item = syn::parse_quote! {
///     struct Contact { #[form(length(1..=100))] name: String }
/// };
/// let form = mizan_syntax::parse_form(&item).unwrap();
/// assert_eq!(form.name, "Contact");
/// ```
///
/// # Errors
///
/// Every mistake in the rules, each at its own token.
pub fn parse_form(item: &DeriveInput) -> syn::Result<FormItem> {
    let mut errors = Errors::default();
    // The mistakes in attributes of serde are told by `#[derive(mizan::Type)]`.
    let container = parse_container(&item.attrs, &mut Errors::default());
    let keys = parse_container_keys(&item.attrs, &mut errors);
    if let Some(parameter) = item.generics.params.first() {
        errors.at(
            parameter,
            "a form has no generic parameters, for its rules are about one type\n\
             write a form of its own for each type",
        );
    }
    refuse_replaced(&container, item, &mut errors);
    let mut reader =
        Reader { container: &container, has_keys: keys.is_written, errors: &mut errors };
    let body = reader.parse_body(item);
    if !reader.has_keys {
        errors.at(
            &item.ident,
            "this form has no rules and no texts, so that it is none for the client\n\
             write `#[form(required)]` above a field, or `#[form(title = \"…\")]` above it",
        );
    }
    errors.finish(FormItem { name: item.ident.clone(), custom: keys.custom, body })
}

/// The texts of a form for the model; `None` for a type without any `#[form(…)]`. The mistakes are
/// told by [`parse_form`].
pub(crate) fn parse_form_keys(item: &DeriveInput, shape: &Shape<Type>) -> Option<Form> {
    let keys: FormKeys = parse_container_keys(&item.attrs, &mut Errors::default());
    (keys.is_written || has_fields(shape)).then_some(keys.form)
}

fn has_fields(shape: &Shape<Type>) -> bool {
    let has_one = |fields: &Fields<Type>| match fields {
        Fields::Named(fields) => fields.iter().any(|field| field.form.is_some()),
        _ => false,
    };
    match shape {
        Shape::Struct(fields) | Shape::Tagged { fields, .. } => has_one(fields),
        Shape::Enum { variants, .. } => variants.iter().any(|variant| has_one(&variant.fields)),
        Shape::Directed { input, .. } => has_fields(input),
    }
}

/// Refuses a form whose JSON is that of another type, so that its fields are not sent.
fn refuse_replaced(container: &Container, item: &DeriveInput, errors: &mut Errors) {
    if let Some(from) = &container.from {
        errors.at(
            from,
            "serde reads another type in the place of this form, whose fields nobody sends\n\
             write the rules at the fields of that type",
        );
    }
    if let Data::Union(data) = &item.data {
        errors.at(data.union_token, "a union is no form\nwrite a struct");
    }
}

struct Reader<'item> {
    container: &'item Container,
    /// True once a `#[form(…)]` was found.
    has_keys: bool,
    errors: &'item mut Errors,
}

impl Reader<'_> {
    fn parse_body(&mut self, item: &DeriveInput) -> FormBody {
        match &item.data {
            Data::Struct(data) => FormBody::Struct(self.parse_members(&data.fields, None)),
            Data::Enum(data) => {
                FormBody::Enum(data.variants.iter().map(|it| self.parse_variant(it)).collect())
            }
            Data::Union(_) => FormBody::Struct(Vec::new()),
        }
    }

    fn parse_variant(&mut self, variant: &syn::Variant) -> FormVariant {
        if let Some(attribute) = form_attributes(&variant.attrs).next() {
            self.errors.at(
                attribute,
                "a variant has no rules, only the fields in it have\n\
                 write it above a field of the variant",
            );
        }
        let member = parse_variant_member(&variant.attrs, &mut Errors::default());
        let name = self.container.variant_name(bare_name(&variant.ident), &member.names).input;
        let path = match self.container.tagging() {
            _ if member.untagged => String::new(),
            Tagging::External => name,
            Tagging::Adjacent { content, .. } => content,
            Tagging::Internal { .. } | Tagging::Untagged | Tagging::Number => String::new(),
        };
        let members = self.parse_members(&variant.fields, Some(&member));
        FormVariant { name: variant.ident.clone(), path, members }
    }

    fn parse_members(
        &mut self,
        fields: &syn::Fields,
        variant: Option<&crate::serde::Member>,
    ) -> Vec<FormMember> {
        let is_tuple = fields.len() > 1;
        let mut members = Vec::new();
        for (index, field) in fields.iter().enumerate() {
            members.extend(self.parse_member(field, index, is_tuple, variant));
        }
        self.refuse_unknown_matches(&members);
        members
    }

    /// A field; `None` for one that no caller sends.
    fn parse_member(
        &mut self,
        field: &syn::Field,
        index: usize,
        is_tuple: bool,
        variant: Option<&crate::serde::Member>,
    ) -> Option<FormMember> {
        let member = parse_field_member(self.container, field, &mut Errors::default());
        let keys: FieldKeys = parse_field_keys(&field.attrs, self.errors);
        self.has_keys |= keys.is_written;
        self.refuse_place(field, &keys, &member);
        if member.input == Presence::Skipped {
            return None;
        }
        let path = match &field.ident {
            Some(_) if member.flatten => String::new(),
            Some(name) => match variant {
                None => self.container.field_name(bare_name(name), &member.names).input,
                Some(variant) => {
                    variant.names.field_name(self.container, bare_name(name), &member.names).input
                }
            },
            None if is_tuple => format!("[{index}]"),
            None => String::new(),
        };
        self.refuse_name(field, &path);
        Some(FormMember {
            member: match &field.ident {
                Some(name) => Member::Named(name.clone()),
                None => Member::Unnamed(index.into()),
            },
            ty: field.ty.clone(),
            path,
            rules: keys.rules,
            custom: keys.custom,
            is_converted: member.conversion.reads(),
        })
    }

    fn refuse_place(
        &mut self,
        field: &syn::Field,
        keys: &FieldKeys,
        member: &crate::serde::Member,
    ) {
        let Some(attribute) = form_attributes(&field.attrs).next().filter(|_| keys.is_written)
        else {
            return;
        };
        if field.ident.is_none() {
            self.errors.at(
                attribute,
                "a rule stands at a field with a name, by which its error is found\n\
                 write `{ name: Type }`",
            );
        } else if member.input == Presence::Skipped {
            self.errors.at(
                attribute,
                "no caller sends this field, so that no rule can be about it\nleave the rule out",
            );
        } else if member.flatten {
            self.errors.at(
                attribute,
                "the fields of this type belong to the form itself, and it has none of its own\n\
                 write the rules at the fields of that type",
            );
        }
    }

    /// Refuses a name that the path of an error would take apart.
    fn refuse_name(&mut self, field: &syn::Field, path: &str) {
        if field.ident.is_none() || !path.contains('.') {
            return;
        }
        let mut keys = field.attrs.iter().flat_map(serde_keys);
        let place = keys.find(|key| key.path().is_ident("rename"));
        let message = format!(
            "`{path}` is the name of one field, and the path of its error is that of a field in another one\n\
             write a name without `.`"
        );
        match place {
            Some(place) => self.errors.at(place, message),
            None => self.errors.at(&field.ident, message),
        }
    }

    fn refuse_unknown_matches(&mut self, members: &[FormMember]) {
        let names: Vec<String> =
            members.iter().filter_map(|member| name_of(&member.member)).collect();
        for member in members {
            for FormRule { rule, span } in &member.rules {
                let mizan_ir::Rule::Matches(other) = rule else { continue };
                let message = if name_of(&member.member).as_ref() == Some(other) {
                    "a field always matches itself\nname another field".to_owned()
                } else if names.contains(other) {
                    continue;
                } else {
                    let meant = Suggestion(nearest(other, names.iter().map(String::as_str)));
                    format!(
                        "there is no field `{other}` beside this one{meant}\nname a field of the same form"
                    )
                };
                self.errors.push(syn::Error::new(*span, message));
            }
        }
    }
}

fn name_of(member: &Member) -> Option<String> {
    match member {
        Member::Named(name) => Some(bare_name(name)),
        Member::Unnamed(_) => None,
    }
}

fn form_attributes(attributes: &[Attribute]) -> impl Iterator<Item = &Attribute> {
    attributes.iter().filter(|attribute| attribute.path().is_ident("form"))
}
