//! The scope of a success: the instances it changes, named by arguments or by expressions.

use mizan_syntax::{Argument, Client, Parameter, ScopeField, bare_name};
use proc_macro2::{Delimiter, Group, Punct, Spacing, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::{Expr, Index, Path};

use crate::dispatch::{answer, expand_argument, expand_injected, hygienic};

/// The part of the scope that is known before the function runs.
pub(crate) fn expand_before(client: &Client) -> Option<TokenStream> {
    let shared = expand_shared(client);
    let own = expand_own(client, false);
    (shared.is_some() || own.is_some()).then(|| quote!(#shared #own))
}

/// A function that records the whole scope before the mutation runs, in an `Option`: arguments that scope
/// nothing are not read twice. `None` if there is no scope, if a part of it needs the result or a file, or if
/// an expression may do more than to name a value, because it is evaluated again.
pub(crate) fn expand_known(client: &Client) -> Option<TokenStream> {
    let before = expand_before(client)?;
    let fields = client.affects.iter().flat_map(|affects| affects.scope.iter().flatten());
    let fields: Vec<&ScopeField> = fields.collect();
    let mentions_file = |field: &ScopeField| {
        client.files().any(|(file, _)| field.mentions(&bare_name(&file.name)).is_some())
    };
    let is_known = |field: &&ScopeField| {
        !client.needs_result(field) && !mentions_file(field) && is_place(&field.value)
    };
    if !fields.iter().all(is_known) {
        return None;
    }
    let changed = changed_by_arguments(client);
    let names = client.plain_arguments().map(|argument| &argument.wire_name);
    let scopes = names.map(|name| expand_condition(&changed, name));
    let is_own = !fields.is_empty();
    let [call, source, arguments] =
        ["call", "source", "arguments"].map(|name| hygienic(name, client.name.span()));
    let types = client.plain_arguments().map(|argument| &argument.ty);
    Some(quote! {
        if #is_own #(|| #scopes)* {
            ::core::option::Option::Some(|#call, #source| {
                #[allow(unused_variables)]
                let #arguments = #call.arguments::<(#(#types,)*)>(#source)?;
                #before
                ::core::result::Result::Ok(())
            })
        } else {
            ::core::option::Option::None
        }
    })
}

/// `true` for an expression that names a value: a parameter, or a field of one.
fn is_place(value: &Expr) -> bool {
    match value {
        Expr::Path(_) | Expr::Lit(_) => true,
        Expr::Field(field) => is_place(&field.base),
        Expr::Reference(reference) => is_place(&reference.expr),
        Expr::Paren(parentheses) => is_place(&parentheses.expr),
        _ => false,
    }
}

/// The part of the scope that needs the result, after a success.
pub(crate) fn expand_after(client: &Client) -> Option<TokenStream> {
    let own = expand_own(client, true)?;
    let answer = answer(client);
    Some(quote! {
        let #answer = ::mizan::Answer::into_result(#answer)?;
        #own
    })
}

/// Records each argument with the name of a parameter of a changed context. The macro cannot see
/// the fields of the context, so the compiler evaluates the condition in a `const` block.
fn expand_shared(client: &Client) -> Option<TokenStream> {
    let changed = changed_by_arguments(client);
    if changed.is_empty() || client.plain_arguments().next().is_none() {
        return None;
    }
    let span = client.name.span();
    let [call, arguments] = ["call", "arguments"].map(|name| hygienic(name, span));
    let scopes = client.plain_arguments().enumerate().map(|(index, Argument { wire_name, .. })| {
        let index = Index::from(index);
        let condition = expand_condition(&changed, wire_name);
        quote! {
            if const { #condition } {
                use ::mizan::__private::{ScopeText as _, Unscoped as _};
                let text = (&::mizan::__private::Probe(&#arguments.#index)).text();
                #call.scope(#wire_name, text);
            }
        }
    });
    Some(quote!(#(#scopes)*))
}

/// The constants of the targets that arguments scope.
fn changed_by_arguments(client: &Client) -> Vec<TokenStream> {
    let affects = client.affects.iter().any(|affects| affects.scope.is_none());
    let changed = [(affects, quote!(AFFECTS)), (!client.merge.is_empty(), quote!(MERGES))];
    changed.into_iter().filter(|(is_any, _)| *is_any).map(|(_, targets)| targets).collect()
}

/// The condition that an argument of that name scopes one of the targets.
fn expand_condition(changed: &[TokenStream], argument: &str) -> TokenStream {
    quote!(false #(|| ::mizan::__private::scopes(#changed, #argument))*)
}

/// Evaluates the expressions of explicit scopes: those over the result, or all others.
fn expand_own(client: &Client, over_result: bool) -> Option<TokenStream> {
    let mut values = TokenStream::new();
    for (position, affects) in client.affects.iter().enumerate() {
        for field in affects.scope.iter().flatten() {
            if client.needs_result(field) == over_result {
                let bindings = expand_bindings(client, field, over_result);
                let value = expand_value(&affects.target, field);
                let call = hygienic("call", client.name.span());
                let (position, name) = (Index::from(position), field.wire_name());
                values.extend(quote! {
                    #call.scope_target(#position, #name, { #bindings #value });
                });
            }
        }
    }
    (!values.is_empty()).then_some(values)
}

/// A `let` for each parameter that the expression of a field mentions, borrowed.
fn expand_bindings(client: &Client, field: &ScopeField, over_result: bool) -> TokenStream {
    let mut bindings = TokenStream::new();
    for parameter in &client.parameters {
        let name = parameter.name();
        let value = match parameter {
            Parameter::Argument(argument) => {
                let argument = expand_argument(client, argument);
                quote!(&#argument)
            }
            Parameter::Injected(injected) => expand_injected(client, injected),
        };
        if field.mentions(&bare_name(name)).is_some() {
            bindings.extend(quote!(let #name = #value;));
        }
    }
    if over_result && let Some(result) = field.mentions("result") {
        let answer = answer(client);
        let inner = client.replacement.as_ref().map(|_| quote!(.value));
        bindings.extend(quote!(let #result = &#answer #inner;));
    }
    bindings
}

/// The JSON of a scope's value. The compiler checks the value's type against the context's field.
fn expand_value(context: &Path, field: &ScopeField) -> TokenStream {
    let ScopeField { name, value } = field;
    let value = borrow(value.to_token_stream());
    let parameter = hygienic("context", name.span());
    let field = quote_spanned! {name.span()=>
        ::mizan::__private::Field::of(|#parameter: &#context| &#parameter.#name)
    };
    quote_spanned!(name.span()=> #field.json(#value))
}

/// `&(value)`, with the spans of the value, so that the compiler underlines the user's expression.
fn borrow(value: TokenStream) -> TokenStream {
    let mut tokens = value.clone().into_iter();
    let first = tokens.next().map(|token| token.span());
    let last = tokens.last().map(|token| token.span()).or(first);
    let mut borrow = Punct::new('&', Spacing::Alone);
    let mut group = Group::new(Delimiter::Parenthesis, value);
    if let (Some(first), Some(last)) = (first, last) {
        borrow.set_span(first);
        group.set_span(last);
    }
    [TokenTree::Punct(borrow), TokenTree::Group(group)].into_iter().collect()
}
