//! The mistakes of a client function and its keys, each with the start of its message.

use syn::parse_quote;

use super::*;
use crate::Parameter;

/// The messages of all mistakes.
fn mistakes(attribute: TokenStream, item: ItemFn) -> Vec<String> {
    match parse_client(attribute, &item) {
        Ok(_) => Vec::new(),
        Err(errors) => errors.into_iter().map(|error| error.to_string()).collect(),
    }
}

fn starts(mistakes: &[String], starts: &[&str]) {
    assert_eq!(mistakes.len(), starts.len(), "{mistakes:#?}");
    for (mistake, start) in mistakes.iter().zip(starts) {
        assert!(mistake.starts_with(start), "{mistake}\ndoes not start with {start}");
    }
}

fn plain() -> ItemFn {
    parse_quote!(
        fn ping() {}
    )
}

#[test]
fn parameters_are_sent_or_lent() {
    let item = parse_quote! {
        async fn rename_user(db: &Db, _user_id: i64, mut r#type: String) -> Result<(), Error> { Ok(()) }
    };
    let client = parse_client(parse_quote!(affects = [User, other::feed]), &item).unwrap();
    let names: Vec<&str> = client.arguments().map(|argument| argument.wire_name.as_str()).collect();
    assert_eq!(names, ["user_id", "type"]);
    assert!(
        matches!(&client.parameters[0], Parameter::Injected(injected) if injected.name == "db")
    );
    assert_eq!(client.affects.len(), 2);
    assert_eq!(client.wire_types().count(), 3);
    assert!(client.is_async);
}

#[test]
fn the_thirteenth_argument_is_refused() {
    let item: ItemFn = parse_quote! {
        fn add(a: u8, b: u8, c: u8, d: u8, e: u8, f: u8, g: u8, h: u8, i: u8, j: u8, k: u8,
            l: u8, db: &Db, photo: mizan::Upload) {}
    };
    starts(&mistakes(TokenStream::new(), item.clone()), &[]);
    let mut thirteen = item;
    thirteen.sig.inputs.push(parse_quote!(m: u8));
    let mistakes = mistakes(TokenStream::new(), thirteen);
    starts(&mistakes, &["a client function takes at most twelve arguments"]);
}

#[test]
fn who_is_asking_may_be_nobody() {
    let item = parse_quote!(
        fn feed(me: Option<&Me>, page: Option<u32>) {}
    );
    let client = parse_client(TokenStream::new(), &item).unwrap();
    assert!(matches!(&client.parameters[0], Parameter::Injected(injected) if injected.is_optional));
    assert_eq!(client.arguments().count(), 1);
}

#[test]
fn every_mistake_is_told() {
    let item = parse_quote! {
        fn broken<T>(self, (a, b): (i32, i32), name: &str, list: Vec<&str>, it: impl Iterator) -> impl Sized {}
    };
    let told = mistakes(parse_quote!(contxt = A, context = "user_profile", name = "Bad"), item);
    starts(
        &told,
        &[
            "a client function cannot be generic",
            "`impl Trait` does not say",
            "a client function has no `self`",
            "a parameter of a client function is a plain name",
            "a borrowed parameter is lent",
            "what the caller sends is owned",
            "`impl Trait` does not say",
            "unknown key `contxt`; did you mean `context`?",
            "a context is named by its path, which the compiler checks, not by a text\nwrite `UserProfile`",
            "a name on the wire is in snake_case",
        ],
    );
}

#[test]
fn keys_are_written_once_and_whole() {
    starts(
        &mistakes(parse_quote!(context), plain()),
        &["`context` needs a value\nwrite `context = User`"],
    );
    starts(
        &mistakes(parse_quote!(context = A, context = B), plain()),
        &["`context` is given twice"],
    );
    starts(&mistakes(parse_quote!(affects = []), plain()), &["an empty list"]);
    starts(&mistakes(parse_quote!(affects = [A, A]), plain()), &["this target is listed twice"]);
    starts(
        &mistakes(parse_quote!(affects = A B, name = "b"), plain()),
        &["the next key begins without a comma"],
    );
    starts(
        &mistakes(parse_quote!("user"), plain()),
        &["expected a key\nwrite one of `context = User`"],
    );
    starts(
        &mistakes(parse_quote!(context = A, affects = B), plain()),
        &["a read of a context changes nothing"],
    );
    starts(
        &mistakes(parse_quote!(context = A, merge = b), plain()),
        &["a read of a context changes nothing"],
    );
    starts(
        &mistakes(parse_quote!(merge = "b"), plain()),
        &["a read function or a context is named by"],
    );
    let with_file = parse_quote!(
        fn photo(file: Option<mizan::Upload>) {}
    );
    starts(&mistakes(parse_quote!(context = A), with_file), &["a read brings no files"]);
}

#[test]
fn a_mistake_stands_at_its_own_token() {
    let attribute = "affects = [User, \"feed\"]".parse().unwrap();
    let error = parse_client(attribute, &plain()).err().unwrap();
    assert_eq!((error.span().start().column, error.span().end().column), (17, 23));
}
