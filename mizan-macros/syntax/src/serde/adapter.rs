//! The JSON of serde_with's adapters: `#[serde_as(as = "Vec<DisplayFromStr>")]`.

use quote::ToTokens;
use syn::{Type, TypeArray, TypePath, TypeSlice, TypeTuple, parse_quote};

use crate::generic_arguments::type_arguments;

/// The types of the JSON that is written and that is read for a value.
#[derive(Clone)]
pub(super) struct Adapted {
    pub(super) output: Type,
    pub(super) input: Type,
}

impl Adapted {
    pub(super) fn same(ty: Type) -> Self {
        Self { output: ty.clone(), input: ty }
    }

    fn text() -> Option<Self> {
        Some(Self::same(parse_quote!(::std::string::String)))
    }
}

/// The JSON that an adapter makes of a declared type; `None` for an adapter that is not known here.
pub(super) fn adapt(adapter: &Type, declared: &Type) -> Option<Adapted> {
    match adapter {
        Type::Infer(_) => Some(Adapted::same(declared.clone())),
        Type::Group(group) => adapt(&group.elem, declared),
        Type::Paren(paren) => adapt(&paren.elem, declared),
        Type::Array(array) => adapt_array(array, declared),
        Type::Slice(slice) => adapt_slice(slice, declared),
        Type::Tuple(tuple) => adapt_tuple(tuple, declared),
        Type::Path(path) if path.qself.is_none() => adapt_path(path, declared),
        _ => None,
    }
}

