//! The parameters of a function that are files.

use mizan_syntax::{Argument, Client, Upload, UploadForm};
use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Ident, Type};

use crate::dispatch::hygienic;

/// The limits of each file parameter, for the registry: count, bytes and content types.
pub(crate) fn expand_files(client: &Client) -> Option<TokenStream> {
    let files: Vec<TokenStream> =
        client.files().map(|(argument, upload)| expand_limits(argument, upload)).collect();
    (!files.is_empty()).then(|| quote!(files: &[#(#files),*],))
}

fn expand_limits(argument: &Argument, upload: &Upload) -> TokenStream {
    let (Argument { wire_name, .. }, Upload { form, size, count, accept }) = (argument, upload);
    let size = match size {
        Some(size) => quote!(::core::option::Option::Some(#size)),
        None => quote!(::core::option::Option::None),
    };
    let count = match (form, count) {
        (UploadForm::List, None) => quote!(::mizan::__private::FileParameter::COUNT),
        (_, count) => count.unwrap_or(1).to_token_stream(),
    };
    quote! {
        ::mizan::__private::FileParameter {
            name: #wire_name,
            count: #count,
            size: #size,
            accept: &[#(#accept),*],
        }
    }
}

/// A `let` that takes the files of the call, each in the form of its parameter.
pub(crate) fn expand_take(client: &Client) -> Option<TokenStream> {
    let span = client.name.span();
    let [call, files] = ["call", "files"].map(|name| hygienic(name, span));
    let (types, takes): (Vec<&Type>, Vec<TokenStream>) = client
        .files()
        .enumerate()
        .map(|(position, (Argument { ty, .. }, upload))| {
            let (method, demand) = match upload.form {
                UploadForm::One => ("file", Some(quote_spanned!(ty.span()=> ?))),
                UploadForm::Optional => ("file_if_any", None),
                UploadForm::List => ("files", None),
            };
            let method = Ident::new(method, ty.span());
            // The parentheses make the compiler report a mismatch at the type.
            (ty, quote_spanned!(ty.span()=> (#call).#method(#position)#demand))
        })
        .unzip();
    (!takes.is_empty()).then(|| quote!(let #files: (#(#types,)*) = (#(#takes,)*);))
}
