//! The model of an item in the registry of the program. Types are function pointers in it, which
//! the compiler resolves.

use mizan_ir::binary::Binary;
use mizan_ir::{SourceLocation, TypeDefinition};
use mizan_syntax::{
    Argument, Auth, Channel, Client, Context, Generic, TypeItem, bare_name, location,
};
use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::{Data, DeriveInput, GenericParam, Ident, Type, TypeParam, TypeParamBound};

use crate::lengths::Lengths;
use crate::replaced;

/// The description of a function: its location, documentation, result, guard and scopes.
pub(crate) fn expand_function(client: &Client, lengths: &Lengths) -> TokenStream {
    let about = expand_about(&client.name, client.arguments(), lengths);
    let docs = expand_docs(&client.docs);
    let deprecated = expand_deprecated(client.deprecated.as_ref());
    let answer = client.output.as_ref().filter(|_| client.route.is_none()).map(|ty| {
        let ty = lengths.widen(ty.to_token_stream());
        match &client.replacement {
            Some(replacement) => {
                let replacement = lengths.widen(replacement.to_token_stream());
                quote! {
                    .with_answer({
                        #[allow(unused_imports)]
                        use ::mizan::__private::ReplacedAlone as _;
                        ::mizan::__private::ReplacedProbe::<#ty, #replacement>::DESCRIBE
                    })
                }
            }
            None => quote! {
                .with_answer({
                    #[allow(unused_imports)]
                    use ::mizan::__private::NoAnswer as _;
                    ::mizan::__private::AnswerProbe::<#ty>::DESCRIBE
                })
            },
        }
    });
    let guard = match &client.auth {
        Auth::Guard(path) => {
            let global = if path.leading_colon.is_some() { "::" } else { "" };
            let names = path.segments.iter().map(|segment| bare_name(&segment.ident));
            let text = format!("{global}{}", names.collect::<Vec<_>>().join("::"));
            Some(quote!(.with_guard(#text)))
        }
        _ => None,
    };
    let scopes = expand_scopes(client);
    let parameter_docs = expand_parameter_docs(client.arguments());
    let replaced = replaced::expand(client, lengths);
    quote!(#about #docs #deprecated #parameter_docs #answer #replaced #guard #scopes)
}

/// The description of a context: its location and its documentation.
pub(crate) fn expand_context(context: &Context, lengths: &Lengths) -> TokenStream {
    let about = expand_about(&context.name, context.parameters.iter(), lengths);
    let docs = expand_docs(&context.docs);
    let deprecated = expand_deprecated(context.deprecated.as_ref());
    let parameter_docs = expand_parameter_docs(context.parameters.iter());
    quote!(#about #docs #deprecated #parameter_docs)
}

/// The description of a channel: its location, its documentation and the types of what is said in it.
pub(crate) fn expand_channel(channel: &Channel, lengths: &Lengths) -> TokenStream {
    let about = expand_about(&channel.name, channel.parameters.iter(), lengths);
    let docs = expand_docs(&channel.docs);
    let deprecated = expand_deprecated(channel.deprecated.as_ref());
    let parameter_docs = expand_parameter_docs(channel.parameters.iter());
    let written = [&channel.message].into_iter().chain(&channel.presence);
    let written = written.map(|ty| expand_describe(ty, lengths));
    quote!(#about #docs #deprecated #parameter_docs .with_written(&[#(#written),*]))
}

fn expand_about<'item>(
    name: &Ident,
    parameters: impl Iterator<Item = &'item Argument>,
    lengths: &Lengths,
) -> TokenStream {
    let SourceLocation { line, column, .. } = location(name.span());
    let parameters = parameters.map(|parameter| {
        let SourceLocation { line, column, .. } = location(parameter.name.span());
        let describe = expand_describe(parameter.wire_type(), lengths);
        quote!((#describe, (#line, #column)))
    });
    quote! {
        ::mizan::__private::Description::new(::core::file!(), (#line, #column), &[#(#parameters),*])
    }
}

fn expand_deprecated(note: Option<&String>) -> Option<TokenStream> {
    note.map(|note| quote!(.with_deprecated(#note)))
}

fn expand_docs(docs: &str) -> Option<TokenStream> {
    (!docs.is_empty()).then(|| quote!(.with_docs(#docs)))
}

/// `None` without a documented parameter.
fn expand_parameter_docs<'item>(
    parameters: impl Iterator<Item = &'item Argument>,
) -> Option<TokenStream> {
    let docs: Vec<&str> = parameters.map(|parameter| parameter.docs.as_str()).collect();
    let has_docs = docs.iter().any(|docs| !docs.is_empty());
    has_docs.then(|| quote!(.with_parameter_docs(&[#(#docs),*])))
}

/// The parameter names in explicit scopes, one list per target. `None` without explicit scopes.
fn expand_scopes(client: &Client) -> Option<TokenStream> {
    client.affects.iter().find(|affects| affects.scope.is_some())?;
    let scopes = client.affects.iter().map(|affects| match &affects.scope {
        None => quote!(::core::option::Option::None),
        Some(scope) => {
            let names = scope.iter().map(|value| bare_name(&value.name));
            quote!(::core::option::Option::Some(&[#(#names),*]))
        }
    });
    Some(quote!(.with_scopes(&[#(#scopes),*])))
}

fn expand_describe(ty: &Type, lengths: &Lengths) -> TokenStream {
    let ty = lengths.widen(ty.to_token_stream());
    quote!(<#ty as ::mizan::Type>::describe)
}

/// The function `describe` of a type. `parts` are the types of its shape, without `Self`; behind
/// them come the defaults of its type parameters.
pub(crate) fn expand_type(
    item: &DeriveInput,
    parsed: &TypeItem,
    parts: &[Type],
    lengths: &Lengths,
) -> TokenStream {
    let path = bare_name(&item.ident);
    let model = Literal::byte_string(&model_of(item, parsed).to_bytes());
    let defaults = default_types(parsed).map(|ty| crate::types::name_self(ty, item));
    let parts: Vec<TokenStream> =
        parts.iter().cloned().chain(defaults).map(|part| expand_describe(&part, lengths)).collect();
    let parameters: Vec<TokenStream> = item
        .generics
        .type_params()
        .map(|parameter| {
            let name = &parameter.ident;
            quote!(<#name as ::mizan::Type>::describe)
        })
        .collect();
    let bounded = crate::types::bound(&item.generics);
    let (generics, _, bounds) = bounded.split_for_impl();
    let instance = expand_instance(item);
    let numbers = expand_numbers(item);
    let trace = expand_trace(item);
    quote! {
        fn describe(types: &mut ::mizan::__private::Types) -> ::mizan::__private::ModelType {
            fn definition #generics () -> ::mizan::__private::Definition #bounds {
                ::mizan::__private::Definition {
                    path: ::core::concat!(::core::module_path!(), "::", #path),
                    file: ::core::file!(),
                    model: #model,
                    parameters: &[#(#parameters),*],
                    parts: &[#(#parts),*],
                    numbers: #numbers,
                    trace: #trace,
                }
            }
            types.named(definition #instance, &[#(#parameters),*])
        }
    }
}

/// The discriminants of an enum with `#[repr]`, which serde_repr may write as numbers. A derive
/// does not see the other derives of its item, so the program tries serde when it runs.
fn expand_numbers(item: &DeriveInput) -> TokenStream {
    let name = &item.ident;
    let variants: Vec<&Ident> = match &item.data {
        Data::Enum(data) if data.variants.iter().all(|variant| variant.fields.is_empty()) => {
            data.variants.iter().map(|variant| &variant.ident).collect()
        }
        _ => Vec::new(),
    };
    let is_number = item.attrs.iter().any(|attribute| attribute.path().is_ident("repr"));
    let [first, ..] = variants.as_slice() else { return quote!(::core::option::Option::None) };
    if !is_number || !item.generics.params.is_empty() {
        return quote!(::core::option::Option::None);
    }
    quote! {{
        #[allow(unused_imports)]
        use ::mizan::__private::NoSerde as _;
        ::core::option::Option::Some(::mizan::__private::Numbers {
            values: &[#(#name::#variants as i64),*],
            is_written: (::mizan::__private::SerdeProbe::<#name>::WRITES_NUMBER)(&#name::#first),
            is_read: (::mizan::__private::SerdeProbe::<#name>::READS_NUMBER)(#name::#first as i64),
        })
    }}
}

fn model_of(item: &DeriveInput, parsed: &TypeItem) -> TypeDefinition<()> {
    let names = parsed.parameters.iter().filter_map(|parameter| match parameter {
        Generic::Type(name, _) => Some(bare_name(name)),
        Generic::Const(_) => None,
    });
    TypeDefinition {
        parameters: names.collect(),
        defaults: vec![(); default_types(parsed).count()],
        shape: parsed.shape.map(&mut |_| ()),
        transparent: parsed.is_wrapper,
        key: parsed.key.clone(),
        form: parsed.form.clone(),
        docs: parsed.docs.clone(),
        deprecated: parsed.deprecated.clone(),
        location: location(item.ident.span()),
    }
}

/// The functions that `assert_types!` calls, for the type with placeholders as its arguments.
fn expand_trace(item: &DeriveInput) -> TokenStream {
    let Some(sample) = expand_sample(item) else {
        return quote!(::mizan::__private::Trace::NONE);
    };
    let probe = quote!(::mizan::__private::SerdeProbe::<#sample>);
    let (is_serde, reader) = match item.generics.lifetimes().next() {
        Some(_) => (quote!(true), quote!(::mizan::__private::LifetimeProbe::<#sample>)),
        None => (quote!(#probe::IS_WRITTEN || #probe::IS_READ), probe.clone()),
    };
    quote! {{
        #[allow(unused_imports)]
        use ::mizan::__private::{NoSerde as _, NoTrace as _};
        ::mizan::__private::Trace {
            is_serde: #is_serde,
            ask: #reader::ASK,
            read: #reader::READ,
            rewrite: #reader::REWRITE,
            write: #probe::WRITE,
        }
    }}
}

/// The defaults of the type parameters, in order.
fn default_types(parsed: &TypeItem) -> impl Iterator<Item = &Type> {
    parsed.parameters.iter().filter_map(|parameter| match parameter {
        Generic::Type(_, default) => default.as_deref(),
        Generic::Const(_) => None,
    })
}

/// The generic arguments of a type's definition: placeholders, or the arguments of the use if the
/// bounds of the type demand a trait that the placeholders lack.
fn expand_instance(item: &DeriveInput) -> Option<TokenStream> {
    let is_common = has_common_parameters(item);
    let mut index = 0_usize;
    let arguments: Vec<TokenStream> = item
        .generics
        .params
        .iter()
        .filter_map(|parameter| match parameter {
            GenericParam::Lifetime(_) => None,
            GenericParam::Const(parameter) => Some(parameter.ident.to_token_stream()),
            GenericParam::Type(_) if is_common => {
                index += 1;
                let index = index - 1;
                Some(quote!(::mizan::__private::Parameter<#index>))
            }
            GenericParam::Type(parameter) => Some(parameter.ident.to_token_stream()),
        })
        .collect();
    (!arguments.is_empty()).then(|| quote_spanned!(item.ident.span()=> ::<#(#arguments),*>))
}

/// True if placeholders satisfy the bounds of the type parameters.
fn has_common_parameters(item: &DeriveInput) -> bool {
    item.generics.type_params().all(has_common_bounds) && item.generics.where_clause.is_none()
}

/// The type with placeholders for its type parameters, to be named in a constant. `None` if the
/// placeholders do not satisfy the bounds, or the type has a const parameter.
pub(crate) fn expand_sample(item: &DeriveInput) -> Option<TokenStream> {
    if !has_common_parameters(item) || item.generics.const_params().next().is_some() {
        return None;
    }
    let name = &item.ident;
    let mut index = 0_usize;
    let arguments = item.generics.params.iter().map(|parameter| match parameter {
        GenericParam::Lifetime(_) => quote!('static),
        _ => {
            index += 1;
            let index = index - 1;
            quote!(::mizan::__private::Parameter<#index>)
        }
    });
    Some(quote!(#name<#(#arguments),*>))
}

/// The traits that a placeholder implements.
const COMMON: [&str; 16] = [
    "Clone",
    "Copy",
    "Debug",
    "Default",
    "PartialEq",
    "Eq",
    "PartialOrd",
    "Ord",
    "Hash",
    "Serialize",
    "Deserialize",
    "DeserializeOwned",
    "Send",
    "Sync",
    "Sized",
    "Type",
];

fn has_common_bounds(parameter: &TypeParam) -> bool {
    parameter.bounds.iter().all(|bound| match bound {
        TypeParamBound::Trait(bound) => {
            let name = bound.path.segments.last().map(|last| last.ident.to_string());
            name.is_some_and(|name| COMMON.contains(&name.as_str()))
        }
        TypeParamBound::Lifetime(_) => true,
        _ => false,
    })
}
