//! The closure that dispatches a call: it reads the arguments, resolves the injected parameters,
//! calls the function and writes its result.

use mizan_syntax::{Argument, Client, Injected, Parameter, Stream};
use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Ident, Index, Type};

use crate::{scope, uploads};

/// A hygienic name: expressions of the user cannot refer to it.
pub(crate) fn hygienic(name: &str, span: Span) -> Ident {
    Ident::new(name, Span::mixed_site().located_at(span))
}

/// The variable of the function's result. It has the span of the return type, at which the compiler
/// reports a result that cannot be serialised; a hygienic name would not be reported there.
pub(crate) fn answer(client: &Client) -> Ident {
    Ident::new("answer", client.output.as_ref().map_or(client.name.span(), Spanned::span))
}

/// A closure that reads the arguments, calls the function and writes its answer.
pub(crate) fn expand_dispatch(client: &Client) -> TokenStream {
    let name = &client.name;
    let span = name.span();
    let [call, source] = ["call", "source"].map(|name| hygienic(name, span));
    let types: Vec<&Type> = client.plain_arguments().map(|argument| &argument.ty).collect();
    let arguments = (!types.is_empty()).then(|| {
        let arguments = hygienic("arguments", span);
        quote!(let #arguments =)
    });
    let files = uploads::expand_take(client);
    let before = scope::expand_before(client);
    let after = scope::expand_after(client);
    let parameters = client.parameters.iter().map(|parameter| expand_parameter(client, parameter));
    let wait = client.is_async.then(|| quote!(.await));
    // The compiler reports a result that cannot be serialised at the type, and a future that is not
    // `Send` at the name.
    let output = client.output.as_ref().map_or(span, Spanned::span);
    let answer = answer(client);
    let write = match (&client.route, client.stream) {
        (Some(_), _) => quote_spanned!(output=> #call.page(::mizan::__private::page(#answer)?)),
        (None, Some(_)) => quote_spanned!(output=> #call.stream(#answer).await),
        (None, None) => quote_spanned!(output=> #call.write(#answer)),
    };
    let fail = match client.stream {
        Some(stream) => expand_open(client, stream),
        None => expand_fail(client),
    };
    let called = quote_spanned! {span=>
        #[allow(deprecated, clippy::let_unit_value)]
        let #answer = #name(#(#parameters),*)#wait;
    };
    let called = match client.is_blocking {
        // The answer is written by the task of the request, like every other one.
        true => quote_spanned! {span=>
            let (#call, #answer) = #call.blocking_threads().run(move || {
                #called
                (#call, #answer)
            }).await?;
        },
        false => called,
    };
    let replace = expand_replace(client);
    let check = expand_check(client);
    let run = quote_spanned! {span=>
        #check
        #before
        #called
        #fail
        #replace
        #after
        #write
    };
    let run =
        match client.is_async || client.is_blocking || client.stream.is_some() || check.is_some() {
            true => quote_spanned!(span=> ::mizan::__private::start(async move { #run })),
            // A synchronous function runs at once, so that its values need not be `Send`.
            false => quote_spanned!(span=> #run.map(|()| ::core::option::Option::None)),
        };
    let takes = files.is_some().then(|| quote!(mut));
    quote_spanned! {span=>
        |#takes #call, #source| {
            #arguments #call.arguments::<(#(#types,)*)>(#source)?;
            #files
            #run
        }
    }
}

/// Checks the rules of the arguments in `Valid<…>`; `None` without any.
fn expand_check(client: &Client) -> Option<TokenStream> {
    client.plain_arguments().find(|argument| argument.valid.is_some())?;
    let [call, arguments, problems] =
        ["call", "arguments", "problems"].map(|name| hygienic(name, client.name.span()));
    let checked = client.plain_arguments().enumerate().map(|(index, argument)| {
        let (index, name) = (Index::from(index), &argument.wire_name);
        match expand_rules_of(argument) {
            None => quote!(#arguments.#index),
            Some((rules, span)) => quote_spanned! {span=>
                (#rules.check)(#arguments.#index, #name, &#call, &mut #problems).await
            },
        }
    });
    Some(quote! {
        let mut #problems = ::mizan::__private::Problems::default();
        let #arguments = (#(#checked,)*);
        #problems.finish()?;
    })
}

/// What checks an argument in `Valid<…>`, and the place of its form, at which the compiler reports one without rules.
pub(crate) fn expand_rules_of(argument: &Argument) -> Option<(TokenStream, Span)> {
    let (valid, span) = (argument.valid.as_ref()?, argument.ty.span());
    let rules = quote_spanned!(span=> <#valid as ::mizan::__private::Checked>::RULES);
    Some((rules, span))
}

/// A closure that checks the rules of the server for one field of the arguments in `Valid<…>`; `None`
/// without any.
pub(crate) fn expand_ask(client: &Client) -> Option<TokenStream> {
    client.plain_arguments().find(|argument| argument.valid.is_some())?;
    let span = client.name.span();
    let [call, source, field, value, problems] =
        ["call", "source", "field", "value", "problems"].map(|name| hygienic(name, span));
    let asked = client.plain_arguments().filter_map(|argument| {
        let ((rules, span), name) = (expand_rules_of(argument)?, &argument.wire_name);
        Some(quote_spanned! {span=>
            (#rules.ask)(#name, &#field, &#value, &#call, &mut #problems).await;
        })
    });
    Some(quote! {
        |#call, #source| {
            let (#field, #value) = #call
                .arguments::<(::std::string::String, ::mizan::__private::Value)>(#source)?;
            ::mizan::__private::start(async move {
                let mut #problems = ::mizan::__private::Problems::default();
                #(#asked)*
                #call.write(#problems.into_texts())
            })
        }
    })
}

/// Converts the function's error into `mizan::Error`, at the token of the error type: the compiler
/// reports a missing conversion there. `None` for a page, whose error may be a response.
fn expand_fail(client: &Client) -> Option<TokenStream> {
    let error = client.error().filter(|_| client.route.is_none())?;
    let answer = answer(client);
    let fail = quote_spanned!(error.span()=> ::mizan::__private::fail_as::<_, #error>(#answer));
    Some(quote!(let #answer = #fail;))
}

/// Takes the stream out of its `Result`, where the function may fail before it streams.
fn expand_open(client: &Client, stream: Stream) -> Option<TokenStream> {
    let error = client.error().filter(|_| stream.is_fallible)?;
    let answer = answer(client);
    let fail = quote_spanned!(error.span()=> ::mizan::__private::fail_as::<_, #error>(#answer)?);
    Some(quote!(let #answer = #fail;))
}

/// Gives the answer, or each item of a stream, the type whose JSON it has by `as`.
fn expand_replace(client: &Client) -> Option<TokenStream> {
    let replacement = client.replacement.as_ref()?;
    let answer = answer(client);
    let replaced = |answer: &Ident| {
        quote! {{
            #[allow(unused_imports)]
            use ::mizan::__private::ReplaceAlone as _;
            ::mizan::__private::Answered(#answer).replace::<#replacement>()
        }}
    };
    let replaced = match client.stream {
        Some(_) => {
            let item = hygienic("item", client.name.span());
            let replaced = replaced(&item);
            quote!(::mizan::__private::StreamExt::map(#answer, |#item| #replaced))
        }
        None => replaced(&answer),
    };
    Some(quote!(let #answer = #replaced;))
}

/// The expression that is passed for a parameter.
fn expand_parameter(client: &Client, parameter: &Parameter) -> TokenStream {
    match parameter {
        Parameter::Argument(argument) => expand_argument(client, argument),
        Parameter::Injected(injected) => expand_injected(client, injected),
    }
}

/// The value that the caller sent for a parameter.
pub(crate) fn expand_argument(client: &Client, argument: &Argument) -> TokenStream {
    let span = client.name.span();
    let is_it = |other: &Argument| other.name == argument.name;
    let (from, index) = match argument.upload {
        Some(_) => (hygienic("files", span), position(client.files(), |(other, _)| is_it(other))),
        None => (hygienic("arguments", span), position(client.plain_arguments(), is_it)),
    };
    quote!(#from.#index)
}

/// The reference that the server injects for a parameter.
pub(crate) fn expand_injected(client: &Client, injected: &Injected) -> TokenStream {
    let call = hygienic("call", client.name.span());
    let all = client.parameters.iter().filter_map(|parameter| match parameter {
        Parameter::Argument(_) => None,
        Parameter::Injected(injected) => Some(injected),
    });
    let position = position(all, |other| other.name == injected.name);
    let ty = &injected.ty;
    match (injected.is_trait_object(), injected.is_optional) {
        (true, false) => quote!(#call.injected_object::<#ty>(#position)),
        (true, true) => {
            quote!(::core::option::Option::Some(#call.injected_object::<#ty>(#position)))
        }
        (false, true) => quote!(#call.injected_if_any::<#ty>(#position)),
        (false, false) => quote!(#call.injected::<#ty>(#position)),
    }
}

fn position<T>(mut all: impl Iterator<Item = T>, is_it: impl Fn(T) -> bool) -> Index {
    Index::from(all.position(is_it).unwrap_or_default())
}
