//! `#[derive(mizan::Form)]`: the checks of a form, field by field.

use mizan_ir::{Bounds, Pattern, Rule};
use mizan_syntax::{Custom, FormBody, FormItem, FormMember, FormRule, parse_form, parse_type};
use proc_macro2::{Literal, Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{DeriveInput, Ident, Member};

use crate::diagnostics::raise;

pub(crate) fn expand(item: &DeriveInput) -> TokenStream {
    match parse_form(item) {
        Ok(form) => {
            let [check, server] =
                [Phase::Here, Phase::Server].map(|phase| expand_body(&form, phase));
            let needs = expand_needs(&form);
            let ask = expand_ask(&form);
            let kept =
                (!form.custom.is_empty()).then(|| expand_custom(&form.custom, &quote!(self)));
            let server = quote!(#server #kept);
            expand_implementation(item, &check, &server, &ask, &needs)
        }
        Err(error) => {
            // The derive of `Type` tells its own mistakes.
            let error = parse_type(item).is_ok().then(|| raise(&error));
            let nothing = TokenStream::new();
            // Without an implementation each use would be another mistake; one with parameters is a mistake itself.
            let implementation = item
                .generics
                .params
                .is_empty()
                .then(|| expand_implementation(item, &nothing, &nothing, &nothing, &nothing));
            quote!(#implementation #error)
        }
    }
}

/// The two rounds of a check.
#[derive(Clone, Copy, PartialEq)]
enum Phase {
    /// The rules that a client knows too.
    Here,
    /// The rules of the server.
    Server,
}

fn expand_implementation(
    item: &DeriveInput,
    check: &TokenStream,
    server: &TokenStream,
    ask: &TokenStream,
    needs: &TokenStream,
) -> TokenStream {
    let name = &item.ident;
    let (generics, arguments, bounds) = item.generics.split_for_impl();
    quote! {
        #[allow(clippy::ptr_arg, unused_imports, unused_variables)]
        impl #generics ::mizan::Form for #name #arguments #bounds {
            fn check(&self, problems: &mut ::mizan::__private::Problems) {
                use ::mizan::__private::NoForm as _;
                #check
            }

            fn check_on_server<'check>(
                &'check self,
                call: &'check ::mizan::__private::Call,
                problems: &'check mut ::mizan::__private::Problems,
            ) -> ::mizan::__private::Checking<'check> {
                use ::mizan::__private::NoForm as _;
                ::std::boxed::Box::pin(async move {
                    #server
                })
            }

            fn ask<'check>(
                path: &'check str,
                value: &'check ::mizan::__private::Value,
                call: &'check ::mizan::__private::Call,
                problems: &'check mut ::mizan::__private::Problems,
            ) -> ::mizan::__private::Checking<'check> {
                use ::mizan::__private::{NoForm as _, NotRead as _};
                ::std::boxed::Box::pin(async move {
                    #ask
                })
            }

            fn needs(needs: &mut ::mizan::__private::Needs) {
                use ::mizan::__private::NoForm as _;
                #needs
            }
        }
    }
}

