//! The key `page` of a parameter: it names a page of the list that a read answers.

use syn::{Error, PatType, Token};

use crate::{
    errors::Errors,
    keys::{Key, mizan_attributes, parse_keys},
    parameter::Argument,
};

const KEYS: [Key; 1] = [Key { name: "page", example: "page" }];

/// True if a parameter names a page: `#[mizan(page)] offset: Option<u32>`.
pub(crate) fn parse_page(parameter: &PatType, errors: &mut Errors) -> bool {
    let mut is_page = false;
    for tokens in mizan_attributes(&parameter.attrs, errors) {
        parse_keys(tokens, &KEYS, errors, |key, input, _| {
            if input.peek(Token![=]) {
                let message = "`page` takes no value\nwrite it alone";
                return Err(Error::new(key.span(), message));
            }
            is_page = true;
            Ok(())
        });
    }
    is_page
}

/// Refuses two parameters that name a page: one of them leads to the next.
pub(crate) fn refuse_second_page<'item>(
    arguments: impl Iterator<Item = &'item Argument>,
    errors: &mut Errors,
) {
    let mut pages = arguments.filter(|argument| argument.is_page);
    let Some(first) = pages.next() else { return };
    for second in pages {
        errors.at(
            &second.name,
            format!(
                "`{}` names the page already, and one parameter leads from a page to the \
                 next\nleave `#[mizan(page)]` out here",
                first.name
            ),
        );
    }
}

#[cfg(test)]
mod tests {
    use syn::{FnArg, parse_quote};

    use super::*;

    fn parse(parameter: FnArg) -> syn::Result<bool> {
        let FnArg::Typed(parameter) = parameter else { panic!("a typed parameter") };
        let mut errors = Errors::default();
        let is_page = parse_page(&parameter, &mut errors);
        errors.finish(is_page)
    }

    #[test]
    fn a_page_is_marked() {
        assert!(parse(parse_quote!(#[mizan(page)] offset: Option<u32>)).unwrap());
        assert!(!parse(parse_quote!(offset: Option<u32>)).unwrap());
    }

    #[test]
    fn no_other_key_has_a_meaning() {
        let mistake = |parameter| parse(parameter).expect_err("a mistake").to_string();
        assert!(mistake(parse_quote!(#[mizan(page = 1)] offset: u32)).contains("takes no value"));
        let unknown = mistake(parse_quote!(#[mizan(size = 5)] name: String));
        assert!(unknown.starts_with("unknown key `size`"), "{unknown}");
    }
}
