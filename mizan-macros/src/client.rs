//! `#[mizan::client]`: the unchanged function, and its entry in the registry.

use std::env;

use mizan_ir::hash::UNRESOLVED;
use mizan_ir::{Cache, Limits};
use mizan_syntax::report::{Item, Kind};
use mizan_syntax::{Auth, Client, Injected, Parameter, RoleKind, bare_name, parse_client};
use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Error, Generics, Ident, ItemFn, Path, Type, parse_quote};

use crate::assertion::{self, Role};
use crate::attributes::{is_client, prepare, remove_attributes};
use crate::diagnostics::{raise, warnings};
use crate::dispatch::{expand_ask, expand_dispatch, expand_rules_of};
use crate::edited::Runner;
use crate::lengths::Lengths;
use crate::uploads::expand_files;
use crate::{build_report, edited, linked_crates, model, owned_identity, scope};

pub(crate) fn expand(attribute: TokenStream, item: TokenStream) -> TokenStream {
    let function: ItemFn = match syn::parse2(item.clone()) {
        Ok(function) => function,
        Err(_) => return refuse_other(&item),
    };
    let client = parse_client(attribute.clone(), &function)
        .and_then(|client| refuse_second(&function).map(|()| client));
    let client = match client {
        Ok(client) => client,
        Err(_) if is_value(&attribute) => {
            let mut function = function;
            remove_attributes(&mut function);
            return function.into_token_stream();
        }
        Err(error) => {
            let marker = is_read(attribute).then(|| expand_placeholder(&function)).flatten();
            let item = add_error(function, &error);
            return quote!(#item #marker);
        }
    };
    let written = quote!(#attribute #item);
    match build_report::check(Kind::Function, &client.name, client.fingerprint(), written.clone()) {
        Ok(scanned) => {
            let marker = client
                .context
                .as_ref()
                .map(|context| expand_marker(&function, context, &client.wire_name));
            let scope = scanned.as_ref().map(|scanned| scanned.scope.as_slice());
            let item = prepare(item, &function, &client, scope);
            let runner = edited::expand_read(&client);
            let entry = expand_entry(&client, runner.as_ref(), scanned.as_ref(), &written);
            let mutation = edited::expand_mutation(&client, &written);
            quote!(#item #marker #entry #mutation)
        }
        Err(refusal) => {
            let marker = client.context.filter(|_| !refusal.is_unseen);
            let marker = marker.and_then(|_| expand_placeholder(&function));
            let item = add_error(function, &refusal.error);
            quote!(#item #marker)
        }
    }
}

/// The entry of a function in the registry, beside what the build found of it. `runner` is the function that
/// runs in its place.
pub(crate) fn expand_entry(
    client: &Client,
    runner: Option<&Runner>,
    scanned: Option<&Item>,
    written: &TokenStream,
) -> TokenStream {
    let assertions = expand_assertions(client, scanned);
    let warnings = warnings(scanned, written.clone());
    let linked_crates = scanned.is_some().then(linked_crates::expand).flatten();
    // The assertion of an unresolved type has reported it; the registration would again.
    let is_known = scanned.is_none_or(|scanned| !scanned.hashes.contains(&Some(UNRESOLVED)));
    let lengths = Lengths::new(scanned, &Generics::default());
    let registration = is_known.then(|| {
        let dispatch = expand_dispatch(runner.map_or(client, |runner| &runner.client));
        let function = runner.map(|runner| &runner.function);
        let registration = expand_registration(client, &dispatch, &lengths);
        quote!(#function #registration)
    });
    quote!(#warnings const _: () = { #assertions #registration #linked_crates };)
}

fn refuse_other(item: &TokenStream) -> TokenStream {
    let error = Error::new_spanned(
        item,
        "`#[mizan::client]` stands on a function with a body\n\
         write it above a free `fn` of a module",
    );
    let error = error.to_compile_error();
    quote!(#item #error)
}

/// Raises an error in the body of the function. Beside the function, `const _` is not allowed
/// everywhere: not in an `impl`.
fn add_error(mut function: ItemFn, error: &Error) -> TokenStream {
    remove_attributes(&mut function);
    let error = raise(error);
    function.block.stmts.insert(0, parse_quote!(#error));
    function.into_token_stream()
}

/// Refuses a second `#[mizan::client]`: two client functions would have one name.
fn refuse_second(function: &ItemFn) -> Result<(), Error> {
    match function.attrs.iter().find(|attribute| is_client(attribute)) {
        Some(second) => Err(Error::new_spanned(
            second,
            "this function is a client function already\n\
             write all keys into one `#[mizan::client(…)]`",
        )),
        None => Ok(()),
    }
}

/// True if the attribute is written `#[mizan::client = …]`. The compiler has an error for that form, and
/// gives the value to the macro as if it were between parentheses.
fn is_value(attribute: &TokenStream) -> bool {
    let written = Span::call_site().source_text().unwrap_or_default();
    let before = written.trim_end_matches([']', ' ']).strip_suffix(&attribute.to_string());
    before.is_some_and(|before| before.trim_end().ends_with('='))
}

/// True if the attribute has the key `context`, even among mistakes.
fn is_read(attribute: TokenStream) -> bool {
    attribute.into_iter().any(|token| matches!(token, TokenTree::Ident(key) if key == "context"))
}

/// The marker of a read that has a mistake, so that a mutation with `affects` on it has no second
/// error. The marker names a built-in context, because the read's own may be the mistake.
/// `None` for a method, which cannot be a read.
fn expand_placeholder(function: &ItemFn) -> Option<TokenStream> {
    let is_free = function.sig.receiver().is_none();
    is_free.then(|| expand_marker(function, &parse_quote!(::mizan::Global), ""))
}

/// A type with the name of a read, so that the compiler resolves the path in
/// `affects = user_profile`. The function and the struct share their name: Rust keeps values and
/// types apart.
fn expand_marker(function: &ItemFn, context: &Path, wire_name: &str) -> TokenStream {
    let (visibility, name) = (&function.vis, &function.sig.ident);
    quote! {
        #[doc(hidden)]
        #[allow(non_camel_case_types)]
        #visibility struct #name {}

        impl ::mizan::Affected for #name {
            const TARGET: ::mizan::__private::Target =
                ::mizan::__private::Target::function::<#context>(#wire_name);
        }
    }
}

fn expand_registration(client: &Client, run: &TokenStream, lengths: &Lengths) -> TokenStream {
    let wire_name = &client.wire_name;
    let changes = expand_changes(client);
    let keys = expand_keys(client, lengths);
    let known = scope::expand_known(client).map(|known| quote!(scope: #known,));
    let validator = expand_validator(client);
    quote! {
        #changes
        #validator

        #[::mizan::__private::linkme::distributed_slice(::mizan::__private::FUNCTIONS)]
        #[linkme(crate = ::mizan::__private::linkme)]
        static FUNCTION: ::mizan::__private::Function = ::mizan::__private::Function {
            #keys
            #known
            ..::mizan::__private::Function::new(
                #wire_name,
                ::core::module_path!(),
                (::core::file!(), ::core::line!()),
                #run,
            )
        };
    }
}

/// The constants `AFFECTS` and `MERGES`: the targets that a success changes. They are constants so
/// that the compiler can compute, per argument, if its name is a parameter of a target.
fn expand_changes(client: &Client) -> TokenStream {
    let constant = |name: &str, targets: Vec<TokenStream>| {
        let name = Ident::new(name, Span::call_site());
        (!targets.is_empty())
            .then(|| quote!(const #name: &[::mizan::__private::Target] = &[#(#targets),*];))
    };
    let affects = client.affects.iter().map(|affects| {
        let explicit = affects.scope.as_ref().map(|_| quote!(.explicit()));
        expand_target(&affects.target, explicit)
    });
    let affects = constant("AFFECTS", affects.collect());
    let merges = client.merge.iter().map(|path| expand_target(path, None));
    let merges = constant("MERGES", merges.collect());
    quote!(#affects #merges)
}

fn expand_target(path: &Path, method: Option<TokenStream>) -> TokenStream {
    quote_spanned!(path.span()=> <#path as ::mizan::Affected>::TARGET #method)
}

/// The fields of the registry entry that differ from their defaults.
fn expand_keys(client: &Client, lengths: &Lengths) -> TokenStream {
    let name = &client.name;
    let context = client.context.as_ref().map(|_| {
        quote!(context: ::core::option::Option::Some(<#name as ::mizan::Affected>::TARGET.whole()),)
    });
    let affects = (!client.affects.is_empty()).then(|| quote!(affects: AFFECTS,));
    let merges = (!client.merge.is_empty()).then(|| quote!(merges: MERGES,));
    let role = expand_role(client);
    let answer = expand_answer(client);
    let arguments: Vec<&String> =
        client.plain_arguments().map(|argument| &argument.wire_name).collect();
    let arguments = (!arguments.is_empty()).then(|| quote!(arguments: &[#(#arguments),*],));
    let files = expand_files(client);
    let rules = expand_rules(client);
    let validator = client
        .plain_arguments()
        .any(|argument| argument.valid.is_some())
        .then(|| quote!(validator: ::core::option::Option::Some(&VALIDATOR),));
    let injected: Vec<TokenStream> = client.parameters.iter().filter_map(expand_injected).collect();
    let injected = (!injected.is_empty()).then(|| quote!(dependencies: &[#(#injected),*],));
    let auth = expand_auth(&client.auth);
    let private = client.is_private.then(|| quote!(private: true,));
    let binary = env::var_os("CARGO_BIN_NAME").map(|_| quote!(binary: true,));
    let stream = client.stream.map(|_| quote!(stream: true,));
    let paging = client.page().map(|argument| {
        let name = &argument.wire_name;
        quote!(paging: ::core::option::Option::Some(#name),)
    });
    let edits =
        client.edits.as_ref().map(|read| quote!(edits: ::core::option::Option::Some(#read),));
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
    let limits = expand_limits(client.limits);
    let blocking = client.is_blocking.then(|| quote!(blocking: true,));
    let about = model::expand_function(client, lengths);
    quote! {
        description: #about,
        #context #affects #merges #role #answer #arguments #files #rules #validator #injected
        #auth #private #binary #websocket #paging #edits #stream #route #rev #cache #limits #blocking
    }
}

/// The rules of the arguments in `Valid<…>`, so that what they borrow is provided.
fn expand_rules(client: &Client) -> Option<TokenStream> {
    let forms: Vec<TokenStream> = client
        .plain_arguments()
        .filter_map(expand_rules_of)
        .map(|(rules, span)| quote_spanned!(span=> #rules.needs))
        .collect();
    (!forms.is_empty()).then(|| quote!(rules: &[#(#forms),*],))
}

/// What tells a client of one field what the rules of the server say.
fn expand_validator(client: &Client) -> Option<TokenStream> {
    let run = expand_ask(client)?;
    let name = format!("{}.validate", client.wire_name);
    Some(quote! {
        static VALIDATOR: ::mizan::__private::Validator =
            ::mizan::__private::Validator::new(#name, #run);
    })
}

/// The role in a channel, and the demand that the result is a message or a presence of it.
fn expand_role(client: &Client) -> Option<TokenStream> {
    let role = client.role.as_ref()?;
    let channel = &role.channel;
    let unit: Type = parse_quote!(());
    let answer = client.output.as_ref().unwrap_or(&unit);
    let span = client.output.as_ref().map_or(client.name.span(), Spanned::span);
    let demand = |name: &str| {
        let name = Ident::new(name, span);
        Some(quote_spanned!(span=> ::mizan::__private::#name::<#channel, #answer>();))
    };
    // With `as`, the build alone compares what travels.
    let demand = |name| demand(name).filter(|_| client.replacement.is_none());
    let (kind, demand) = match role.kind {
        RoleKind::Join => ("Join", None),
        RoleKind::Send => ("Send", demand("demand_message")),
        RoleKind::Present => ("Present", demand("demand_presence")),
    };
    let kind = Ident::new(kind, Span::call_site());
    let of = quote_spanned!(channel.span()=> ::mizan::__private::Role::of::<#channel>);
    Some(quote! {
        role: ::core::option::Option::Some({
            #demand
            #of(::mizan::__private::RoleKind::#kind)
        }),
    })
}

fn expand_limits(limits: Limits) -> Option<TokenStream> {
    if limits == Limits::default() {
        return None;
    }
    let option = |tokens: Option<TokenStream>| match tokens {
        Some(tokens) => quote!(::core::option::Option::Some(#tokens)),
        None => quote!(::core::option::Option::None),
    };
    let [body, time] = [limits.body, limits.time].map(|limit| option(limit.map(|it| quote!(#it))));
    let rate = option(limits.rate.map(|rate| {
        let (runs, per) = (rate.runs, Ident::new(&format!("{:?}", rate.per), Span::call_site()));
        quote!(::mizan::__private::Rate { runs: #runs, per: ::mizan::__private::Period::#per })
    }));
    Some(quote! {
        limits: ::mizan::__private::Limits { body: #body, time: #time, rate: #rate },
    })
}

fn expand_auth(auth: &Auth) -> Option<TokenStream> {
    let auth = match auth {
        Auth::Open => return None,
        Auth::Anyone => quote!(Anyone),
        Auth::SignedIn => quote!(SignedIn),
        Auth::Staff => quote!(Staff),
        Auth::Superuser => quote!(Superuser),
        Auth::Guard(path) => {
            quote_spanned!(path.span()=> Guard(&::mizan::__private::Guarded::new(#path)))
        }
    };
    Some(quote!(auth: ::mizan::__private::Auth::#auth,))
}

/// The hash of the result's type, of a read or a mutation with `merge`: a merge into a context
/// finds its read by it.
fn expand_answer(client: &Client) -> Option<TokenStream> {
    let is_compared = client.context.is_some() || !client.merge.is_empty();
    if !is_compared || client.route.is_some() {
        return None;
    }
    if let Some(ty) = &client.replacement {
        return Some(quote_spanned!(ty.span()=> answer: <#ty as ::mizan::Type>::HASH,));
    }
    let ty = client.output.clone().unwrap_or_else(|| parse_quote!(()));
    Some(quote_spanned! {ty.span()=>
        answer: {
            #[allow(unused_imports)]
            use ::mizan::__private::NoAnswer as _;
            ::mizan::__private::AnswerProbe::<#ty>::HASH
        },
    })
}

fn expand_injected(parameter: &Parameter) -> Option<TokenStream> {
    let Parameter::Injected(injected) = parameter else { return None };
    let Injected { ty, is_optional, .. } = injected;
    if injected.is_trait_object() {
        return Some(
            quote_spanned!(ty.span()=> ::mizan::__private::Dependency::of_object::<#ty>()),
        );
    }
    let method = Ident::new(if *is_optional { "optional" } else { "of" }, ty.span());
    Some(quote_spanned! {ty.span()=>
        ::mizan::__private::Dependency::#method::<#ty>({
            #[allow(unused_imports)]
            use ::mizan::__private::NoIdentity as _;
            ::mizan::__private::IdentityProbe::<#ty>::IS_IDENTITY
        })
    })
}

/// Asserts the hash of each argument's type and of the result's. A result without a record in the
/// report has no assertion: the code that serialises it demands the trait already.
fn expand_assertions(client: &Client, scanned: Option<&Item>) -> TokenStream {
    let mut hashes =
        scanned.map(|scanned| scanned.hashes.as_slice()).unwrap_or_default().iter().copied();
    let sent: Vec<TokenStream> = client
        .arguments()
        .map(|argument| match hashes.next().flatten() {
            Some(UNRESOLVED) if argument.replacement.is_none() => {
                assertion::expand_inferred(client, Some(&argument.name), &argument.ty)
            }
            expected => assertion::expand(argument.wire_type(), Role::Value, expected),
        })
        .collect();
    let answer = client.output.as_ref().zip(hashes.next().flatten());
    let answer = answer.map(|(ty, expected)| match (&client.replacement, expected) {
        (Some(replacement), expected) => assertion::expand_replaced(ty, replacement, expected),
        (None, UNRESOLVED) => assertion::expand_inferred(client, None, ty),
        (None, expected) => assertion::expand(ty, Role::Answer, Some(expected)),
    });
    let owned = scanned.is_none().then(|| owned_identity::expand(client));
    quote!(#owned #(#sent)* #answer)
}
