//! The expansion of macros against what they make.

use quote::ToTokens;
use syn::Item;

use super::Macros;

/// The items that the call at the end of a source makes, as text.
fn expand(source: &str) -> Option<String> {
    let file = syn::parse_file(source).expect("a source");
    let mut macros = Macros::default();
    let mut expanded = None;
    for item in file.items {
        let Item::Macro(item) = item else { panic!("a macro") };
        match item.ident {
            Some(name) => macros.add(name.to_string(), item.mac.tokens),
            None => expanded = macros.expand(&item.mac),
        }
    }
    let items: Vec<String> =
        expanded?.iter().map(|item| item.to_token_stream().to_string()).collect();
    Some(items.join(" "))
}

#[track_caller]
fn assert_makes(source: &str, made: &str) {
    let expected = syn::parse_file(made).expect("items").to_token_stream().to_string();
    assert_eq!(expand(source).as_deref(), Some(expected.as_str()), "{source}");
}

#[test]
fn each_fragment_is_taken_as_it_is_written() {
    for (pattern, template, input, made) in [
        ("$n:ident", "struct $n;", "A", "struct A;"),
        ("$n:ident", "struct $n;", "r#type", "struct r#type;"),
        (
            "$n:ident: $t:ty",
            "struct $n($t);",
            "A: Vec<Option<&'static str>>",
            "struct A(Vec<Option<&'static str>>);",
        ),
        ("$v:vis $n:ident", "$v struct $n;", "pub(crate) A", "pub(crate) struct A;"),
        ("$v:vis $n:ident", "$v struct $n;", "A", "struct A;"),
        ("$n:ident = $e:expr;", "const $n: u8 = $e;", "A = 1 + 2;", "const A: u8 = 1 + 2;"),
        (
            "$n:ident $l:literal",
            "#[serde(rename = $l)] struct $n;",
            "A \"a\"",
            "#[serde(rename = \"a\")] struct A;",
        ),
        ("$l:literal", "const A: i8 = $l;", "-1", "const A: i8 = -1;"),
        (
            "#[$m:meta] $n:ident",
            "#[$m] struct $n;",
            "#[derive(A, b::C)] A",
            "#[derive(A, b::C)] struct A;",
        ),
        (
            "$p:path",
            "type A = $p;",
            "std::collections::BTreeMap<u8, u8>",
            "type A = std::collections::BTreeMap<u8, u8>;",
        ),
        ("$l:lifetime", "struct A<$l>(&$l str);", "'a", "struct A<'a>(&'a str);"),
        ("$i:item", "$i", "struct A { a: u8 }", "struct A { a: u8 }"),
        ("$b:block", "fn a() $b", "{ 1; }", "fn a() { 1; }"),
        ("$t:tt $u:tt", "struct A $t $u", "(u8) ;", "struct A(u8);"),
        ("struct $n:ident {}", "enum $n {}", "struct A {}", "enum A {}"),
        (
            "$n:ident => [$($t:ty),*]",
            "struct $n($($t),*);",
            "A => [u8, (u8, u8)]",
            "struct A(u8, (u8, u8));",
        ),
    ] {
        assert_makes(
            &format!("macro_rules! m {{ ({pattern}) => {{ {template} }} }} m! {{ {input} }}"),
            made,
        );
    }
}

#[test]
fn repetitions_have_separators_and_depth() {
    for (pattern, template, input, made) in [
        ("$($n:ident),*", "$(struct $n;)*", "A, B, C", "struct A; struct B; struct C;"),
        ("$($n:ident),*", "$(struct $n;)*", "", ""),
        ("$($n:ident),+ $(,)?", "$(struct $n;)+", "A, B,", "struct A; struct B;"),
        ("$($n:ident);+", "$(struct $n;)+", "A; B", "struct A; struct B;"),
        ("$($n:ident)*", "$(struct $n;)*", "A B", "struct A; struct B;"),
        (
            "$($n:ident = $t:ty,)*",
            "struct A { $($n: $t),* }",
            "a = u8, b = u16,",
            "struct A { a: u8, b: u16 }",
        ),
        ("$n:ident $(: $t:ty)?", "struct $n $(($t))?;", "A: u8", "struct A(u8);"),
        ("$n:ident $(: $t:ty)?", "struct $n $(($t))?;", "A", "struct A;"),
        (
            "$($(#[$m:meta])* $v:vis $n:ident($t:ty);)*",
            "$($(#[$m])* $v struct $n($t);)*",
            "/// An id.\n#[derive(A)] pub Id(u8); Name(String);",
            "/// An id.\n#[derive(A)] pub struct Id(u8); struct Name(String);",
        ),
        (
            "$($n:ident { $($f:ident),* })*",
            "$(struct $n { $($f: u8),* })*",
            "A { a, b } B { }",
            "struct A { a: u8, b: u8 } struct B { }",
        ),
        ("$t:ty: $($n:ident),*", "$(struct $n($t);)*", "u8: A, B", "struct A(u8); struct B(u8);"),
    ] {
        assert_makes(
            &format!("macro_rules! m {{ ({pattern}) => {{ {template} }} }} m! {{ {input} }}"),
            made,
        );
    }
}

#[test]
fn the_first_rule_that_matches_is_taken() {
    let rules = "macro_rules! m { (text $n:ident) => { struct $n(String); }; ($n:ident) => { struct $n(i64); }; ($n:ident, $t:ty) => { struct $n($t); }; }";
    assert_makes(&format!("{rules} m!(text A);"), "struct A(String);");
    assert_makes(&format!("{rules} m!(A);"), "struct A(i64);");
    assert_makes(&format!("{rules} m!(A, u8);"), "struct A(u8);");
    assert_eq!(expand(&format!("{rules} m!(A, );")), None);
}

#[test]
fn own_paths_are_kept_and_the_last_definition_counts() {
    assert_makes(
        "macro_rules! m { () => { struct A; } } macro_rules! m { ($n:ident) => { struct $n($crate::B); } } a::m!(C);",
        "struct C(crate::B);",
    );
}

#[test]
fn what_only_the_compiler_can_follow_is_left_to_it() {
    for source in [
        "macro_rules! m { ($p:pat) => { struct A; } } m!(_);",
        "macro_rules! m { ($($n:ident),*) => { struct A; struct $n; } } m!(B);",
        "macro_rules! m { ($($n:ident)*; $($t:ty)*) => { $(struct $n($t);)* } } m!(A B; u8);",
        "macro_rules! m { ($n:ident) => { struct $n($other); } } m!(A);",
        "macro_rules! m { ($n:ident) => { struct $n } } m!(A);",
        "macro_rules! m { ($($n:ident)*) => { const A: usize = ${count($n)}; } } m!(A);",
        "macro_rules! m { ($n:ident) => { struct $n; } } other!(A);",
    ] {
        assert_eq!(expand(source), None, "{source}");
    }
}
