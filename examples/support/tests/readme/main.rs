//! README as a newcomer follows it: an empty directory, and each command and each file of its first
//! chapters, in their order, with the crates as they are published.

mod packages;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use example_support::browser;
use packages::Packages;
use tempfile::TempDir;

/// The heading of the first chapter that is typed, and of the first one behind them.
const CHAPTERS: [&str; 2] = ["## Start an application", "## What a declaration says"];

/// README's backend listens on port 3000, which may be taken where the tests run. Here the backend
/// takes a free port and prints its address for `browser.mjs`, which passes the address to Vite.
const LISTEN: &str =
    "    let listener = tokio::net::TcpListener::bind(\"127.0.0.1:3000\").await?;\n";
const LISTEN_ANYWHERE: &str = r#"    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    println!("http://{}", listener.local_addr()?);
"#;
const BACKEND: &str = "\"http://127.0.0.1:3000\"";

/// One thing that README tells to do.
enum Step {
    /// A line of a block of `sh`.
    Run(String),
    /// A block whose first line names its file.
    Write { file: String, text: String },
}

/// The steps of the chapters, in their order.
fn read_steps(readme: &str) -> Vec<Step> {
    let [first, behind] = CHAPTERS.map(|heading| readme.find(heading).expect(heading));
    let mut steps = Vec::new();
    for block in readme[first..behind].split("\n```").skip(1).step_by(2) {
        let (language, text) = block.split_once('\n').expect("a block has lines");
        if language == "sh" {
            let commands = text.lines().map(|line| line.split('#').next().unwrap_or_default());
            steps.extend(commands.map(|command| Step::Run(command.trim().to_owned())));
        } else {
            let first = text.lines().next().unwrap_or_default();
            let file = first.strip_prefix("// ").or_else(|| first.strip_prefix("# "));
            let file = file.unwrap_or_else(|| panic!("a block names its file:\n{text}")).to_owned();
            steps.push(Step::Write { file, text: format!("{text}\n") });
        }
    }
    steps
}

/// A newcomer, who begins in an empty directory.
struct Newcomer {
    home: TempDir,
    /// The directory of the commands, which `cd` changes.
    directory: PathBuf,
    repository: PathBuf,
    packages: Packages,
    /// The server programs that README tells to start, which run at the end of a chapter.
    servers: Vec<String>,
}

