//! The keys of `#[form(…)]`: the texts around an input, and the rules.

use mizan_ir::{Form, FormField, Rule};
use syn::{
    Attribute, Error, Ident, LitStr, Path, Token, Type, ext::IdentExt, parenthesized,
    parse::ParseStream, punctuated::Punctuated,
};

use super::{Custom, FormRule, form_attributes, rules::parse_rule};
use crate::{
    Suggestion, bare_name,
    errors::Errors,
    keys::{Key, parse_keys, parse_text},
    nearest,
};

const CONTAINER_KEYS: [Key; 3] = [
    Key { name: "title", example: "title = \"Contact us\"" },
    Key { name: "submit", example: "submit = \"Send\"" },
    CUSTOM,
];

const CUSTOM: Key = Key { name: "custom", example: "custom = not_taken" };

/// The keys of a field: the texts, the rules in the order of the documentation, and `custom`.
const FIELD_KEYS: [Key; 16] = [
    Key { name: "label", example: "label = \"Your name\"" },
    Key { name: "help", example: "help = \"…\"" },
    Key { name: "widget", example: "widget = textarea" },
    Key { name: "required", example: "required" },
    Key { name: "length", example: "length(1..=100)" },
    Key { name: "utf16", example: "utf16(..=100)" },
    Key { name: "range", example: "range(0..=10)" },
    Key { name: "email", example: "email" },
    Key { name: "url", example: "url" },
    Key { name: "pattern", example: "pattern = \"^[a-z]+$\"" },
    Key { name: "contains", example: "contains = \"@\"" },
    Key { name: "prefix", example: "prefix = \"A-\"" },
    Key { name: "suffix", example: "suffix = \".pdf\"" },
    Key { name: "one_of", example: "one_of(\"a\", \"b\")" },
    Key { name: "matches", example: "matches = password" },
    CUSTOM,
];

/// The kinds of input.
const WIDGETS: [&str; 18] = [
    "checkbox", "color", "date", "datetime", "email", "hidden", "month", "number", "password",
    "radio", "range", "search", "select", "tel", "text", "textarea", "time", "url",
];

/// The keys above a form.
#[derive(Default)]
pub(super) struct FormKeys {
    pub(super) form: Form,
    pub(super) custom: Vec<Custom>,
    /// True if there is any `#[form(…)]`.
    pub(super) is_written: bool,
}

/// The keys above a field.
#[derive(Default)]
pub(super) struct FieldKeys {
    label: Option<String>,
    help: Option<String>,
    widget: Option<String>,
    pub(super) rules: Vec<FormRule>,
    pub(super) custom: Vec<Custom>,
    /// True if there is any `#[form(…)]`.
    pub(super) is_written: bool,
}

pub(super) fn parse_container_keys(attributes: &[Attribute], errors: &mut Errors) -> FormKeys {
    let mut keys = FormKeys::default();
    for attribute in form_attributes(attributes) {
        keys.is_written = true;
        let Some(list) = errors.take(attribute.meta.require_list()) else { continue };
        parse_keys(list.tokens.clone(), &CONTAINER_KEYS, errors, |key, input, _| {
            match bare_name(key).as_str() {
                "title" => keys.form.title = Some(parse_text(key, input)?.value()),
                "submit" => keys.form.submit = Some(parse_text(key, input)?.value()),
                _ => {
                    keys.form.server = true;
                    keys.custom.push(parse_custom(input)?);
                }
            }
            Ok(())
        });
    }
    keys
}

/// The form of a field for the model, whose mistakes are told elsewhere.
pub(crate) fn parse_field_form(attributes: &[Attribute]) -> Option<Box<FormField>> {
    let keys = parse_field_keys(attributes, &mut Errors::default());
    keys.is_written.then(|| {
        let mut rules: Vec<Rule> = keys.rules.into_iter().map(|rule| rule.rule).collect();
        rules.extend(keys.custom.iter().map(|_| Rule::Server));
        Box::new(FormField { label: keys.label, help: keys.help, widget: keys.widget, rules })
    })
}

pub(super) fn parse_field_keys(attributes: &[Attribute], errors: &mut Errors) -> FieldKeys {
    let mut keys = FieldKeys::default();
    for attribute in form_attributes(attributes) {
        keys.is_written = true;
        let Some(list) = errors.take(attribute.meta.require_list()) else { continue };
        parse_keys(list.tokens.clone(), &FIELD_KEYS, errors, |key, input, _| {
            match bare_name(key).as_str() {
                "label" => keys.label = Some(parse_text(key, input)?.value()),
                "help" => keys.help = Some(parse_text(key, input)?.value()),
                "widget" => keys.widget = Some(parse_widget(input)?),
                "custom" => keys.custom.push(parse_custom(input)?),
                _ => keys.rules.push(FormRule { rule: parse_rule(key, input)?, span: key.span() }),
            }
            Ok(())
        });
    }
    keys
}

fn parse_widget(input: ParseStream) -> syn::Result<String> {
    input.parse::<Token![=]>()?;
    let (widget, span) = match input.peek(LitStr) {
        true => {
            let text: LitStr = input.parse()?;
            (text.value(), text.span())
        }
        false => {
            let name = input.call(Ident::parse_any)?;
            (bare_name(&name), name.span())
        }
    };
    if WIDGETS.contains(&widget.as_str()) {
        return Ok(widget);
    }
    let meant = Suggestion(nearest(&widget, WIDGETS));
    let message =
        format!("there is no input `{widget}`{meant}\nwrite one of `{}`", WIDGETS.join("`, `"));
    Err(Error::new(span, message))
}

/// `= path`, and perhaps `(&Db, &Mailer)`: what the function borrows from the server.
fn parse_custom(input: ParseStream) -> syn::Result<Custom> {
    input.parse::<Token![=]>()?;
    if !(input.peek(Ident::peek_any) || input.peek(Token![::])) {
        return Err(input.error(
            "a rule of the server is named by the path of its function\n\
             write `custom = not_taken`, or `custom = not_taken(&Db)` if it borrows a `Db`",
        ));
    }
    let path = Path::parse_mod_style(input)?;
    let mut lent = Vec::new();
    if input.peek(syn::token::Paren) {
        let content;
        parenthesized!(content in input);
        for ty in Punctuated::<Type, Token![,]>::parse_terminated(&content)? {
            match ty {
                Type::Reference(reference) if reference.mutability.is_none() => {
                    lent.push(*reference.elem);
                }
                ty => {
                    return Err(Error::new_spanned(
                        ty,
                        "a rule borrows from the server, as a function does\nwrite `&Db`",
                    ));
                }
            }
        }
    }
    Ok(Custom { path, lent })
}
