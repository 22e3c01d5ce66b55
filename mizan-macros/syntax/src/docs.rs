//! Doc comments and deprecations, as text.

use syn::{Attribute, Expr, ExprLit, Lit, Meta, Token, punctuated::Punctuated};

/// The documentation of an item, lines joined by `\n`; empty if there is none.
pub(crate) fn parse_docs(attributes: &[Attribute]) -> String {
    let mut docs = String::new();
    for attribute in attributes {
        if attribute.path().is_ident("doc")
            && let Meta::NameValue(pair) = &attribute.meta
            && let Some(text) = text_of(&pair.value)
        {
            add_lines(&text, &mut docs);
        }
    }
    docs.trim().to_owned()
}

/// Appends the lines of a comment, each followed by `\n`.
fn add_lines(text: &str, docs: &mut String) {
    for line in text.split('\n') {
        docs.push_str(strip_margin(line));
        docs.push('\n');
    }
}

/// `Some` for a deprecated item, with the note if there is one.
pub(crate) fn parse_deprecated(attributes: &[Attribute]) -> Option<String> {
    let attribute = attributes.iter().find(|attribute| attribute.path().is_ident("deprecated"))?;
    match &attribute.meta {
        Meta::Path(_) => Some(String::new()),
        Meta::NameValue(pair) => text_of(&pair.value),
        Meta::List(list) => {
            let keys =
                list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated).ok()?;
            let note = keys.iter().find(|key| key.path().is_ident("note"));
            Some(
                note.and_then(|note| text_of(&note.require_name_value().ok()?.value))
                    .unwrap_or_default(),
            )
        }
    }
}

fn text_of(value: &Expr) -> Option<String> {
    match value {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value()),
        _ => None,
    }
}

/// Removes the margin of a line: the space after `///`, or the ` * ` of a block comment. Rust keeps
/// both in the text of the attribute.
fn strip_margin(line: &str) -> &str {
    let Some(inner) = line.strip_prefix(' ') else { return line.trim_end() };
    inner.trim_start().strip_prefix("* ").unwrap_or(inner).trim_end()
}

#[cfg(test)]
mod tests {
    use syn::parse_quote;

    use super::*;

    #[test]
    fn lines_are_joined_without_their_margin() {
        let item: syn::ItemStruct = parse_quote! {
            /// One.
            ///
            ///     code
            #[doc = " Two."]
            struct A;
        };
        assert_eq!(parse_docs(&item.attrs), "One.\n\n    code\nTwo.");
    }

    #[test]
    fn deprecations_keep_their_note() {
        let note = |item: syn::ItemStruct| parse_deprecated(&item.attrs);
        assert_eq!(
            note(parse_quote!(
                struct A;
            )),
            None
        );
        assert_eq!(
            note(parse_quote!(
                #[deprecated]
                struct A;
            )),
            Some(String::new())
        );
        assert_eq!(
            note(parse_quote!(
                #[deprecated = "old"]
                struct A;
            )),
            Some("old".to_owned())
        );
        assert_eq!(
            note(parse_quote!(
                #[deprecated(since = "1", note = "old")]
                struct A;
            )),
            Some("old".to_owned())
        );
    }
}
