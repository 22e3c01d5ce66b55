//! A read with `edit`: the functions that run in place of the one that says which rows can be edited. One reads
//! the rows, and one takes what changed of them.

use mizan_syntax::report::Kind;
use mizan_syntax::{Argument, Client, Parameter};
use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Ident, Type};

use crate::build_report;
use crate::client::expand_entry;
use crate::diagnostics::raise;
use crate::dispatch::hygienic;

/// A function that runs in place of the declared one, and the client whose function it is.
pub(crate) struct Runner {
    pub(crate) client: Client,
    pub(crate) function: TokenStream,
}

/// The function that reads the rows; `None` for a function without `edit`.
pub(crate) fn expand_read(client: &Client) -> Option<Runner> {
    client.edit.as_ref()?;
    let editable = hygienic("editable", client.name.span());
    let read = quote!(::mizan::shapes::Editable::read(#editable).await);
    Some(expand_runner(client, client, None, &editable, &read))
}

/// The mutation that takes what changed of the rows, as an entry of its own in the registry.
pub(crate) fn expand_mutation(client: &Client, written: &TokenStream) -> Option<TokenStream> {
    let mutation = client.mutation()?;
    let (kind, name) = (Kind::Function, &mutation.name);
    let scanned = match build_report::check(kind, name, mutation.fingerprint(), written.clone()) {
        Ok(scanned) => scanned,
        Err(refusal) => return Some(raise(&refusal.error)),
    };
    let Some(Parameter::Argument(edit)) = mutation.parameters.last() else { return None };
    let editable = hygienic("editable", name.span());
    let taken = &edit.name;
    let save = quote!(::mizan::shapes::Editable::save(#editable, #taken).await);
    let runner = expand_runner(client, &mutation, Some(edit), &editable, &save);
    Some(expand_entry(&mutation, Some(&runner), scanned.as_ref(), written))
}

/// A function with the parameters of the declared one, which asks that for the rows.
fn expand_runner(
    declared: &Client,
    client: &Client,
    edit: Option<&Argument>,
    editable: &Ident,
    run: &TokenStream,
) -> Runner {
    let (span, asked) = (client.name.span(), &declared.name);
    let runner = Ident::new(&format!("run_{}", client.wire_name), span);
    let names: Vec<Ident> =
        (0..declared.parameters.len()).map(|index| format_ident!("parameter{index}")).collect();
    let inputs = declared.parameters.iter().zip(&names).map(|(parameter, name)| {
        let ty = type_of(parameter);
        quote!(#name: #ty)
    });
    let added = edit.map(|Argument { name, ty, .. }| quote!(#name: #ty));
    let wait = declared.is_async.then(|| quote!(.await));
    let output = client.output.as_ref();
    let has_error = declared.error().is_some() || !is_bare(declared);
    let try_it = has_error.then(|| quote!(?));
    let (output, answer) = match has_error {
        true => (quote!(#output), quote!(::core::result::Result::Ok(#run?))),
        false => (quote!(::core::result::Result<#output, ::mizan::Error>), run.clone()),
    };
    let function = quote_spanned! {span=>
        #[allow(
            clippy::needless_question_mark,
            clippy::too_many_arguments,
            clippy::unused_async,
            deprecated
        )]
        async fn #runner(#(#inputs,)* #added) -> #output {
            let #editable = #asked(#(#names),*)#wait #try_it;
            #answer
        }
    };
    let client = Client { name: runner, is_async: true, ..client.clone() };
    Runner { client, function }
}

/// True if the declared function answers `Editable<…>` alone, and no `Result`: its rows are the result then.
fn is_bare(client: &Client) -> bool {
    client.edit.as_ref().is_some_and(|edit| edit.is_bare())
}

fn type_of(parameter: &Parameter) -> TokenStream {
    match parameter {
        Parameter::Argument(argument) => {
            let ty: &Type = argument.valid.as_deref().unwrap_or(&argument.ty);
            quote!(#ty)
        }
        Parameter::Injected(injected) => {
            let ty = &injected.ty;
            let reference = quote_spanned!(ty.span()=> &#ty);
            match injected.is_optional {
                true => quote!(::core::option::Option<#reference>),
                false => reference,
            }
        }
    }
}
