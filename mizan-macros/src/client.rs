//! `#[mizan::client]`: the function as it is, and its entry in the registry beside it.

use mizan_ir::Cache;
use mizan_ir::hash::UNRESOLVED;
use mizan_syntax::report::{Item, Kind};
use mizan_syntax::{Argument, Auth, Client, Lent, Parameter, bare_name, parse_client};
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
    let Client { wire_name, affects, merge, .. } = client;
    let affects = affects.iter().map(|affects| &affects.target);
    let affects = affects.map(|path| target(path, TokenStream::new()));
    let merges = merge.iter().map(|path| target(path, quote!(.slot())));
    let reply = if is_scoped(client) { quote!(mut reply) } else { quote!(reply) };
    let (keys, run) = (expand_keys(client), expand_run(client));
    quote! {
        const AFFECTS: &[::mizan::__private::Target] = &[#(#affects),*];
        const MERGES: &[::mizan::__private::Target] = &[#(#merges),*];

        #[::mizan::__private::linkme::distributed_slice(::mizan::__private::FUNCTIONS)]
        #[linkme(crate = ::mizan::__private::linkme)]
        static FUNCTION: ::mizan::__private::Function = ::mizan::__private::Function {
            affects: AFFECTS,
            merges: MERGES,
            #keys
            ..::mizan::__private::Function::new(
                #wire_name,
                ::core::module_path!(),
                (::core::file!(), ::core::line!()),
                |call, #reply| #run,
            )
        };
    }
}

fn target(path: &Path, method: TokenStream) -> TokenStream {
    quote_spanned!(path.span()=> <#path as ::mizan::Affected>::TARGET #method)
}

/// What the function says of itself, as far as it says anything.
fn expand_keys(client: &Client) -> TokenStream {
    let name = &client.name;
    let context = client.context.as_ref().map(|_| {
        quote!(context: ::core::option::Option::Some(<#name as ::mizan::Affected>::TARGET.whole()),)
    });
    let arguments: Vec<&String> = client.arguments().map(|argument| &argument.wire_name).collect();
    let arguments = (!arguments.is_empty()).then(|| quote!(arguments: &[#(#arguments),*],));
    let lent: Vec<TokenStream> = client.parameters.iter().filter_map(expand_lent).collect();
    let lent = (!lent.is_empty()).then(|| quote!(lent: &[#(#lent),*],));
    let auth = expand_auth(&client.auth);
    let private = client.is_private.then(|| quote!(private: true,));
    let websocket = client.is_websocket.then(|| quote!(websocket: true,));
    let route = client.route.as_ref().map(|route| {
        let path = &route.path;
        let methods = client.methods.iter().map(bare_name);
        quote! {
            route: ::core::option::Option::Some(::mizan::__private::Route {
                path: #path,
                methods: &[#(#methods),*],
            }),
        }
    });
    let rev = Some(client.rev).filter(|rev| *rev != 0).map(|rev| quote!(rev: #rev,));
    let cache = match client.cache {
        Cache::Default => None,
        Cache::Off => Some(quote!(cache: ::mizan::__private::Cache::Off,)),
        Cache::Seconds(seconds) => {
            Some(quote!(cache: ::mizan::__private::Cache::Seconds(#seconds),))
        }
    };
    quote!(#context #arguments #lent #auth #private #websocket #route #rev #cache)
}

fn expand_auth(auth: &Auth) -> Option<TokenStream> {
    let auth = match auth {
        Auth::Open => return None,
        Auth::SignedIn => quote!(SignedIn),
        Auth::Staff => quote!(Staff),
        Auth::Superuser => quote!(Superuser),
        Auth::Guard(path) => {
            quote_spanned!(path.span()=> Guard(&::mizan::__private::Guarded::new(#path)))
        }
    };
    Some(quote!(auth: ::mizan::__private::Auth::#auth,))
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
