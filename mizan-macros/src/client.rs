//! `#[mizan::client]`: the function as it is, and its entry in the registry beside it.

use mizan_ir::hash::UNRESOLVED;
use mizan_syntax::report::{Item, Kind};
use mizan_syntax::{Argument, Client, Lent, Parameter, parse_client};
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Error, Ident, ItemFn, Path, Type, parse_quote};

use crate::assertion::{self, Role};
use crate::seen;

pub(crate) fn expand(attribute: TokenStream, item: TokenStream) -> TokenStream {
    let function: ItemFn = match syn::parse2(item.clone()) {
        Ok(function) => function,
        Err(_) => return refuse_other(&item),
    };
    let client = match parse_client(attribute.clone(), &function) {
        Ok(client) => client,
        Err(error) => return add_error(&item, &error),
    };
    match seen::check(Kind::Function, &client.name, quote!(#attribute #item)) {
        Ok(seen) => {
            let marker = expand_marker(&client, &function, client.context.as_ref());
            let assertions = expand_assertions(&client, seen.as_ref());
            // A type that nobody knows is told once, by its assertion.
            let is_known = seen.is_none_or(|seen| !seen.hashes.contains(&Some(UNRESOLVED)));
            let registration = is_known.then(|| expand_registration(&client));
            quote!(#item #marker const _: () = { #assertions #registration };)
        }
        Err(error) => {
            // Others may still name the function, but its context is not named a second time.
            let marker = expand_marker(&client, &function, Some(&parse_quote!(::mizan::Global)));
            let item = add_error(&item, &error);
            quote!(#item #marker)
        }
    }
}

fn refuse_other(item: &TokenStream) -> TokenStream {
    let error = Error::new_spanned(item, "`#[mizan::client]` stands on a function with a body");
    add_error(item, &error)
}

fn add_error(item: &TokenStream, error: &Error) -> TokenStream {
    let error = error.to_compile_error();
    quote!(#item #error)
}

/// A type of the name of a read, so that `affects = user_profile` is a path that the compiler
/// resolves.
fn expand_marker(
    client: &Client,
    function: &ItemFn,
    context: Option<&Path>,
) -> Option<TokenStream> {
    client.context.as_ref()?;
    let Client { name, wire_name, .. } = client;
    let visibility = &function.vis;
    Some(quote! {
        #[doc(hidden)]
        #[allow(non_camel_case_types)]
        #visibility struct #name {}

        impl ::mizan::Affected for #name {
            const TARGET: ::mizan::__private::Target =
                ::mizan::__private::Target::function::<#context>(#wire_name);
        }
    })
}

fn expand_registration(client: &Client) -> TokenStream {
    let Client { name, wire_name, affects, merge, .. } = client;
    let context = match &client.context {
        Some(_) => {
            quote!(::core::option::Option::Some(<#name as ::mizan::Affected>::TARGET.whole()))
        }
        None => quote!(::core::option::Option::None),
    };
    let affects = affects
        .iter()
        .map(|path| quote_spanned!(path.span()=> <#path as ::mizan::Affected>::TARGET));
    let merges = merge
        .iter()
        .map(|path| quote_spanned!(path.span()=> <#path as ::mizan::Affected>::TARGET.slot()));
    let arguments = client.arguments().map(|argument| &argument.wire_name);
    let lent = client.parameters.iter().filter_map(expand_lent);
    let reply = if is_scoped(client) { quote!(mut reply) } else { quote!(reply) };
    let run = expand_run(client);
    quote! {
        const AFFECTS: &[::mizan::__private::Target] = &[#(#affects),*];
        const MERGES: &[::mizan::__private::Target] = &[#(#merges),*];

        #[::mizan::__private::linkme::distributed_slice(::mizan::__private::FUNCTIONS)]
        #[linkme(crate = ::mizan::__private::linkme)]
        static FUNCTION: ::mizan::__private::Function = ::mizan::__private::Function {
            name: #wire_name,
            module: ::core::module_path!(),
            file: ::core::file!(),
            line: ::core::line!(),
            context: #context,
            affects: AFFECTS,
            merges: MERGES,
            arguments: &[#(#arguments),*],
            lent: &[#(#lent),*],
            run: |call, #reply| #run,
        };
    }
}

fn expand_lent(parameter: &Parameter) -> Option<TokenStream> {
    let Parameter::Lent(Lent { ty, is_optional, .. }) = parameter else { return None };
    Some(match is_optional {
        true => quote_spanned!(ty.span()=> ::mizan::__private::Lent::optional::<#ty>()),
        false => quote_spanned!(ty.span()=> ::mizan::__private::Lent::of::<#ty>()),
    })
}

/// The future that reads the arguments, calls the function and writes its answer.
fn expand_run(client: &Client) -> TokenStream {
    let name = &client.name;
    let types: Vec<&Type> = client.arguments().map(|argument| &argument.ty).collect();
    let arguments = (!types.is_empty()).then(|| quote!(let arguments =));
    let scopes = expand_scopes(client);
    let parameters = expand_parameters(client);
    let wait = client.is_async.then(|| quote!(.await));
    // What cannot be written is told at the type, what cannot wait on any thread at the name.
    let output = client.output.as_ref().map_or(name.span(), Spanned::span);
    let answer = Ident::new("answer", output);
    let write = quote_spanned!(output=> reply.write(#answer));
    quote_spanned! {name.span()=>
        ::mizan::__private::start(async move {
            #arguments call.arguments::<(#(#types,)*)>()?;
            #scopes
            #[allow(deprecated, clippy::let_unit_value)]
            let #answer = #name(#(#parameters),*)#wait;
            #write
        })
    }
}

/// Whether arguments may say which instances the function changes.
fn is_scoped(client: &Client) -> bool {
    let changes = client.affects.len() + client.merge.len();
    changes > 0 && client.arguments().next().is_some()
}

/// Keeps the arguments that bear the name of a parameter of what the function changes. Which
/// these are the compiler knows, not the macro.
fn expand_scopes(client: &Client) -> Option<TokenStream> {
    if !is_scoped(client) {
        return None;
    }
    let scopes = client.arguments().enumerate().map(|(index, Argument { wire_name, .. })| {
        let index = syn::Index::from(index);
        quote! {
            if const {
                ::mizan::__private::scopes(AFFECTS, #wire_name)
                    || ::mizan::__private::scopes(MERGES, #wire_name)
            } {
                use ::mizan::__private::{ScopeText as _, Unscoped as _};
                reply.scope(#wire_name, (&::mizan::__private::Probe(&arguments.#index)).text());
            }
        }
    });
    Some(quote!(#(#scopes)*))
}

fn expand_parameters(client: &Client) -> Vec<TokenStream> {
    let (mut sent, mut lent) = (0, 0_usize);
    let expand = |parameter: &Parameter| match parameter {
        Parameter::Argument(_) => {
            let index = syn::Index::from(sent);
            sent += 1;
            quote!(arguments.#index)
        }
        Parameter::Lent(borrowed) => {
            let (ty, position) = (&borrowed.ty, lent);
            lent += 1;
            match borrowed.is_optional {
                true => quote!(call.lent_if_any::<#ty>(#position)),
                false => quote!(call.lent::<#ty>(#position)),
            }
        }
    };
    client.parameters.iter().map(expand).collect()
}

/// Holds each type against what the build took it for. What a function returns is only held
/// against that where the build saw it: writing it demands the rest.
fn expand_assertions(client: &Client, seen: Option<&Item>) -> TokenStream {
    let mut hashes = seen.map(|seen| seen.hashes.as_slice()).unwrap_or_default().iter().copied();
    let sent: Vec<TokenStream> = client
        .arguments()
        .map(|argument| assertion::expand(&argument.ty, Role::Value, hashes.next().flatten()))
        .collect();
    let answer = client.output.as_ref().zip(hashes.next().flatten());
    let answer = answer.map(|(ty, expected)| assertion::expand(ty, Role::Answer, Some(expected)));
    quote!(#(#sent)* #answer)
}
