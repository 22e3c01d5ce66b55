//! Development: Vite renders the source as it is, and the browser follows each edit.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use mizan::render::{BuildError, vite};
use rendering_corpus::{api, web};
use tempfile::TempDir;

use crate::support::{Site, between, prepared};

/// The sources of a frontend, of which a test edits its own.
struct Sources {
    directory: TempDir,
}

impl Sources {
    fn copy(framework: &str) -> Self {
        prepared();
        let directory = tempfile::tempdir().expect("a directory");
        copy(&web().join(framework), &directory.path().join("web"));
        symlink(web().join("node_modules"), directory.path().join("node_modules")).expect("a link");
        // Vite prepares packages in a directory beside this file, of which each has its own.
        fs::write(directory.path().join("web/package.json"), r#"{"type":"module"}"#)
            .expect("a file");
        Self { directory }
    }

    fn root(&self) -> PathBuf {
        self.directory.path().join("web")
    }

    fn edit(&self, file: &str, from: &str, to: &str) {
        let path = self.root().join(file);
        let text = fs::read_to_string(&path).expect("a source");
        assert!(text.contains(from), "`{from}` in {text}");
        fs::write(path, text.replace(from, to)).expect("a source");
    }

    async fn open(&self) -> Site {
        let renderer = vite(self.root(), "server.ts").build();
        let renderer = renderer.unwrap_or_else(|error| panic!("{error}"));
        let cache = Some(mizan::cache::memory(1 << 20));
        Site::of(api(renderer, cache).expect("a server"), self.root().join("none")).await
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a directory");
    for entry in fs::read_dir(from).expect("a directory") {
        let entry = entry.expect("an entry");
        let to = to.join(entry.file_name());
        match entry.file_type().expect("a type").is_dir() {
            true => copy(&entry.path(), &to),
            false => drop(fs::copy(entry.path(), to).expect("a copy")),
        }
    }
}

/// Waits until a page has a text.
async fn wait_for(site: &Site, path: &str, wanted: &str) -> String {
    let begun = Instant::now();
    loop {
        let text = site.text(path).await;
        if text.contains(wanted) {
            return text;
        }
        assert!(begun.elapsed() < Duration::from_secs(60), "no `{wanted}` in {text}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn an_edit_is_in_the_next_page_and_no_cache_keeps_the_one_before() {
    for framework in rendering_corpus::FRAMEWORKS {
        let sources = Sources::copy(framework);
        let site = sources.open().await;
        let text = site.text("/notes/tea").await;
        assert!(
            between(&text, "id=\"root\">", "</div>").contains("about tea"),
            "{framework}: {text}"
        );
        assert_eq!(between(&text, "<title", "</title>").split('>').next_back(), Some("about tea"));
        let (file, from, to) = match framework {
            "vue" => ("Note.vue", "id=\"text\">", "id=\"text\">Edited: "),
            "svelte" => ("Note.svelte", "id=\"text\">", "id=\"text\">Edited: "),
            _ => ("Note.tsx", "id=\"text\">", "id=\"text\">Edited: "),
        };
        sources.edit(file, from, to);
        wait_for(&site, "/notes/tea", "Edited: ").await;
        sources.edit("index.html", "<meta charset", "<meta name=\"edited\" /><meta charset");
        wait_for(&site, "/notes/tea", "name=\"edited\"").await;
    }
}

#[tokio::test]
async fn the_document_has_the_browser_ask_vite_for_its_scripts() {
    let sources = Sources::copy("react");
    let site = sources.open().await;
    let text = site.text("/notes/tea").await;
    let sources: Vec<&str> = text.split("src=\"").skip(1).collect();
    let addresses: Vec<&str> = sources.iter().filter_map(|it| it.split('"').next()).collect();
    assert!(addresses.iter().any(|it| it.ends_with("/@vite/client")), "{addresses:?}");
    assert!(addresses.iter().any(|it| it.contains("/main.ts")), "{addresses:?}");
    for address in addresses {
        let response = reqwest::get(address).await.expect("an answer");
        assert_eq!(response.status(), 200, "{address}");
    }
    // The preamble of React's hot reload.
    assert!(!text.contains("from \"/@react-refresh\""), "{text}");
}

#[tokio::test]
async fn what_throws_is_told_with_the_line_of_the_source() {
    let sources = Sources::copy("react");
    let renderer = vite(sources.root(), "server.ts").build().expect("a renderer");
    let error = renderer.render("Throws", &()).await.expect_err("no page").to_string();
    assert!(error.starts_with("`Throws` has thrown: window is not defined\n"), "{error}");
    assert!(error.contains("web/Odd.tsx:3:"), "{error}");
    let error = renderer.render("Nothing", &()).await.expect_err("no page").to_string();
    assert!(
        error.contains("whose pages are `Note`, `Prints`, `Rows`, `Sorted`, `Throws`."),
        "{error}"
    );
    sources.edit("Odd.tsx", "return <p>printed</p>;", "return <p>printed</q>;");
    let begun = Instant::now();
    while let Ok(html) = renderer.render("Prints", &()).await {
        assert!(html.contains("printed"), "{html}");
        assert!(begun.elapsed() < Duration::from_secs(60), "the mistake was not seen");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let error = renderer.render("Prints", &()).await.expect_err("no page").to_string();
    assert!(error.contains("web/Odd.tsx:10"), "{error}");
    sources.edit("Odd.tsx", "</q>", "</p>");
    while renderer.render("Prints", &()).await.is_err() {
        assert!(begun.elapsed() < Duration::from_secs(60), "the cure was not seen");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn what_is_missing_is_told_by_build() {
    let sources = Sources::copy("react");
    let error = vite(sources.root(), "sever.ts").build().expect_err("no module");
    assert!(matches!(error, BuildError::NoModule { .. }), "{error}");
    fs::remove_file(sources.directory.path().join("node_modules")).expect("a link");
    let error = vite(sources.root(), "server.ts").build().expect_err("no Vite").to_string();
    assert!(error.contains("run `npm install --save-dev vite` there"), "{error}");
}
