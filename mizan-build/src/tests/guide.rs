//! The pages of the guide as applications: the client of a page's Rust, or of its KDL, is built, and its
//! listings in TypeScript are checked against that client.

use std::{collections::HashSet, fs, panic::Location, path::Path, process::Command};

use example_support::web;
use quote::ToTokens;
use syn::Item;

use super::{Fixture, errors, output};
use crate::{
    build::{Job, build},
    emit::frameworks::React,
    origin::Origin,
    output::OutputKind,
};

/// The pages whose listings show a framework, and not an application: `kernel/tests/guide` checks them
/// against the sample client of each.
const FRAMEWORKS: [&str; 4] = ["react", "solid", "svelte", "vue"];

/// A block of code: the words behind its fence, and its text.
struct Listing<'page> {
    words: &'page str,
    text: &'page str,
}

impl Listing<'_> {
    /// `true` for Rust that rustdoc compiles.
    fn is_rust(&self) -> bool {
        let known = ["", "rust", "no_run", "standalone_crate"];
        self.words.split(',').all(|word| known.contains(&word.trim()))
    }

    /// `true` for TypeScript, but not for a file of the application that `newcomer` of the examples makes.
    fn is_typescript(&self) -> bool {
        matches!(self.words, "ts" | "tsx") && !self.text.starts_with("// web/")
    }

    /// The file of a listing: the one that its first line names (`// src/Article.tsx`), because others import it.
    fn file(&self, number: usize) -> String {
        let first = self.text.lines().next().unwrap_or_default();
        let named = first.strip_prefix("// src/").and_then(|named| named.split(',').next());
        named.map_or_else(|| format!("listing{number}.{}", self.words), str::to_owned)
    }

    /// The items of a listing of Rust, without its `main`; none of a listing that is a body.
    fn items(&self) -> Vec<Item> {
        let shown = self.text.lines().map(|line| match line.trim_start() {
            "#" => "",
            hidden => hidden.strip_prefix("# ").unwrap_or(line),
        });
        let file = syn::parse_file(&shown.collect::<Vec<_>>().join("\n"));
        let items = file.map_or_else(|_| Vec::new(), |file| file.items);
        let is_main =
            |item: &Item| matches!(item, Item::Fn(function) if function.sig.ident == "main");
        items.into_iter().filter(|item| !is_main(item)).collect()
    }
}

fn listings(page: &str) -> Vec<Listing<'_>> {
    let blocks = page.split("\n```").skip(1).step_by(2);
    let split = blocks.map(|block| block.split_once('\n').unwrap_or((block, "")));
    split.map(|(words, text)| Listing { words, text }).collect()
}

/// The items of all listings of Rust, each once: a listing repeats, hidden, what it needs of those before
/// it.
fn program(listings: &[Listing<'_>]) -> String {
    let mut names = HashSet::new();
    let items = listings.iter().filter(|it| it.is_rust()).flat_map(Listing::items);
    let items = items.filter(|item| names.insert(name(item)));
    items.map(|item| item.to_token_stream().to_string()).collect::<Vec<_>>().join("\n")
}

/// What an item is known by: no two of a listing have the same.
fn name(item: &Item) -> String {
    match item {
        Item::Enum(item) => item.ident.to_string(),
        Item::Fn(item) => item.sig.ident.to_string(),
        Item::Struct(item) => item.ident.to_string(),
        Item::Impl(item) => {
            let implemented = item.trait_.as_ref().map(|(path, _)| path.to_token_stream());
            format!("{:?} {}", implemented.map(|it| it.to_string()), item.self_ty.to_token_stream())
        }
        other => other.to_token_stream().to_string(),
    }
}

/// The options of the compiler, which finds the packages of the kernel's own tests.
fn configuration(kernel: &Path) -> String {
    let modules = kernel.join("node_modules").display().to_string().replace('\\', "/");
    format!(
        r#"{{
  "compilerOptions": {{
    "strict": true, "noUncheckedIndexedAccess": true, "exactOptionalPropertyTypes": true,
    "noEmit": true, "skipLibCheck": true, "target": "es2022", "lib": ["es2022", "dom", "dom.iterable"],
    "module": "esnext", "moduleResolution": "bundler", "jsx": "react-jsx",
    "types": ["node"], "typeRoots": ["{modules}/@types"],
    "paths": {{ "*": ["{modules}/@types/*", "{modules}/*"] }}
  }},
  "include": ["."]
}}"#
    )
}

/// Checks a page, and returns what is wrong with it.
fn check(page: &str, listings: &[Listing<'_>], kernel: &Path) -> Result<(), String> {
    let model = listings.iter().find(|listing| listing.words == "kdl");
    let model = model.map_or("", |listing| listing.text);
    let fixture = Fixture::new(&[("src/lib.rs", &program(listings)), ("api.kdl", model)]);
    let call = Location::caller();
    let origin = match model {
        "" => Origin::Scan,
        _ => Origin::Kdl("api.kdl".into(), call),
    };
    let outputs = [output(OutputKind::TypeScript(Some(&React)), "web/api")];
    let package = fixture.package();
    let job = Job { package: &package, outputs: &outputs, requires_auth: false, call };
    let told = errors(&build(job, &origin));
    let findings = fixture.findings();
    if !told.is_empty() || !findings.is_empty() {
        return Err(format!("{page}: {told}{}", findings.join("\n")));
    }
    for (number, listing) in listings.iter().filter(|it| it.is_typescript()).enumerate() {
        fixture.write(&format!("web/{}", listing.file(number)), listing.text);
    }
    fixture.write("web/tsconfig.json", &configuration(kernel));
    let compiler = kernel.join("node_modules/typescript/bin/tsc");
    let output = Command::new("node").arg(compiler).arg("-p").arg(fixture.path("web")).output();
    let output = output.map_err(|error| format!("node did not start: {error}"))?;
    match output.status.success() {
        true => Ok(()),
        false => Err(format!("{page}:\n{}", String::from_utf8_lossy(&output.stdout))),
    }
}

#[test]
fn the_listings_of_a_page_are_one_application() {
    let kernel = Path::new(env!("CARGO_MANIFEST_DIR")).join("kernel");
    web::install(&kernel).unwrap_or_else(|error| panic!("{error}"));
    let guide = kernel.join("../../mizan/guide");
    let mut mistakes = Vec::new();
    let mut checked = 0;
    for entry in fs::read_dir(guide).expect("the guide") {
        let path = entry.expect("an entry").path();
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() || FRAMEWORKS.contains(&&*name) {
            continue;
        }
        let page = fs::read_to_string(&path).expect("a page");
        let listings = listings(&page);
        if listings.iter().any(Listing::is_typescript) {
            mistakes.extend(check(&name, &listings, &kernel).err());
            checked += 1;
        }
    }
    assert!(mistakes.is_empty(), "{}", mistakes.join("\n"));
    assert!(checked > 10, "only {checked} pages have listings in TypeScript");
}
