//! The tests that each framework of the list passes.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use expect_test::expect_file;
use mizan_ir::Api;

use super::odd_api::odd_api;
use crate::emit::{
    File,
    model::Model,
    typescript::{
        embedded::assert_complete,
        emit_typescript,
        frameworks::{FRAMEWORKS, Framework},
    },
};

/// The client of the odd API is in the tree for people to read, and the kernel's own tests hold it
/// against prettier and the strict type check.
#[test]
fn the_sample_of_a_framework_is_the_client_that_is_written() {
    for framework in FRAMEWORKS {
        let name = framework.name();
        for file in emit_typescript(&odd_api(), Some(*framework)) {
            if !file.path.starts_with("kernel/") {
                expect_sample(name, &file.path, &file.text);
            }
        }
        expect_sample(name, "kernel/index.ts", &borrow("src/index"));
        expect_sample(name, "kernel/port.ts", &borrow("src/port"));
        expect_sample(name, "kernel/tauri.ts", &borrow("src/tauri"));
        expect_sample(name, &format!("kernel/{name}.ts"), &borrow(&format!("adapters/{name}")));
        for file in ["context", "pages", "server"] {
            let source = borrow(&format!("../adapters/{name}/{file}"));
            expect_sample(name, &format!("kernel/{name}/{file}.ts"), &source);
        }
        let response = borrow("../src/rendering/response");
        expect_sample(name, "kernel/rendering/response.ts", &response);
    }
}

/// A file of the sample that stands for embedded ones.
fn borrow(source: &str) -> String {
    format!("// A client has the embedded sources here.\n\nexport * from \"../../../{source}\";\n")
}

fn expect_sample(framework: &str, path: &str, text: &str) {
    let path = kernel().join("sample").join(framework).join(path);
    if env::var_os("UPDATE_EXPECT").is_some() {
        let directory = path.parent().expect("a file is in a directory");
        fs::create_dir_all(directory).expect("a directory for the sample");
    }
    expect_file![path].assert_eq(text);
}

#[test]
fn a_framework_has_an_adapter_that_is_embedded_whole() {
    for framework in FRAMEWORKS {
        let adapter = [framework.adapter(), framework.page_adapter()].concat();
        assert_complete(&format!("adapters/{}", framework.name()), &adapter);
        let folder = format!("kernel/{}/", framework.name());
        let carried = |api: &Api| {
            let files = emit_typescript(api, Some(*framework)).into_iter();
            files.filter(|file| file.path.starts_with(&folder)).count()
        };
        assert_eq!(carried(&odd_api()), adapter.len());
        let mut pageless = odd_api();
        pageless.functions.retain(|_, function| function.route.is_none());
        assert_eq!(carried(&pageless), framework.adapter().len());
    }
    let folders = fs::read_dir(kernel().join("adapters")).expect("the folder of the adapters");
    let folders = folders.filter(|entry| entry.as_ref().expect("an entry").path().is_dir());
    assert_eq!(
        folders.count(),
        FRAMEWORKS.len(),
        "each adapter is that of a framework in the list"
    );
}

#[test]
fn a_framework_has_an_output_by_its_name() {
    let outputs = include_str!("../../../configuration.rs");
    for framework in FRAMEWORKS {
        let name = framework.name();
        assert!(outputs.contains(&format!("pub fn {name}(self, ")), "no output `{name}`");
        let namesakes = FRAMEWORKS.iter().filter(|other| **other == *framework);
        assert_eq!(namesakes.count(), 1, "two frameworks are called `{name}`");
    }
}

#[test]
fn the_files_of_a_framework_name_the_same_exports() {
    for framework in FRAMEWORKS {
        let files = emit_typescript(&odd_api(), Some(*framework));
        let name = framework.name();
        let declared = text(&files, &format!("{name}.d.ts"));
        let made = text(&files, &format!("{name}/{}", framework.module()));
        let exported = exported_names(text(&files, "index.ts"), name);
        for (own, _) in &exported {
            let is_made = made.contains(&format!("export const {own} = "))
                || made.contains(&format!("export const {own}: "));
            assert!(is_made, "{name}: `{own}` is exported and not made");
            let is_declared = declared.contains(&format!("const {own}: typeof hooks.{own};"))
                || declared.contains(&format!("{own},"))
                || declared.contains(&format!("{own} }}"));
            assert!(is_declared, "{name}: `{own}` is exported and not declared");
        }
        let made = made.matches("export const ").count();
        assert_eq!(exported.len(), made, "{name}: all that is made is exported");
        for public in ["useUser", "useUserProfile", "useRenameUser", "useMizan", "prefetch"] {
            assert!(exported.iter().any(|(_, name)| name == public), "{name} has no `{public}`");
        }
    }
}

#[test]
fn a_client_mentions_no_other_framework() {
    let clients: Vec<Option<&dyn Framework>> =
        FRAMEWORKS.iter().copied().map(Some).chain([None]).collect();
    for client in clients {
        let files = emit_typescript(&odd_api(), client);
        for other in FRAMEWORKS.iter().filter(|other| Some(**other) != client) {
            for file in &files {
                let is_its_own = |part: &str| part.split('.').next() == Some(other.name());
                let mentions = file.text.contains(&format!("from \"{}\"", other.name()))
                    || file.path.split('/').any(is_its_own);
                assert!(!mentions, "{} of {client:?} mentions {}", file.path, other.name());
            }
        }
        let advice = client.map_or("createMizan(…)", Framework::server_client);
        assert!(text(&files, "browser.ts").contains(&format!("each request a client: {advice}.")));
    }
}

#[test]
fn a_framework_has_a_client_of_nothing() {
    let api = Api::default();
    let nothing = Model::new(&api);
    for framework in FRAMEWORKS {
        let files = emit_typescript(&api, Some(*framework));
        let index = text(&files, "index.ts");
        assert_eq!(
            exported_names(index, framework.name()).len(),
            framework.fixed_exports().iter().filter(|it| (it.is_needed)(&nothing)).count(),
            "{index}"
        );
    }
}

fn kernel() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("kernel")
}

fn text<'files>(files: &'files [File], path: &str) -> &'files str {
    let file = files.iter().find(|file| file.path == path);
    file.map_or_else(|| panic!("no file {path}"), |file| &file.text)
}

/// The names in the statement `export { own as public } from "./framework"`.
fn exported_names(index: &str, framework: &str) -> Vec<(String, String)> {
    let (before, _) = index
        .split_once(&format!("}} from \"./{framework}\";"))
        .unwrap_or_else(|| panic!("{index} does not export from ./{framework}"));
    let (_, names) = before.rsplit_once("export {").expect("an export");
    let names = names.split(',').map(str::trim).filter(|name| !name.is_empty());
    names
        .map(|name| {
            let (own, public) = name.split_once(" as ").unwrap_or((name, name));
            (own.to_owned(), public.to_owned())
        })
        .collect()
}
