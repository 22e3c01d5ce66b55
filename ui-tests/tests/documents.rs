//! The documents of the repository name files that are there, and every external type.

use std::{
    fs,
    path::{Path, PathBuf},
};

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the repository").to_owned()
}

fn read(document: &str) -> String {
    fs::read_to_string(repository().join(document))
        .unwrap_or_else(|error| panic!("{document}: {error}"))
}

/// The texts between backticks, outside of blocks of code.
fn code_spans(document: &str) -> Vec<String> {
    let blocks = document.split("```").step_by(2);
    let spans = blocks.flat_map(|prose| prose.split('`').skip(1).step_by(2));
    spans.map(str::to_owned).collect()
}

/// The targets of links to files.
fn links(document: &str) -> Vec<String> {
    let targets = document.split("](").skip(1).filter_map(|rest| rest.split_once(')'));
    let files = targets.map(|(target, _)| target.split('#').next().unwrap_or_default());
    files.filter(|file| !file.is_empty() && !file.contains("://")).map(str::to_owned).collect()
}

#[test]
fn links_lead_to_files() {
    for document in ["README.md", "CHANGELOG.md", "CONTRIBUTING.md"] {
        for link in links(&read(document)) {
            assert!(repository().join(&link).exists(), "{document} links to {link}");
        }
    }
}

/// The targets of links that are defined at the end of a page: `[cache]: cache.md`.
fn defined_links(page: &str) -> Vec<(&str, &str)> {
    let lines = page.lines().filter_map(|line| line.strip_prefix('['));
    let links = lines.filter_map(|line| line.split_once("]: "));
    links.filter(|(label, _)| !label.contains(']')).collect()
}

/// A page is read in the documentation and as a file. For the documentation `links.md` says where the
/// names of links lead.
#[test]
fn pages_of_the_guide_lead_somewhere_wherever_they_are_read() {
    let guide = repository().join("mizan/guide");
    let in_documentation = read("mizan/src/guide/links.md");
    let in_documentation = defined_links(&in_documentation);
    let module = read("mizan/src/guide.rs");
    let index = read("mizan/guide/README.md");
    let readme = read("README.md");
    let mut found = 0;
    for entry in fs::read_dir(&guide).expect("the guide") {
        let path = entry.expect("an entry").path();
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            continue;
        }
        let page = fs::read_to_string(&path).expect("a page");
        assert!(links(&page).is_empty(), "{name}: name its links, and define them at its end");
        for (label, target) in defined_links(&page) {
            if target.contains("://") {
                continue;
            }
            assert!(guide.join(target).exists(), "{name} links to {target}");
            let is_known = in_documentation.iter().any(|(known, _)| *known == label);
            assert!(is_known, "`{label}` of {name} leads nowhere in the documentation");
            found += 1;
        }
        if name != "README" {
            assert!(module.contains(&format!("\n    {name}\n")), "guide.rs lacks {name}");
            assert!(index.contains(&format!("]: {name}.md\n")), "the index lacks {name}");
            assert!(readme.contains(&format!("](mizan/guide/{name}.md)")), "README lacks {name}");
        }
    }
    assert!(found > 50, "only {found} links");
}

/// The recipes add files of these names.
const ADDED: [&str; 3] = ["preact", "ulid", "<name>"];

#[test]
fn recipes_name_files_that_are_there() {
    let roots = ["mizan/", "mizan-build/", "mizan-macros/", "ui-tests/", "examples/"];
    let mut found = 0;
    for recipe in ["check", "framework", "transport", "type"] {
        for span in code_spans(&read(&format!("mizan/guide/inside/recipes/{recipe}.md"))) {
            let is_path =
                roots.iter().any(|root| span.starts_with(root)) && !span.contains([' ', '*']);
            if !is_path || ADDED.iter().any(|name| span.contains(name)) {
                continue;
            }
            assert!(repository().join(&span).exists(), "the recipe of a {recipe} names {span}");
            found += 1;
        }
    }
    assert!(found > 15, "only {found} paths");
}

/// Each line of the drawing is indented below the folder that it is in.
#[test]
fn the_house_is_drawn_as_it_is() {
    let page = read("mizan/guide/inside/architecture.md");
    let drawing = page.split("```text").nth(1).and_then(|block| block.split("```").next());
    let (mut above, mut found): (Vec<&str>, _) = (Vec::new(), 0);
    for line in drawing.expect("a drawing").lines() {
        let name = line.split_whitespace().next().unwrap_or_default();
        let depth = (line.len() - line.trim_start().len()) / 2;
        if !(name.ends_with('/') || name.ends_with(".rs")) || depth > 4 {
            continue;
        }
        above.truncate(depth);
        above.push(name);
        let path: PathBuf = above.iter().collect();
        assert!(repository().join(&path).exists(), "the drawing has {}", path.display());
        found += 1;
    }
    assert!(found > 30, "only {found} folders");
}

macro_rules! list_rows {
    ($($row:tt)*) => { [$(stringify!($row)),*] };
}

#[test]
fn the_types_of_other_crates_are_listed() {
    let page = read("mizan/guide/inside/types.md");
    let rows = mizan_ir::with_external_types!(list_rows);
    let mut found = 0;
    for row in rows {
        // `{ "chrono" [Zone: chrono::TimeZone] chrono::DateTime<Zone> = String; … }`
        let row = row.trim_start_matches(|before: char| before == '{' || before.is_whitespace());
        let Some((feature, rest)) = row.strip_prefix('"').and_then(|row| row.split_once('"'))
        else {
            continue;
        };
        let (_, path) = rest.split_once(']').expect("generics");
        let path = path.split(['<', '=']).next().expect("a path");
        let path: String = path.split_whitespace().collect();
        let (_, name) = path.rsplit_once("::").expect("a crate");
        // A line may be about several features: "| `uuid`, `url` | `Uuid`; `Url` | text |".
        let is_listed = page.lines().any(|line| {
            let mut cells = line.split(" | ");
            let features = cells.next().is_some_and(|cell| cell.contains(&format!("`{feature}`")));
            features && cells.next().is_some_and(|types| types.contains(name))
        });
        assert!(is_listed, "types.md has no `{name}` of `{feature}`");
        found += 1;
    }
    assert!(found > 20, "only {found} types");
}
