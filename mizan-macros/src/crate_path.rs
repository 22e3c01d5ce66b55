//! The path by which the crate that is compiled names the crate `mizan`, in all code of the macros.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::SystemTime;

use proc_macro2::{Group, Ident, Spacing, Span, TokenStream, TokenTree};
use quote::quote;
use syn::Error;

use crate::build_report;

/// The path of `mizan` from the package that is compiled.
#[derive(Clone, Debug, PartialEq)]
enum CratePath {
    /// `::mizan`.
    Usual,
    /// Another name in the manifest, or a crate that exports it.
    Other(String),
    /// The package does not depend on it, and no package of the workspace exports it.
    Missing,
}

/// The code of a derive with the path that leads to `mizan`.
pub(crate) fn write(code: TokenStream) -> TokenStream {
    write_beside(code, TokenStream::new())
}

/// The code of an attribute with the path that leads to `mizan`; the item itself if there is none.
pub(crate) fn write_beside(code: TokenStream, item: TokenStream) -> TokenStream {
    match find() {
        CratePath::Usual => code,
        CratePath::Other(path) => rename(code, &path),
        CratePath::Missing => {
            let error = missing().to_compile_error();
            quote!(#error #item)
        }
    }
}

fn missing() -> Error {
    Error::new(
        Span::call_site(),
        "the code of this macro names the crate `mizan`, on which the package does not depend\n\
         add `mizan` to its dependencies, or `pub use mizan;` to a crate of the workspace on which \
         it does",
    )
}

fn find() -> CratePath {
    let directory = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    match find_in_package(&directory) {
        CratePath::Missing => {
            build_report::mizan_path().map_or(CratePath::Missing, CratePath::Other)
        }
        path => path,
    }
}

/// The directory of a package with the time of its manifest, and what that says of `mizan`.
type Read = (PathBuf, Option<SystemTime>, CratePath);

/// rust-analyzer keeps the macros loaded for many packages, so the time decides if the manifest is
/// read again.
static LAST_READ: Mutex<Option<Read>> = Mutex::new(None);

fn find_in_package(directory: &Path) -> CratePath {
    let manifest = directory.join("Cargo.toml");
    let written = fs::metadata(&manifest).and_then(|metadata| metadata.modified()).ok();
    let Ok(mut last) = LAST_READ.lock() else { return CratePath::Usual };
    if let Some((known, time, path)) = &*last
        && known == directory
        && *time == written
    {
        return path.clone();
    }
    let text = fs::read_to_string(&manifest);
    let path = text.map_or(CratePath::Usual, |text| find_in_manifest(&text, directory));
    *last = Some((directory.to_owned(), written, path.clone()));
    path
}

/// Looks for the dependency as manifests are usually written: in one line, or as a table of its own.
fn find_in_manifest(manifest: &str, directory: &Path) -> CratePath {
    let own = list_names(manifest);
    if own.iter().any(|(name, package)| name == "mizan" && *package != Some(false)) {
        return CratePath::Usual;
    }
    let inherited = || {
        let above = directory.ancestors().skip(1);
        let mut manifests =
            above.filter_map(|above| fs::read_to_string(above.join("Cargo.toml")).ok());
        let root = manifests.find(|text| text.contains("[workspace"))?;
        let renamed = list_names(&root).into_iter().find(|(_, package)| *package == Some(true))?.0;
        own.iter().any(|(name, _)| *name == renamed).then_some(renamed)
    };
    let renamed = own.iter().find(|(_, package)| *package == Some(true));
    match renamed.map(|(name, _)| name.clone()).or_else(inherited) {
        Some(name) => CratePath::Other(format!("::{}", name.replace('-', "_"))),
        // The package of Mizan itself.
        None if manifest.contains("name = \"mizan\"") => CratePath::Usual,
        None => CratePath::Missing,
    }
}

/// The names of the dependencies in a manifest. With each, whether `package` says that it is `mizan`;
/// `None` if it says nothing.
fn list_names(manifest: &str) -> Vec<(String, Option<bool>)> {
    let mut names: Vec<(String, Option<bool>)> = Vec::new();
    let mut table = Table::Other;
    for line in manifest.lines().map(str::trim) {
        if let Some(header) = line.strip_prefix('[') {
            let mut segments = header.trim_end_matches(']').rsplit('.').map(unquote);
            let mut next = || segments.next().unwrap_or_default();
            let (last, above) = (next(), next());
            table = Table::Other;
            if last.ends_with("dependencies") {
                table = Table::Dependencies;
            } else if above.ends_with("dependencies") {
                table = Table::Dependency;
                names.push((last, None));
            }
        } else if let Some((key, value)) = line.split_once('=') {
            let key = unquote(key.split('.').next().unwrap_or_default());
            match (&table, names.last_mut()) {
                (Table::Dependencies, _) => names.push((key, package_of(value))),
                (Table::Dependency, Some(own)) if key == "package" => {
                    own.1 = Some(unquote(value) == "mizan");
                }
                _ => {}
            }
        }
    }
    names
}

/// A table of a manifest.
enum Table {
    /// `[dependencies]`, `[target.….dependencies]`.
    Dependencies,
    /// `[dependencies.name]`.
    Dependency,
    Other,
}

/// Whether `package = "…"` in an inline table names `mizan`.
fn package_of(value: &str) -> Option<bool> {
    let (_, package) = value.split_once("package")?;
    let package = package.trim_start().strip_prefix('=')?.split([',', '}']).next()?;
    Some(unquote(package) == "mizan")
}

fn unquote(text: &str) -> String {
    text.trim().trim_matches(['"', '\'']).to_owned()
}

/// Keywords before a path. After any other identifier, `::mizan` goes on with a path.
const BEFORE_PATHS: [&str; 14] = [
    "as", "const", "dyn", "else", "for", "if", "impl", "in", "match", "mut", "return", "static",
    "use", "where",
];

/// Replaces `::mizan` at the begin of each path.
fn rename(code: TokenStream, path: &str) -> TokenStream {
    let mut renamed: Vec<TokenTree> = Vec::new();
    for token in code {
        match token {
            TokenTree::Ident(name) if name == "mizan" && begins_path(&renamed) => {
                renamed.truncate(renamed.len() - 2);
                renamed.extend(path_at(path, name.span()));
            }
            TokenTree::Group(group) => {
                let mut inner = Group::new(group.delimiter(), rename(group.stream(), path));
                inner.set_span(group.span());
                renamed.push(inner.into());
            }
            token => renamed.push(token),
        }
    }
    renamed.into_iter().collect()
}

/// True if the tokens end with the `::` of a path that begins there.
fn begins_path(tokens: &[TokenTree]) -> bool {
    let (rest, colons) = match tokens {
        [rest @ .., TokenTree::Punct(first), TokenTree::Punct(second)] => (rest, [first, second]),
        _ => return false,
    };
    let is_path =
        colons.iter().all(|colon| colon.as_char() == ':') && colons[0].spacing() == Spacing::Joint;
    let goes_on = match rest.last() {
        Some(TokenTree::Ident(name)) => !BEFORE_PATHS.iter().any(|keyword| name == keyword),
        _ => false,
    };
    is_path && !goes_on
}

/// The tokens of a path such as `::facade::mizan`, all with one span.
fn path_at(path: &str, span: Span) -> impl Iterator<Item = TokenTree> {
    let tokens: TokenStream = path.parse().unwrap_or_default();
    tokens.into_iter().map(move |mut token| {
        if let TokenTree::Ident(name) = &token {
            token = Ident::new(&name.to_string(), span).into();
        }
        token.set_span(span);
        token
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(manifest: &str) -> CratePath {
        find_in_manifest(manifest, Path::new("/"))
    }

    #[test]
    fn the_manifest_names_it() {
        let other = |name: &str| CratePath::Other(format!("::{name}"));
        for (manifest, expected) in [
            ("[dependencies]\nmizan = \"0.1\"", CratePath::Usual),
            ("[dependencies]\nmizan.workspace = true", CratePath::Usual),
            ("[dependencies]\n\"mizan\" = { version = \"0.1\" }", CratePath::Usual),
            ("[dependencies.mizan]\nversion = \"0.1\"", CratePath::Usual),
            ("[target.'cfg(unix)'.dependencies.mizan]\nversion = \"0.1\"", CratePath::Usual),
            ("[package]\nname = \"mizan\"", CratePath::Usual),
            ("[dependencies]\nm = { package = \"mizan\", version = \"0.1\" }", other("m")),
            ("[dependencies]\nm-z = { version = \"0.1\", package = 'mizan' }", other("m_z")),
            ("[dependencies.m]\nversion = \"0.1\"\npackage = \"mizan\"", other("m")),
            (
                "[dependencies]\nmizan = { package = \"other\" }\nm = { package = \"mizan\" }",
                other("m"),
            ),
            ("[dependencies]\nserde = \"1\"", CratePath::Missing),
            (
                "[package.metadata.mizan]\nclient = \"elsewhere\"\n[features]\nmizan = []",
                CratePath::Missing,
            ),
            ("[build-dependencies]\nmizan-build = \"0.1\"", CratePath::Missing),
        ] {
            assert_eq!(find(manifest), expected, "{manifest}");
        }
    }

    #[test]
    fn the_begin_of_each_path_is_renamed() {
        let renamed = |code: &str| rename(code.parse().unwrap(), "::a::m").to_string();
        let expected = |code: &str| code.parse::<TokenStream>().unwrap().to_string();
        for (code, with_path) in [
            ("<A as ::mizan::B>::C", "<A as ::a::m::B>::C"),
            ("-> ::mizan::Error", "-> ::a::m::Error"),
            ("{ f(::mizan::a, [::mizan::b]) }", "{ f(::a::m::a, [::a::m::b]) }"),
            ("impl ::mizan::T for ::mizan::U", "impl ::a::m::T for ::a::m::U"),
            ("a::mizan::b + crate::mizan::c", "a::mizan::b + crate::mizan::c"),
            ("mizan::a(mizan)", "mizan::a(mizan)"),
        ] {
            assert_eq!(renamed(code), expected(with_path), "{code}");
        }
    }
}
