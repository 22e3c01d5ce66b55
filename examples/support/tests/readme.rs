//! README as a reader follows it who has an axum backend and a React frontend: every file it
//! shows, in a new directory outside of the repository.

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use example_support::{browser, web};
use tempfile::TempDir;

/// The project of a reader before the first step: an empty package, and a frontend by Vite.
const MANIFEST: &str = r#"[package]
name = "tasks"
version = "0.1.0"
edition = "2024"

[workspace]

"#;
const MAIN_TSX: &str = r#"import { createRoot } from "react-dom/client";
import { App } from "./App";

createRoot(document.getElementById("root")!).render(<App />);
"#;

/// README's backend listens on port 3000, which may be taken where the tests run: there it takes a
/// port that is free, and prints the address for `readme.mjs`, which tells it to Vite.
const LISTEN: &str =
    "    let listener = tokio::net::TcpListener::bind(\"127.0.0.1:3000\").await?;\n";
const LISTEN_ANYWHERE: &str = r#"    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    println!("http://{}", listener.local_addr()?);
"#;
const BACKEND: &str = "\"http://127.0.0.1:3000\"";

struct Reader {
    directory: TempDir,
    repository: PathBuf,
}

impl Reader {
    /// A reader who has done all that README says.
    fn new() -> Self {
        let repository =
            Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).expect("the repository");
        let reader = Self {
            directory: TempDir::new().expect("a temporary directory"),
            repository: repository.to_owned(),
        };
        reader.bring_a_frontend();
        let readme = fs::read_to_string(repository.join("README.md")).expect("README.md");
        for (file, text) in files_of(&readme) {
            let text = match file.as_str() {
                "Cargo.toml" => reader.manifest(&text),
                "src/main.rs" => replace_once(&text, LISTEN, LISTEN_ANYWHERE),
                "web/vite.config.ts" => replace_once(&text, BACKEND, "process.env.BACKEND_ADDRESS"),
                _ => text,
            };
            reader.write(&file, &text);
        }
        reader
    }

    fn path(&self, file: &str) -> PathBuf {
        self.directory.path().join(file)
    }

    fn write(&self, file: &str, text: &str) {
        let path = self.path(file);
        fs::create_dir_all(path.parent().expect("a file has a directory")).expect("a directory");
        fs::write(path, text).expect("a file");
    }

    /// README's lines behind those that `cargo new` writes.
    fn manifest(&self, lines: &str) -> String {
        let repository = self.repository.to_string_lossy().replace('\\', "/");
        let lines = lines.replace("../mizan/", &format!("{repository}/"));
        MANIFEST.to_owned() + &lines
    }

    /// The packages of the guestbook's frontend are those of any React page.
    fn bring_a_frontend(&self) {
        let hello = self.repository.join("examples/hello/web");
        web::install(&hello).unwrap_or_else(|error| panic!("{error}"));
        self.write("web/src/main.tsx", MAIN_TSX);
        for file in ["package.json", "tsconfig.json", "index.html"] {
            fs::copy(hello.join(file), self.path("web").join(file)).expect(file);
        }
        link(&hello.join("node_modules"), &self.path("web/node_modules")).expect("a link");
    }

    fn cargo_build(&self) -> Output {
        // The lock file pins what the repository was tested with, and the target directory is
        // shared, so that only the reader's own crate is compiled anew.
        let lock = self.repository.join("Cargo.lock");
        if !self.path("Cargo.lock").exists() {
            fs::copy(lock, self.path("Cargo.lock")).expect("Cargo.lock");
        }
        run(Command::new(env!("CARGO"))
            .args(["build", "--offline"])
            .env("CARGO_TARGET_DIR", target_directory())
            .current_dir(self.directory.path()))
    }

    fn npm(&self, script: &str) -> Output {
        run(Command::new("npm").args(["run", "--silent", script]).current_dir(self.path("web")))
    }
}

fn replace_once(text: &str, from: &str, to: &str) -> String {
    assert_eq!(text.matches(from).count(), 1, "README shows `{from}` once in:\n{text}");
    text.replace(from, to)
}

fn target_directory() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("readme")
}

fn run(command: &mut Command) -> Output {
    command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"))
}

#[cfg(unix)]
fn link(from: &Path, to: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(from, to)
}

#[cfg(windows)]
fn link(from: &Path, to: &Path) -> io::Result<()> {
    std::os::windows::fs::symlink_dir(from, to)
}

/// The code blocks that begin with a comment naming their file.
fn files_of(readme: &str) -> Vec<(String, String)> {
    let blocks = readme.split("\n```").skip(1).step_by(2);
    let files = blocks.filter_map(|block| {
        let (_language, code) = block.split_once('\n')?;
        let (first, _) = code.split_once('\n')?;
        let name = first.strip_prefix("// ").or_else(|| first.strip_prefix("# "))?;
        let is_file = !name.contains(' ') && name.contains('.');
        is_file.then(|| (name.to_owned(), format!("{code}\n")))
    });
    files.collect()
}

fn assert_success(output: &Output) {
    let (out, err) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{out}\n{err}");
}

#[test]
fn following_the_readme_leads_to_a_running_page() {
    let reader = Reader::new();
    assert_success(&reader.cargo_build());
    assert_success(&reader.npm("typecheck"));

    let backend = target_directory().join("debug/tasks");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/readme.mjs");
    let web = reader.path("web");
    browser::run(&script, &[("BACKEND", &backend), ("WEB", &web)])
        .unwrap_or_else(|error| panic!("{error}"));

    let tasks = fs::read_to_string(reader.path("src/tasks.rs")).expect("tasks.rs");
    reader.write("src/tasks.rs", &tasks.replace("title", "label"));
    assert_success(&reader.cargo_build());
    let types = reader.npm("typecheck");
    let told = String::from_utf8_lossy(&types.stdout);
    assert!(!types.status.success(), "the page still reads a field that is gone");
    assert!(told.contains("src/App.tsx") && told.contains("'title' does not exist"), "{told}");
}
