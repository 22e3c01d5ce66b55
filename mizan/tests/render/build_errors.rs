//! What is wrong with a renderer is told when it is built.

use std::fs;
use std::process::Command;

use mizan::render::{Builder, bun, node};

use crate::support::Bundle;

fn error_of(builder: Builder) -> String {
    builder.build().expect_err("a renderer that cannot work").to_string()
}

#[test]
fn a_runtime_that_is_missing_is_told() {
    let bundle = Bundle::new("export const pages = {};");
    assert_eq!(
        error_of(bundle.begin().executable("/nowhere/node")),
        "`/nowhere/node`, which renders the pages, was not found.\nInstall Node.js 20.19 or newer, or \
         name the executable: `.executable(\"/usr/local/bin/node\")`."
    );
    let text = error_of(bundle.begin().executable("node-of-nowhere"));
    assert!(
        text.starts_with("`node-of-nowhere`, which renders the pages, was not found.\n"),
        "{text}"
    );
}

#[test]
fn a_bun_that_is_missing_or_no_program_is_told_as_bun() {
    let bundle = Bundle::new("export const pages = {};");
    assert_eq!(
        error_of(bun(bundle.path()).executable("/nowhere/bun")),
        "`/nowhere/bun`, which renders the pages, was not found.\nInstall Bun, or name the \
         executable: `.executable(\"/usr/local/bin/bun\")`."
    );
    let text = error_of(bun(bundle.path()).executable(bundle.path()));
    assert!(text.ends_with("\nName an executable of Bun."), "{text}");
}

#[test]
fn a_runtime_that_is_too_old_is_told() {
    let bundle = Bundle::new("export const pages = {};");
    let old = bundle.path().with_file_name("node");
    // Written by another process: while this one has a file open to write, a child that another test has just
    // forked has it too, and what is open to write cannot be run.
    let write =
        r##"printf '#!/bin/sh\n[ "$1" = --version ] && echo v18.20.8\n' >"$0" && chmod +x "$0""##;
    let status = Command::new("sh").arg("-c").arg(write).arg(&old).status().expect("a shell");
    assert!(status.success(), "{status}");
    let text = error_of(bundle.begin().executable(&old));
    assert!(
        text.contains("is Node.js v18.20.8, which is too old to render the pages.\n"),
        "{text}"
    );
}

#[test]
fn a_runtime_that_is_something_else_is_told() {
    let bundle = Bundle::new("export const pages = {};");
    let text = error_of(bundle.begin().executable("/bin/true"));
    assert!(text.contains("a worker of `/bin/true` did not start: it ended before"), "{text}");
}

#[test]
fn a_bundle_that_is_not_built_is_told() {
    assert_eq!(
        error_of(node("web/dist/server.js")),
        "the bundle of the pages is not at `web/dist/server.js`.\nBuild it: `vite build --ssr \
         src/server.tsx`."
    );
}

#[test]
fn a_bundle_that_throws_is_told_with_its_line() {
    let bundle = Bundle::new("const width = window.innerWidth;\nexport const pages = { width };");
    let text = error_of(bundle.begin());
    assert!(text.contains("could not be loaded: window is not defined\n"), "{text}");
    assert!(text.contains("server.mjs:1:15"), "{text}");
    assert!(text.contains("\n`window` exists in a browser only."), "{text}");
}

#[test]
fn a_bundle_without_pages_is_told() {
    let text = error_of(Bundle::new("export const render = 1;").begin());
    assert!(text.contains("could not be loaded: it exports no `pages`, but render"), "{text}");
    assert!(text.contains("\nExport the pages: "), "{text}");
}

#[test]
fn a_component_that_is_not_exported_is_told() {
    let bundle = Bundle::new("export const pages = { Article: () => '', title: 'none' };");
    assert_eq!(
        error_of(bundle.begin().components(["Article", "Artcle"])),
        "there is no page `Artcle` in the bundle, whose pages are `Article`.\nAdd it to the `pages` of \
         `server.tsx`, and build the bundle."
    );
}

#[test]
fn a_document_without_a_place_is_told() {
    let bundle = Bundle::new("export const pages = { Article: () => '' };");
    let shell = bundle.path().with_file_name("index.html");
    let text = error_of(bundle.begin().shell(&shell));
    assert!(text.contains("index.html` cannot hold pages: No such file"), "{text}");
    fs::write(&shell, "<head></head><body></body>").expect("a document");
    let text = error_of(bundle.begin().shell(&shell));
    assert!(
        text.contains("cannot hold pages: it has no `<!--page-->`, or not in its place"),
        "{text}"
    );
}