impl Newcomer {
    fn new() -> Self {
        let home = TempDir::new().expect("a temporary directory");
        let repository =
            Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).expect("the repository");
        let packages = Packages::pack(repository, target_directory().join("packed"));
        let directory = home.path().to_owned();
        let repository = repository.to_owned();
        Self { home, directory, repository, packages, servers: Vec::new() }
    }

    fn path(&self, file: &str) -> PathBuf {
        self.directory.join(file)
    }

    fn follow(&mut self, step: &Step) {
        match step {
            Step::Run(command) => self.enter(command),
            Step::Write { file, text } => match file.as_str() {
                "Cargo.toml" => self.end_manifest(text),
                "Cargo.toml, among the dependencies" => self.add_dependencies(text),
                "src/main.rs" => self.write(file, &replace_once(text, LISTEN, LISTEN_ANYWHERE)),
                "web/vite.config.ts" => {
                    self.write(file, &replace_once(text, BACKEND, "process.env.BACKEND_ADDRESS!"));
                }
                _ => self.write(file, text),
            },
        }
    }

    /// Runs a command as it is typed. A server is started later, by the script of the browser.
    fn enter(&mut self, command: &str) {
        if let Some(directory) = command.strip_prefix("cd ") {
            self.directory.push(directory);
        } else if command == "cargo run" || command.ends_with("run dev") {
            self.servers.push(command.to_owned());
        } else if let Err(told) = self.run(command) {
            panic!("`{command}` fails:\n{told}");
        }
    }

    /// The output of a command, which is the error if it fails.
    fn run(&self, command: &str) -> Result<String, String> {
        let mut words = command.split_whitespace();
        let program = words.next().expect("a command");
        let output = Command::new(program)
            .args(words)
            .current_dir(&self.directory)
            // Shared between the runs, so that only the newcomer's own crate is compiled anew.
            .env("CARGO_TARGET_DIR", target_directory())
            // The newcomer answers "y" where npm asks if it may fetch `create-vite`.
            .env("npm_config_yes", "true")
            .stdin(std::process::Stdio::null())
            .output()
            .unwrap_or_else(|error| panic!("{command}: {error}"));
        let text = [output.stdout, output.stderr].concat();
        let text = String::from_utf8_lossy(&text).into_owned();
        if output.status.success() { Ok(text) } else { Err(text) }
    }

    fn write(&self, file: &str, text: &str) {
        fs::write(self.path(file), text).unwrap_or_else(|error| panic!("{file}: {error}"));
    }

    fn read(&self, file: &str) -> String {
        fs::read_to_string(self.path(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
    }

    /// Ends the manifest of `cargo new` with README's lines.
    fn end_manifest(&self, lines: &str) {
        let manifest = self.read("Cargo.toml");
        let (package, _) = manifest.split_once("[dependencies]").expect("cargo new writes it");
        let lines = self.lead_to_packages(lines);
        self.write("Cargo.toml", &(package.to_owned() + &lines + "\n" + &self.packages.patch()));
        // The versions that the repository was tested with.
        fs::copy(self.repository.join("Cargo.lock"), self.path("Cargo.lock")).expect("Cargo.lock");
    }

    /// Writes dependencies below `[dependencies]`, in the place of those of the same names.
    fn add_dependencies(&self, lines: &str) {
        let lines = self.lead_to_packages(lines);
        let name = |line: &str| line.split(" = ").next().unwrap_or_default().to_owned();
        let added: Vec<String> = lines.lines().skip(1).map(name).collect();
        let manifest = self.read("Cargo.toml");
        let kept: Vec<&str> =
            manifest.lines().filter(|line| !added.contains(&name(line))).collect();
        let kept = kept.join("\n") + "\n";
        self.write(
            "Cargo.toml",
            &replace_once(&kept, "[dependencies]\n", &format!("[dependencies]\n{lines}")),
        );
    }

    /// The newcomer's copy of the repository is what is published of it.
    fn lead_to_packages(&self, lines: &str) -> String {
        let lead = |lines: String, name: &str| {
            let path = self.packages.path(name).to_string_lossy().replace('\\', "/");
            lines.replace(&format!("\"../mizan/{name}\""), &format!("\"{path}\""))
        };
        ["mizan", "mizan-build"].into_iter().fold(lines.to_owned(), lead)
    }

    /// Starts the servers, and runs a test of `browser.mjs` in a browser.
    fn look(&self, test: &str) {
        assert_eq!(self.servers, ["cargo run", "npm --prefix web run dev"]);
        let backend = target_directory().join("debug/tasks");
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/readme/browser.mjs");
        let variables: [(&str, &Path); 3] =
            [("BACKEND", &backend), ("WEB", &self.path("web")), ("LOOK_FOR", Path::new(test))];
        browser::run(&script, &variables).unwrap_or_else(|error| panic!("{error}"));
    }
}

fn replace_once(text: &str, from: &str, to: &str) -> String {
    assert_eq!(text.matches(from).count(), 1, "`{from}` stands once in:\n{text}");
    text.replace(from, to)
}

fn target_directory() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("readme")
}

#[test]
fn following_the_readme_leads_to_a_running_page() {
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../README.md");
    let steps = read_steps(&fs::read_to_string(readme).expect("README.md"));
    let is_server = |step: &Step| matches!(step, Step::Run(command) if command == "cargo run");
    let start = steps.iter().position(is_server).expect("README starts the backend");
    // Both servers are started in one block.
    let (first, second) = steps.split_at(start + 2);
    let mut newcomer = Newcomer::new();
    assert_eq!(fs::read_dir(newcomer.home.path()).expect("a directory").count(), 0);

    first.iter().for_each(|step| newcomer.follow(step));
    newcomer.look("tasks");
    newcomer.run("npm --prefix web run build").unwrap_or_else(|told| panic!("{told}"));
    assert!(newcomer.path("web/dist/index.html").exists());

    second.iter().for_each(|step| newcomer.follow(step));
    newcomer.run("cargo build").unwrap_or_else(|told| panic!("{told}"));
    newcomer.run("npm --prefix web run build").unwrap_or_else(|told| panic!("{told}"));
    newcomer.look("people");

    let tasks = newcomer.read("src/tasks.rs");
    newcomer.write("src/tasks.rs", &tasks.replace("title", "label"));
    newcomer.run("cargo build").unwrap_or_else(|told| panic!("{told}"));
    let told = newcomer.run("npm --prefix web run build");
    let told = told.expect_err("the page still reads a field that is gone");
    assert!(told.contains("src/App.tsx") && told.contains("'title' does not exist"), "{told}");
}