fn adapt_path(path: &TypePath, declared: &Type) -> Option<Adapted> {
    let segment = path.path.segments.last()?;
    let arguments: Vec<&Type> = type_arguments(segment).collect();
    let first = || arguments.first().copied();
    let name = segment.ident.to_string();
    match name.as_str() {
        "Same" | "BorrowCow" => Some(Adapted::same(declared.clone())),
        "DisplayFromStr"
        | "NoneAsEmptyString"
        | "Base64"
        | "Base58"
        | "Hex"
        | "JsonString"
        | "StringWithSeparator" => Adapted::text(),
        "Bytes" => Some(Adapted::same(parse_quote!(::std::vec::Vec<u8>))),
        "BoolFromInt" => Some(Adapted::same(parse_quote!(u8))),
        "FromInto" | "FromIntoRef" | "TryFromInto" | "TryFromIntoRef" => {
            Some(Adapted::same(first()?.clone()))
        }
        "IfIsHumanReadable" | "DefaultOnError" => match first() {
            Some(inner) => adapt(inner, declared),
            None => Some(Adapted::same(declared.clone())),
        },
        "DefaultOnNull" => {
            let inner = first().map_or_else(
                || Some(Adapted::same(declared.clone())),
                |inner| adapt(inner, declared),
            )?;
            let input = inner.input;
            Some(Adapted {
                output: inner.output,
                input: parse_quote!(::core::option::Option<#input>),
            })
        }
        "BytesOrString" => Some(Adapted {
            output: parse_quote!(::std::vec::Vec<u8>),
            input: one_of(&parse_quote!(::std::vec::Vec<u8>), &parse_quote!(::std::string::String)),
        }),
        "OneOrMany" => adapt_one_or_many(first()?, arguments.get(1).copied(), declared),
        "PickFirst" => adapt_first(first()?, declared),
        _ if name.starts_with("Duration") || name.starts_with("Timestamp") => {
            adapt_time(&name, first())
        }
        _ => adapt_container(&name, &arguments, declared),
    }
}

/// `OneOrMany<A>`: one element alone, or a list. One element is written alone, unless the format is
/// `PreferMany`.
fn adapt_one_or_many(inner: &Type, format: Option<&Type>, declared: &Type) -> Option<Adapted> {
    let Adapted { output, input } = adapt(inner, held_types(declared).first()?)?;
    let many = |ty: &Type| -> Type { parse_quote!(::std::vec::Vec<#ty>) };
    let is_always_many = matches!(format, Some(Type::Path(path))
        if path.path.segments.last().is_some_and(|last| last.ident == "PreferMany"));
    Some(Adapted {
        output: if is_always_many { many(&output) } else { one_of(&output, &many(&output)) },
        input: one_of(&input, &many(&input)),
    })
}

/// `PickFirst<(A, B)>`: written as the first of the forms, and read from any of them.
fn adapt_first(forms: &Type, declared: &Type) -> Option<Adapted> {
    let Type::Tuple(forms) = forms else { return None };
    let forms: Vec<Adapted> =
        forms.elems.iter().map(|form| adapt(form, declared)).collect::<Option<_>>()?;
    let output = forms.first()?.output.clone();
    let mut inputs: Vec<Type> = forms.into_iter().map(|form| form.input).collect();
    inputs.dedup_by_key(|input| input.to_token_stream().to_string());
    let input = inputs.into_iter().rev().reduce(|rest, form| one_of(&form, &rest))?;
    Some(Adapted { output, input })
}

/// The type of a value of one form or of another.
fn one_of(first: &Type, second: &Type) -> Type {
    parse_quote!(::mizan::OneOf<#first, #second>)
}

/// The type of a duration or a timestamp: the first argument of the adapter, or its default, which
/// is `f64` with fractions and `i64` without.
fn adapt_time(name: &str, format: Option<&Type>) -> Option<Adapted> {
    let unit = name.trim_start_matches("Duration").trim_start_matches("Timestamp");
    let usual: Type = match unit.strip_suffix("WithFrac").map_or((unit, false), |it| (it, true)) {
        ("Seconds" | "MilliSeconds" | "MicroSeconds" | "NanoSeconds", true) => parse_quote!(f64),
        ("Seconds" | "MilliSeconds" | "MicroSeconds" | "NanoSeconds", false) => parse_quote!(i64),
        _ => return None,
    };
    Some(Adapted::same(format.cloned().unwrap_or(usual)))
}

const LISTS: [&str; 9] = [
    "Vec",
    "VecDeque",
    "LinkedList",
    "BinaryHeap",
    "HashSet",
    "BTreeSet",
    "SetPreventDuplicates",
    "SetLastValueWins",
    "VecSkipError",
];

const MAPS: [&str; 6] =
    ["HashMap", "BTreeMap", "Map", "MapPreventDuplicates", "MapFirstKeyWins", "MapSkipError"];

/// An adapter of a container, which adapts what the container holds.
fn adapt_container(name: &str, adapters: &[&Type], declared: &Type) -> Option<Adapted> {
    let held = held_types(declared);
    match (name, adapters) {
        ("Box" | "Rc" | "Arc" | "Cell" | "RefCell" | "Mutex" | "RwLock", [inner]) => {
            adapt(inner, held.first()?)
        }
        ("Option", [inner]) => {
            let Adapted { output, input } = adapt(inner, held.first()?)?;
            Some(Adapted {
                output: parse_quote!(::core::option::Option<#output>),
                input: parse_quote!(::core::option::Option<#input>),
            })
        }
        ("Seq" | "Vec", [Type::Tuple(pair)]) if pair.elems.len() == 2 && held.len() != 1 => {
            let [key, value] = entry_types(&held)?;
            let Adapted { output, input } = adapt_tuple(pair, &parse_quote!((#key, #value)))?;
            Some(Adapted {
                output: parse_quote!(::std::vec::Vec<#output>),
                input: parse_quote!(::std::vec::Vec<#input>),
            })
        }
        (name, [inner, ..]) if LISTS.contains(&name) => {
            let Adapted { output, input } = adapt(inner, held.first()?)?;
            Some(Adapted {
                output: parse_quote!(::std::vec::Vec<#output>),
                input: parse_quote!(::std::vec::Vec<#input>),
            })
        }
        (name, [key, value, ..]) if MAPS.contains(&name) => {
            let [declared_key, declared_value] = entry_types(&held)?;
            let (key, value) = (adapt(key, &declared_key)?, adapt(value, &declared_value)?);
            let (output_key, output_value) = (key.output, value.output);
            let (input_key, input_value) = (key.input, value.input);
            Some(Adapted {
                output: parse_quote!(::std::collections::BTreeMap<#output_key, #output_value>),
                input: parse_quote!(::std::collections::BTreeMap<#input_key, #input_value>),
            })
        }
        _ => None,
    }
}

/// The types of the entries of a map, or of a list of pairs.
fn entry_types(held: &[Type]) -> Option<[Type; 2]> {
    match held {
        [Type::Tuple(pair)] if pair.elems.len() == 2 => {
            Some([pair.elems[0].clone(), pair.elems[1].clone()])
        }
        [key, value, ..] => Some([key.clone(), value.clone()]),
        _ => None,
    }
}

fn adapt_array(adapter: &TypeArray, declared: &Type) -> Option<Adapted> {
    let Type::Array(array) = declared else { return None };
    let Adapted { output, input } = adapt(&adapter.elem, &array.elem)?;
    let length = &array.len;
    Some(Adapted {
        output: parse_quote!([#output; #length]),
        input: parse_quote!([#input; #length]),
    })
}

fn adapt_slice(adapter: &TypeSlice, declared: &Type) -> Option<Adapted> {
    let Type::Slice(slice) = declared else { return None };
    let Adapted { output, input } = adapt(&adapter.elem, &slice.elem)?;
    Some(Adapted { output: parse_quote!([#output]), input: parse_quote!([#input]) })
}

fn adapt_tuple(adapter: &TypeTuple, declared: &Type) -> Option<Adapted> {
    let Type::Tuple(tuple) = declared else { return None };
    if tuple.elems.len() != adapter.elems.len() {
        return None;
    }
    let pairs = adapter.elems.iter().zip(&tuple.elems);
    let items: Vec<Adapted> =
        pairs.map(|(adapter, declared)| adapt(adapter, declared)).collect::<Option<_>>()?;
    let output = items.iter().map(|item| &item.output);
    let input = items.iter().map(|item| &item.input);
    Some(Adapted { output: parse_quote!((#(#output,)*)), input: parse_quote!((#(#input,)*)) })
}

/// The types that a declared container holds.
fn held_types(declared: &Type) -> Vec<Type> {
    match declared {
        Type::Path(path) => {
            path.path.segments.last().into_iter().flat_map(type_arguments).cloned().collect()
        }
        Type::Array(array) => vec![(*array.elem).clone()],
        Type::Group(group) => held_types(&group.elem),
        Type::Paren(paren) => held_types(&paren.elem),
        _ => Vec::new(),
    }
}
