//! `#[derive(mizan::Context)]`: the name of a context and the names of its parameters.

use mizan_ir::hash::UNRESOLVED;
use mizan_syntax::report::Kind;
use mizan_syntax::{Argument, Context, parse_context};
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{DeriveInput, Error, Type};

use crate::assertion::{self, Role};
use crate::diagnostics::{raise, warnings};
use crate::lengths::Lengths;
use crate::{build_report, model};

pub(crate) fn expand(item: &DeriveInput) -> TokenStream {
    let context = match parse_context(item) {
        Ok(context) => context,
        Err(error) => return add_error(expand_implementation(item, None), &error),
    };
    match build_report::check(
        Kind::Context,
        &context.name,
        context.fingerprint(),
        item.to_token_stream(),
    ) {
        Ok(scanned) => {
            let warnings = warnings(scanned.as_ref(), item.to_token_stream());
            let lengths = Lengths::new(scanned.as_ref(), &item.generics);
            let hashes = scanned.map(|scanned| scanned.hashes).unwrap_or_default();
            let is_known = !hashes.contains(&Some(UNRESOLVED));
            let lengths = is_known.then_some(&lengths);
            let implementation = expand_implementation(item, Some((&context, lengths)));
            let assertions = context.wire_types().enumerate().map(|(index, ty)| {
                match hashes.get(index).copied().flatten() {
                    Some(UNRESOLVED) => assertion::expand_copied(&context.name, ty),
                    expected => assertion::expand(ty, Role::Value, expected),
                }
            });
            quote!(#implementation #warnings #(#assertions)*)
        }
        Err(refusal) => {
            add_error(expand_implementation(item, Some((&context, None))), &refusal.error)
        }
    }
}

/// Raises an error beside the implementation, which stays: without it, each function of the context
/// would have an error too.
fn add_error(implementation: TokenStream, error: &Error) -> TokenStream {
    let error = raise(error);
    quote!(#implementation #error)
}

/// The implementation of `mizan::Context`, with a real `describe` only if all types are resolved and
/// their lengths are known.
fn expand_implementation(
    item: &DeriveInput,
    read: Option<(&Context, Option<&Lengths>)>,
) -> TokenStream {
    let context = read.map(|(context, _)| context);
    let name = &item.ident;
    let (generics, arguments, bounds) = item.generics.split_for_impl();
    let wire_name = context.map(|context| context.wire_name.as_str()).unwrap_or_default();
    let fields = context.map(|context| context.parameters.as_slice()).unwrap_or_default();
    let parameters: Vec<&String> = fields.iter().map(|field| &field.wire_name).collect();
    let live = context.is_some_and(|context| context.is_live).then(|| {
        quote!(
            const IS_LIVE: bool = true;
        )
    });
    let stale = context.map(|context| context.stale).filter(|stale| *stale > 0).map(|stale| {
        quote!(
            const STALE: u32 = #stale;
        )
    });
    // An unknown type is reported where the struct names it, and not a second time.
    let known = if matches!(read, Some((_, Some(_)))) { fields } else { &[] };
    let (scope, normalize) = (expand_scope(fields), expand_normalize(known));
    let describe = match read {
        Some((context, Some(lengths))) => {
            let about = model::expand_context(context, lengths);
            quote!(::mizan::__private::describe_context::<Self>(&#about, types))
        }
        // The item has an error of its own.
        _ => quote!(::core::default::Default::default()),
    };
    quote! {
        impl #generics ::mizan::Context for #name #arguments #bounds {
            const NAME: &'static str = #wire_name;
            const PARAMETERS: &'static [&'static str] = &[#(#parameters),*];
            #live
            #stale

            #scope
            #normalize

            #[allow(unused_variables)]
            fn describe(
                types: &mut ::mizan::__private::Types,
            ) -> ::mizan::__private::ModelContext {
                #describe
            }
        }

        impl #generics ::mizan::Affected for #name #arguments #bounds {
            const TARGET: ::mizan::__private::Target =
                ::mizan::__private::Target::context::<Self>();
        }
    }
}

/// The method `scope`: the values of the parameters.
pub(crate) fn expand_scope(fields: &[Argument]) -> TokenStream {
    let parameters = fields.iter().map(|field| &field.wire_name);
    let names = fields.iter().map(|field| &field.name);
    quote! {
        fn scope(&self) -> ::mizan::__private::Scope {
            #[allow(unused_imports)]
            use ::mizan::__private::{ScopeText as _, Unscoped as _};
            #[allow(unused_mut)]
            let mut scope = ::mizan::__private::Scope::default();
            #(scope.add(#parameters, (&::mizan::__private::Probe(&self.#names)).text());)*
            scope
        }
    }
}

/// The method `normalize`: the normal form of a parameter.
pub(crate) fn expand_normalize(fields: &[Argument]) -> TokenStream {
    let normalize = fields.iter().map(|field| expand_normal_form(&field.wire_name, &field.ty));
    quote! {
        #[allow(unused_imports, unused_variables)]
        fn normalize(
            parameter: &str,
            written: ::mizan::__private::WrittenValue<'_>,
        ) -> ::core::option::Option<::std::string::String> {
            use ::mizan::__private::{NoNormalForm as _, NormalForm as _};
            match parameter {
                #(#normalize)*
                _ => ::core::option::Option::None,
            }
        }
    }
}

/// The match arm that parses the JSON of a parameter and serialises it again, so that equal values
/// have equal text. `None` for a `String`, whose JSON is normal already.
fn expand_normal_form(parameter: &str, ty: &Type) -> Option<TokenStream> {
    let is_text = matches!(ty, Type::Path(path) if path.path.is_ident("String"));
    (!is_text).then(
        || quote!(#parameter => (&::mizan::__private::NormalProbe::<#ty>::NEW).normalize(written),),
    )
}
