//! A file without the bodies of its functions declares the same as the whole file, at the same
//! positions: over every Rust file of the repository, and over random ones.

use std::{
    fs,
    path::{Path, PathBuf},
};

use proptest::{collection::vec, prelude::*, sample::select};

use super::{read_source, read_whole};
use crate::{
    files::entries_of,
    scan::{Cfg, elsewhere::Elsewhere},
};

#[test]
fn every_file_of_the_repository_declares_the_same() {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut count = 0;
    for path in find_sources(&repository) {
        let source = fs::read_to_string(&path).expect("a text");
        // Some tests are of files that no parser takes.
        if let Some(whole) = read_whole(&source, &Cfg::default(), &Elsewhere::default()) {
            let stripped = read_source(&source, &Cfg::default(), &Elsewhere::default());
            assert_eq!(stripped, Some(whole), "{}", path.display());
            count += 1;
        }
    }
    assert!(count > 500, "only {count} files were read");
}

/// The Rust files below a directory, but for those that builds and npm leave there.
fn find_sources(directory: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for path in entries_of(directory) {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() && !name.starts_with('.') && name != "target" && name != "node_modules" {
            found.extend(find_sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found
}

/// Statements whose tokens look like the ends of a body, or like the begin of a function.
const STATEMENTS: [&str; 24] = [
    "let a = \"}\";",
    "let a = \"\\\"}\\\\\";",
    "let a = '}';",
    "let a = '\\'';",
    "let a = b'{';",
    "let a = b\"}\\\"\";",
    "let a = c\"}\";",
    "let a = r\"\\\";",
    "let a = r#\"}\"{\"#;",
    "let a = br##\"\"#}\"##;",
    "let a = '\\u{7d}';",
    "let a: &'static str = x;",
    "'l: loop { break 'l }",
    "// }\n",
    "/* { /* } */ \" */",
    "/// fn doc() {\nfn inner(x: u8) -> u8 { x }",
    "let f: fn(u8) -> u8 = |x| { x };",
    "m! { fn $n { }",
    "m!(fn);",
    "let r#fn = S { r#type: 1 };",
    "if a < b { } else { c }",
    "struct Inner { f: fn(), g: [u8; { 1 }] }",
    "let ä = '}' as u32 + 'ä' as u32;",
    "match x { A { .. } => {} _ => {} }",
];

/// Items around which the bodies of functions are.
const ITEMS: [&str; 16] = [
    "pub async fn @(a: &str, b: Option<u8>) -> Result<Vec<T>, E> {#}",
    "#[client(context = User)]\npub fn @(A { x, .. }: A, b: [u8; { 1 }]) -> S<{ 2 }> {#}",
    "const fn @<const N: usize>() -> [u8; N] where [(); { N }]: Sized {#}",
    "unsafe extern \"C\" fn @() {#}",
    "impl<T> Tr for S<T> { type A = u8; fn @(&self) -> u8 {#} fn b(self) {#} }",
    "trait @ { const C: u8; fn a(&self); fn b(&self) -> u8 {#} }",
    "mod @ { fn a() {#} #[derive(Type)] struct S { a: u8 } }",
    "const @: fn() = { fn a() {#} a };",
    "static @: u8 = { fn a() -> u8 {#} 1 };",
    "#[derive(Type)]\n#[serde(rename_all = \"camelCase\")]\npub struct @ { f: fn(u8) -> u8, a_b: u8 }",
    "#[derive(Type)]\npub enum @ { A = { const fn a() -> isize {#} 1 }, B }",
    "type @ = fn(u8) -> [u8; { fn n() -> usize {#} 1 }];",
    "macro_rules! @ { ($n:ident) => { fn $n() {#} }; (fn) => {} }",
    "m! { fn @() {#} }",
    "use a::{@ as c, r#fn};",
    "/// fn @() {\n#[doc = \"fn b() {\"]\nfn @() {#}",
];

fn sources() -> impl Strategy<Value = String> {
    let body = vec(select(&STATEMENTS[..]), 0..4).prop_map(|statements| statements.join(" "));
    let item =
        (select(&ITEMS[..]), body, "[a-z]{1,6}_", select(vec![" ", "\n", "/* } */", "\n\n"]));
    let items = item.prop_map(|(item, body, name, space)| {
        item.replace('@', &name).replace("{#}", &format!("{{{body}}}")) + space
    });
    vec(items, 1..6).prop_map(|items| items.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn a_random_file_declares_the_same(source in sources()) {
        let whole = read_whole(&source, &Cfg::default(), &Elsewhere::default());
        prop_assume!(whole.is_some());
        prop_assert_eq!(read_source(&source, &Cfg::default(), &Elsewhere::default()), whole, "{}", source);
    }
}