fn expand_body(form: &FormItem, phase: Phase) -> TokenStream {
    match &form.body {
        FormBody::Struct(members) => {
            let (pattern, checks) = expand_members(members, phase);
            quote!(let Self #pattern = self; #checks)
        }
        FormBody::Enum(variants) if variants.is_empty() => quote!(match *self {}),
        FormBody::Enum(variants) => {
            let arms = variants.iter().map(|variant| {
                let (pattern, checks) = expand_members(&variant.members, phase);
                let checks = expand_inside(&variant.path, &checks);
                let name = &variant.name;
                quote!(Self::#name #pattern => { #checks })
            });
            quote!(match self { #(#arms)* })
        }
    }
}

/// The pattern that binds the fields, and their checks.
fn expand_members(members: &[FormMember], phase: Phase) -> (TokenStream, TokenStream) {
    let names: Vec<Ident> = (0..members.len()).map(|index| format_ident!("field{index}")).collect();
    let fields = members.iter().map(|member| &member.member);
    let pattern = quote!({ #(#fields: #names,)* .. });
    let checks = members.iter().zip(&names).map(|(member, name)| {
        let nested = expand_nested(member, name, phase);
        let own = match phase {
            Phase::Here => {
                let rules = member.rules.iter();
                rules.map(|rule| expand_rule(rule, name, members, &names)).collect()
            }
            Phase::Server if member.custom.is_empty() => TokenStream::new(),
            Phase::Server => expand_custom(&member.custom, &name.to_token_stream()),
        };
        expand_inside(&member.path, &quote!(#own #nested))
    });
    (pattern, quote!(#(#checks)*))
}

/// The checks of what is at a path.
fn expand_inside(path: &str, checks: &TokenStream) -> TokenStream {
    if path.is_empty() {
        return checks.clone();
    }
    quote! {
        let outside = problems.enter(#path);
        #checks
        problems.leave(outside);
    }
}

/// The rules of a field whose type is a form itself.
fn expand_nested(member: &FormMember, name: &Ident, phase: Phase) -> TokenStream {
    let ty = &member.ty;
    let probe = quote!(::mizan::__private::FormProbe::<#ty>);
    match phase {
        Phase::Here => quote!((#probe::CHECK)(#name, problems);),
        Phase::Server => quote! {
            if problems.is_kept_here()
                && let ::core::option::Option::Some(checking) =
                (#probe::CHECK_ON_SERVER)(#name, call, problems)
            {
                checking.await;
            }
        },
    }
}

/// The rules of the server, which run where nothing is wrong so far.
fn expand_custom(custom: &[Custom], value: &TokenStream) -> TokenStream {
    let checks = custom.iter().map(|Custom { path, lent }| {
        let lent = lent.iter().map(|ty| quote_spanned!(ty.span()=> call.lent::<#ty>()));
        let verdict = quote_spanned! {path.span()=>
            ::mizan::__private::settle(#path(#value #(, #lent)*)).await
        };
        quote! {
            if problems.is_clean_here() {
                let verdict = #verdict;
                problems.add_refusal(verdict);
            }
        }
    });
    quote!(#(#checks)*)
}

/// The rules of the server for the one field at a path. The variant of an enum is known with the whole form
/// alone.
fn expand_ask(form: &FormItem) -> TokenStream {
    let FormBody::Struct(members) = &form.body else { return TokenStream::new() };
    let named = members.iter().filter(|member| !member.path.is_empty()).map(|member| {
        let (ty, path) = (&member.ty, &member.path);
        let own = expand_ask_own(member);
        quote! {
            #path if rest.is_empty() => { #own }
            #path => (::mizan::__private::FormProbe::<#ty>::ASK)(rest, value, call, problems).await,
        }
    });
    let flat = members.iter().filter(|member| member.path.is_empty()).map(|member| {
        let ty = &member.ty;
        quote!((::mizan::__private::FormProbe::<#ty>::ASK)(path, value, call, problems).await;)
    });
    quote! {
        let (name, rest) = ::mizan::__private::step(path);
        match name {
            #(#named)*
            _ => { #(#flat)* }
        }
    }
}

/// The rules of one field, whose value is read alone. Another field is not there to be compared with.
fn expand_ask_own(member: &FormMember) -> TokenStream {
    if member.custom.is_empty() || member.is_converted {
        return TokenStream::new();
    }
    let (ty, field) = (&member.ty, format_ident!("field"));
    let rules = member.rules.iter().filter(|it| !matches!(it.rule, Rule::Matches(_)));
    let rules = rules.map(|rule| expand_rule(rule, &field, &[], &[]));
    let custom = expand_custom(&member.custom, &field.to_token_stream());
    quote! {
        if let ::core::option::Option::Some(read) =
            (::mizan::__private::ReadProbe::<#ty>::READ)(value)
        {
            let #field = &read;
            #(#rules)*
            #custom
        }
    }
}

/// The types that the rules borrow from the server.
fn expand_needs(form: &FormItem) -> TokenStream {
    let members: Vec<&FormMember> = match &form.body {
        FormBody::Struct(members) => members.iter().collect(),
        FormBody::Enum(variants) => variants.iter().flat_map(|it| &it.members).collect(),
    };
    let custom = members.iter().flat_map(|member| &member.custom).chain(&form.custom);
    let lent = custom.flat_map(|custom| &custom.lent).map(|ty| {
        quote_spanned! {ty.span()=>
            needs.add(::mizan::__private::Dependency::of::<#ty>(false));
        }
    });
    let nested = members.iter().map(|member| {
        let ty = &member.ty;
        quote!(needs.add_nested(::mizan::__private::FormProbe::<#ty>::NEEDS);)
    });
    let asked = match &form.body {
        FormBody::Struct(members) => members.iter().any(|member| !member.custom.is_empty()),
        FormBody::Enum(_) => false,
    };
    let asked = asked.then(|| quote!(needs.note_rule_of_field();));
    quote!(#(#lent)* #(#nested)* #asked)
}

fn expand_rule(
    FormRule { rule, span }: &FormRule,
    value: &Ident,
    members: &[FormMember],
    names: &[Ident],
) -> TokenStream {
    let span = *span;
    let function = Ident::new(rule.name(), span);
    let arguments = match rule {
        Rule::Length(bounds) | Rule::Utf16(bounds) => expand_bounds(bounds, span, true),
        Rule::Range(bounds) => expand_bounds(bounds, span, false),
        Rule::Required | Rule::Email | Rule::Url | Rule::Server => TokenStream::new(),
        Rule::Pattern(pattern) => {
            let text = Pattern::parse(pattern).map(|pattern| pattern.rust).unwrap_or_default();
            quote! {
                {
                    static PATTERN: ::mizan::__private::StaticPattern =
                        ::mizan::__private::StaticPattern::new(
                            || ::mizan::__private::compile_pattern(#text),
                        );
                    &PATTERN
                },
            }
        }
        Rule::Contains(text) | Rule::Prefix(text) | Rule::Suffix(text) => quote!(#text,),
        Rule::OneOf(texts) => quote!(&[#(#texts),*],),
        Rule::Matches(other) => {
            let is_other = |member: &FormMember| match &member.member {
                Member::Named(name) => mizan_syntax::bare_name(name) == *other,
                Member::Unnamed(_) => false,
            };
            let position = members.iter().position(is_other);
            let other = position.map_or(value.clone(), |position| names[position].clone());
            let other = Ident::new(&other.to_string(), span);
            quote!(#other,)
        }
    };
    // The compiler reports a type that does not fit at the rule.
    let value = Ident::new(&value.to_string(), span);
    quote_spanned!(span=> ::mizan::__private::rules::#function(#value, #arguments problems);)
}

/// The tokens of a number at the rule, where the compiler tells of one that its type cannot hold.
fn respan(number: TokenStream, span: Span) -> TokenStream {
    let respan = |mut token: TokenTree| {
        token.set_span(span);
        token
    };
    number.into_iter().map(respan).collect()
}

/// Two options, with the numbers as the compiler reads them into the type of the field.
fn expand_bounds(bounds: &Bounds, span: Span, is_length: bool) -> TokenStream {
    let bound = |bound: &Option<String>| match bound {
        None => quote_spanned!(span=> ::core::option::Option::None),
        Some(text) => {
            let number = match text.parse::<u32>() {
                Ok(number) if is_length => Literal::u32_suffixed(number).into_token_stream(),
                _ => respan(text.parse().unwrap_or_default(), span),
            };
            quote_spanned!(span=> ::core::option::Option::Some(#number))
        }
    };
    let (min, max) = (bound(&bounds.min), bound(&bounds.max));
    quote_spanned!(span=> #min, #max,)
}
