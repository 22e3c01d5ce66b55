//! The arguments and the result with `as`, for `assert_types!`: what serde does with them is compared
//! with the type that `as` names.

use mizan_syntax::{Argument, Client};
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::Type;

use crate::lengths::Lengths;
use crate::samples::has_lifetime;

/// `None` for a function without `as`.
pub(crate) fn expand(client: &Client, lengths: &Lengths) -> Option<TokenStream> {
    let arguments = client.plain_arguments().filter_map(|argument| {
        let replacement = argument.replacement.as_deref()?;
        Some(expand_argument(argument, replacement, lengths))
    });
    let result = client.output.as_ref().zip(client.replacement.as_ref());
    let result = result.map(|(ty, replacement)| expand_result(ty, replacement, lengths));
    let replaced: Vec<TokenStream> = arguments.chain(result).collect();
    (!replaced.is_empty()).then(|| quote!(.with_replaced(const { &[#(#replaced),*] })))
}

fn expand_argument(argument: &Argument, replacement: &Type, lengths: &Lengths) -> TokenStream {
    let (ty, name) = (&argument.ty, &argument.wire_name);
    let replacement = lengths.widen(replacement.to_token_stream());
    quote! {{
        #[allow(unused_imports)]
        use ::mizan::__private::NoTrace as _;
        ::mizan::__private::ReplacedType {
            place: #name,
            name: ::core::any::type_name::<#ty>,
            describe: <#replacement as ::mizan::Type>::describe,
            trace: ::mizan::__private::Trace {
                read: ::mizan::__private::SerdeProbe::<#ty>::READ,
                ..::mizan::__private::Trace::NONE
            },
        }
    }}
}

fn expand_result(ty: &Type, replacement: &Type, lengths: &Lengths) -> TokenStream {
    // The compiler cannot tell if a type with a lifetime is read for every lifetime.
    let is_read = !has_lifetime(ty.to_token_stream());
    let replacement = lengths.widen(replacement.to_token_stream());
    let of_result = quote!(::mizan::__private::AnswerTrace::<#ty>);
    let of_value = quote!(::mizan::__private::SerdeProbe::<#ty>);
    let [success, whole] =
        [&of_result, &of_value].map(|probe| is_read.then(|| quote!(rewrite: #probe::REWRITE,)));
    quote! {{
        #[allow(unused_imports)]
        use ::mizan::__private::{NoResult as _, NoTrace as _};
        ::mizan::__private::ReplacedType {
            place: "",
            name: #of_result::NAME,
            describe: <#replacement as ::mizan::Type>::describe,
            trace: match #of_result::IS_RESULT {
                true => ::mizan::__private::Trace {
                    #success
                    write: #of_result::WRITE,
                    ..::mizan::__private::Trace::NONE
                },
                false => ::mizan::__private::Trace {
                    #whole
                    write: #of_value::WRITE,
                    ..::mizan::__private::Trace::NONE
                },
            },
        }
    }}
}
