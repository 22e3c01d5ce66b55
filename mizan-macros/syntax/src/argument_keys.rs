//! The keys of `#[mizan(…)]` on a parameter that the caller sends: `page`, for one that names a page
//! of the list that a read answers, and `as`.

use syn::{Attribute, Error, Token, Type};

use crate::{
    errors::Errors,
    keys::{AS, Key, parse_mizan_keys},
    parameter::{Argument, refuse_unnamed},
    replacement::parse_as,
};

const KEYS: [Key; 2] = [Key { name: "page", example: "page" }, AS];

/// The keys of one parameter.
#[derive(Default)]
pub(crate) struct ArgumentKeys {
    /// True if it names a page: `#[mizan(page)] offset: Option<u32>`.
    pub(crate) is_page: bool,
    /// The type whose JSON it has: `#[mizan(as = "String")] version: semver::Comparator`.
    pub(crate) replacement: Option<Type>,
}

pub(crate) fn parse_argument_keys(attributes: &[Attribute], errors: &mut Errors) -> ArgumentKeys {
    let mut keys = ArgumentKeys::default();
    parse_mizan_keys(attributes, &KEYS, errors, |key, input, _| {
        if key == "as" {
            keys.replacement = Some(parse_as(key, input)?);
        } else if input.peek(Token![=]) {
            let message = "`page` takes no value\nwrite it alone";
            return Err(Error::new(key.span(), message));
        } else {
            keys.is_page = true;
        }
        Ok(())
    });
    keys.replacement = keys.replacement.filter(|ty| refuse_unnamed(ty, errors).is_some());
    keys
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
    use quote::ToTokens;
    use syn::{FnArg, parse_quote};

    use super::*;

    fn parse(parameter: FnArg) -> syn::Result<ArgumentKeys> {
        let FnArg::Typed(parameter) = parameter else { panic!("a typed parameter") };
        let mut errors = Errors::default();
        let keys = parse_argument_keys(&parameter.attrs, &mut errors);
        errors.finish(keys)
    }

    #[test]
    fn a_page_is_marked_and_a_type_replaced() {
        assert!(parse(parse_quote!(#[mizan(page)] offset: Option<u32>)).unwrap().is_page);
        assert!(!parse(parse_quote!(offset: Option<u32>)).unwrap().is_page);
        let both = parse(parse_quote!(#[mizan(page, as = "Option<u32>")] after: Cursor)).unwrap();
        assert!(both.is_page);
        assert_eq!(both.replacement.to_token_stream().to_string(), "Option < u32 >");
    }

    #[test]
    fn no_other_key_has_a_meaning() {
        let mistake = |parameter| parse(parameter).err().expect("a mistake").to_string();
        assert!(mistake(parse_quote!(#[mizan(page = 1)] offset: u32)).contains("takes no value"));
        let unknown = mistake(parse_quote!(#[mizan(size = 5)] name: String));
        assert!(unknown.starts_with("unknown key `size`"), "{unknown}");
        let unnamed = mistake(parse_quote!(#[mizan(as = "impl Display")] name: Name));
        assert!(unnamed.starts_with("`impl Trait` does not say"), "{unnamed}");
    }
}
