//! `examples/start`, copied as its README says, and what it has in common with the guide.

use std::{fs, path::Path, process::Command};

use example_support::browser;

use crate::{Newcomer, blocks, packages, read_guide, repository, target_directory};

/// The files to which both ways lead, with the page of the guide that has the last of each.
const COMMON: [(&str, &str); 7] = [
    ("src/tasks.rs", "start"),
    ("src/people.rs", "identity"),
    ("src/pages.rs", "deploying"),
    ("src/main.rs", "deploying"),
    ("web/src/App.tsx", "start"),
    ("web/src/SignIn.tsx", "identity"),
    ("web/src/main.tsx", "identity"),
];

/// A file as a page of the guide has it, or what the page puts to its end.
fn listing(page: &str, file: &str) -> Option<String> {
    let page = read_guide(page, "# ", None);
    let named = blocks(&page).filter_map(|(_, text)| text.split_once('\n'));
    let mut texts = named.filter(|(name, _)| name.strip_prefix("// ") == Some(file));
    texts.next().map(|(_, text)| text.to_owned())
}

/// Without what a formatter changes.
fn squeeze(text: &str) -> String {
    let text: String = text.chars().filter(|it| !it.is_whitespace()).collect();
    text.replace(",)", ")").replace(",}", "}")
}

#[test]
fn both_ways_end_at_the_same_place() {
    for (file, page) in COMMON {
        let mut expected = listing(page, file).unwrap_or_else(|| panic!("{page} has no {file}"));
        if file == "src/main.rs" {
            expected += &listing("testing", "src/main.rs, at its end").expect("the tests");
        }
        let path = repository().join("examples/start").join(file);
        let text = fs::read_to_string(path).expect(file);
        // The directory has the documentation that a listing of the guide leaves to the text around it.
        let lines = text.lines().filter(|line| !line.starts_with("//! "));
        let text: String = lines.map(|line| line.to_owned() + "\n").collect();
        assert_eq!(squeeze(&text), squeeze(&expected), "{file} is not that of the page {page}");
    }
}

#[test]
fn the_directory_to_copy_is_an_application() {
    let mut newcomer = Newcomer::new();
    copy_repository_files("examples/start", &newcomer.path("mizan"));
    let readme = newcomer.read("mizan/examples/start/README.md");
    let (_, commands) = blocks(&readme).next().expect("a block of commands");
    for command in commands.lines() {
        match command.strip_prefix("sed -i ") {
            Some(script) => newcomer.change_manifest(script),
            None => newcomer.enter(command),
        }
    }
    newcomer.expect("cargo test");
    newcomer.expect("npm --prefix web run build");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/readme/start.mjs");
    let target = target_directory();
    let variables: [(&str, &Path); 2] =
        [("APPLICATION", &newcomer.path("")), ("CARGO_TARGET_DIR", &target)];
    browser::run(&script, &variables).unwrap_or_else(|error| panic!("{error}"));
}

impl Newcomer {
    /// Where the crates are: as the command of the README says, and from there to those that are packed.
    fn change_manifest(&self, script: &str) {
        assert_eq!(script, "'s#\"../../#\"../mizan/#' Cargo.toml");
        let manifest = self.read("Cargo.toml").replace("\"../../", "\"../mizan/");
        let manifest = self.lead_to_packages(&manifest) + "\n" + &packages().patch();
        self.write("Cargo.toml", &manifest);
        fs::copy(repository().join("Cargo.lock"), self.path("Cargo.lock")).expect("Cargo.lock");
    }
}

/// Copies the files of a folder that git knows, or would take.
fn copy_repository_files(folder: &str, to: &Path) {
    let mut git = Command::new("git");
    git.args(["ls-files", "--cached", "--others", "--exclude-standard", "--", folder]);
    let output = git.current_dir(repository()).output().expect("git");
    for file in String::from_utf8_lossy(&output.stdout).lines() {
        let target = to.join(file);
        fs::create_dir_all(target.parent().expect("a directory")).expect("a directory");
        fs::copy(repository().join(file), &target).expect(file);
    }
}
