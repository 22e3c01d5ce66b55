//! Parameters that are files: `Upload`, `Option<Upload>` or `Vec<Upload>`, with their limits.

use proc_macro2::Span;
use syn::{Error, Ident, LitInt, LitStr, PatType, PathArguments, Token, Type, parse::ParseStream};

use crate::{
    bare_name,
    errors::Errors,
    generic_arguments::type_arguments,
    keys::{Key, parse_mizan_keys, parse_text},
    numbers::{BYTES, Count, PLAIN, parse_number},
};

/// The files that a parameter takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    /// The form of its type.
    pub form: UploadForm,
    /// The largest size of each file, in bytes.
    pub size: Option<u64>,
    /// The largest number of files in a list.
    pub count: Option<usize>,
    /// The accepted content types (`image/png`, `image/*`); all if empty.
    pub accept: Vec<String>,
}

/// The form of a type that takes files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UploadForm {
    /// `Upload`.
    One,
    /// `Option<Upload>`.
    Optional,
    /// `Vec<Upload>`.
    List,
}

const KEYS: [Key; 3] = [
    Key { name: "size", example: "size = 5_000_000" },
    Key { name: "count", example: "count = 4" },
    Key { name: "accept", example: "accept = \"image/png\"" },
];

/// True for a type that takes files.
pub(crate) fn is_upload(ty: &Type) -> bool {
    find_form(ty).is_some()
}

/// Reads the files and the limits of a parameter; `None` if it takes no files.
pub(crate) fn parse_upload(parameter: &PatType, errors: &mut Errors) -> Option<Upload> {
    let form = find_form(&parameter.ty)?;
    let mut upload = Upload { form, size: None, count: None, accept: Vec::new() };
    parse_mizan_keys(&parameter.attrs, &KEYS, errors, |key, input, _| {
        parse_limit(&mut upload, key, input)
    });
    Some(upload)
}

fn parse_limit(upload: &mut Upload, key: &Ident, input: ParseStream) -> syn::Result<()> {
    match bare_name(key).as_str() {
        "size" => upload.size = Some(parse_limit_number(key, input, &BYTES)?),
        "count" if upload.form != UploadForm::List => {
            return Err(Error::new(
                key.span(),
                "`count` limits a list\nwrite `Vec<mizan::Upload>`",
            ));
        }
        "count" => upload.count = Some(parse_limit_number(key, input, &PLAIN)?),
        _ => {
            let text = parse_text(key, input)?;
            upload.accept = parse_accept(&text.value(), text.span())?;
        }
    }
    Ok(())
}

fn parse_limit_number<N>(key: &Ident, input: ParseStream, count: &Count) -> syn::Result<N>
where
    N: std::str::FromStr<Err: std::fmt::Display> + Default + PartialEq,
{
    input.parse::<Token![=]>()?;
    if input.peek(LitStr) {
        let text: LitStr = input.parse()?;
        let number: String = text.value().split_whitespace().collect::<String>().to_lowercase();
        // The error of a number with a unit says which plain number it is.
        if let Ok(number) = syn::parse_str::<LitInt>(&number) {
            let number = LitInt::new(&number.to_string(), text.span());
            parse_number::<N>(key, &number, count)?;
        }
        let message =
            format!("`{key}` takes a plain number{}\nwrite `{key} = 1`, or more", count.of);
        return Err(Error::new(text.span(), message));
    }
    let message = format!("`{key}` takes a number above zero\nwrite `{key} = 1`, or more");
    let number: LitInt = input.parse().map_err(|error| Error::new(error.span(), &message))?;
    match parse_number(key, &number, count)? {
        zero if zero == N::default() => Err(Error::new(number.span(), message)),
        number => Ok(number),
    }
}

/// Reads a list of content types: `image/png, image/*`.
fn parse_accept(text: &str, span: Span) -> syn::Result<Vec<String>> {
    let types: Vec<String> = text.split(',').map(|ty| ty.trim().to_owned()).collect();
    let is_word = |word: &str| {
        let is_letter = |letter: char| {
            letter.is_ascii_lowercase() || letter.is_ascii_digit() || "+-.".contains(letter)
        };
        !word.is_empty() && word.chars().all(is_letter)
    };
    let is_type = |ty: &String| {
        ty.split_once('/')
            .is_some_and(|(kind, sort)| is_word(kind) && (sort == "*" || is_word(sort)))
    };
    match types.iter().find(|ty| !is_type(ty)) {
        Some(wrong) => Err(Error::new(
            span,
            format!(
                "`{wrong}` is no type of content\n\
                 write `image/png`, or `image/*` for all images"
            ),
        )),
        None => Ok(types),
    }
}

fn find_form(ty: &Type) -> Option<UploadForm> {
    let Type::Path(path) = ty else { return None };
    let segment = path.path.segments.last()?;
    let inner = || type_arguments(segment).next().and_then(find_form) == Some(UploadForm::One);
    match bare_name(&segment.ident).as_str() {
        "Upload" if matches!(segment.arguments, PathArguments::None) => Some(UploadForm::One),
        "Option" if inner() => Some(UploadForm::Optional),
        "Vec" if inner() => Some(UploadForm::List),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use syn::{FnArg, parse_quote};

    use super::*;

    fn parse(parameter: FnArg) -> syn::Result<Option<Upload>> {
        let FnArg::Typed(parameter) = parameter else { panic!("a typed parameter") };
        let mut errors = Errors::default();
        let upload = parse_upload(&parameter, &mut errors);
        errors.finish(upload)
    }

    fn mistake(parameter: FnArg) -> String {
        parse(parameter).expect_err("a mistake").to_string()
    }

    #[test]
    fn a_file_is_told_by_its_type() {
        let form = |parameter| parse(parameter).unwrap().map(|upload| upload.form);
        assert_eq!(form(parse_quote!(photo: mizan::Upload)), Some(UploadForm::One));
        assert_eq!(form(parse_quote!(photo: Option<Upload>)), Some(UploadForm::Optional));
        assert_eq!(
            form(parse_quote!(photos: std::vec::Vec<mizan::Upload>)),
            Some(UploadForm::List)
        );
        assert_eq!(form(parse_quote!(photos: Vec<Vec<Upload>>)), None);
        assert_eq!(form(parse_quote!(name: String)), None);
        assert_eq!(form(parse_quote!(name: Upload<String>)), None);
    }

    #[test]
    fn its_limits_stand_above_it() {
        let upload = parse(parse_quote!(
            #[mizan(size = 5_000_000, count = 4, accept = "image/png, image/*")]
            photos: Vec<Upload>
        ));
        let upload = upload.unwrap().unwrap();
        assert_eq!((upload.size, upload.count), (Some(5_000_000), Some(4)));
        assert_eq!(upload.accept, ["image/png", "image/*"]);
    }

    #[test]
    fn a_limit_that_limits_nothing_is_refused() {
        assert!(
            mistake(parse_quote!(#[mizan(count = 4)] photo: Upload))
                .starts_with("`count` limits a list")
        );
        assert!(
            mistake(parse_quote!(#[mizan(size = 0)] photo: Upload)).contains("a number above zero")
        );
        assert!(
            mistake(parse_quote!(#[mizan(size = "5 MB")] photo: Upload))
                .contains("a plain number of bytes\nwrite `size = 5_000_000`")
        );
        assert!(
            mistake(parse_quote!(#[mizan(accept = "png")] photo: Upload))
                .starts_with("`png` is no type of content")
        );
    }
}
