//! The guide as a newcomer follows it: an empty directory, and each command and each file of the start, of
//! the sessions, of the tests and of the deployment, in their order, with the crates as they are published.
//! README has the listings of the start.

mod packages;
mod start;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::LazyLock,
};

use example_support::browser;
use packages::Packages;
use tempfile::TempDir;

/// The backend listens on port 3000, which may be taken where the tests run. Here the backend takes a
/// free port, or after a restart the one that it had, and prints its address for `browser.mjs`, which
/// passes the address to Vite.
const LISTEN: &str =
    "    let listener = tokio::net::TcpListener::bind(\"127.0.0.1:3000\").await?;\n";
const LISTEN_ANYWHERE: &str = r#"    let address = std::env::var("LISTEN").unwrap_or("127.0.0.1:0".to_owned());
    let listener = tokio::net::TcpListener::bind(address).await?;
    println!("http://{}", listener.local_addr()?);
"#;
const BACKEND: &str = "\"http://127.0.0.1:3000\"";

/// One thing that a page tells to do.
enum Step {
    /// A line of a block of `sh`.
    Run(String),
    /// A block whose first line names its file.
    Write { file: String, text: String },
}

/// The blocks of code of a page, each the words behind its fence and its text.
fn blocks(page: &str) -> impl Iterator<Item = (&str, &str)> {
    let blocks = page.split("\n```").skip(1).step_by(2);
    blocks.map(|block| block.split_once('\n').expect("a block has lines"))
}

/// The steps of a page, in their order. A block that names no file is there to be read.
fn read_steps(page: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    for (language, text) in blocks(page) {
        if language == "sh" {
            let commands = text.lines().map(|line| line.split('#').next().unwrap_or_default());
            steps.extend(commands.map(|command| Step::Run(command.trim().to_owned())));
            continue;
        }
        let first = text.lines().next().unwrap_or_default();
        let named = first.strip_prefix("// ").or_else(|| first.strip_prefix("# "));
        if let Some(file) = named.filter(|name| name.contains('.') && !name.contains("in the")) {
            steps.push(Step::Write { file: file.to_owned(), text: format!("{text}\n") });
        }
    }
    steps
}

/// The part of a page of the guide from one text to another, or to its end.
fn read_guide(name: &str, from: &str, to: Option<&str>) -> String {
    let path = repository().join(format!("mizan/guide/{name}.md"));
    let page = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
    between(&page, from, to).to_owned()
}

fn between<'page>(page: &'page str, from: &str, to: Option<&str>) -> &'page str {
    let find = |text: &str| page.find(text).unwrap_or_else(|| panic!("no `{text}`"));
    &page[find(from)..to.map_or(page.len(), find)]
}

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).expect("the repository")
}

/// A newcomer, who begins in an empty directory.
struct Newcomer {
    /// Removes the directory at the end.
    _home: TempDir,
    /// The directory of the commands, which `cd` changes.
    directory: PathBuf,
    /// The server programs that the guide tells to start, which run at the end of a page.
    servers: Vec<String>,
}

impl Newcomer {
    fn new() -> Self {
        let home = TempDir::new().expect("a temporary directory");
        assert_eq!(fs::read_dir(home.path()).expect("a directory").count(), 0);
        let directory = home.path().to_owned();
        Self { _home: home, directory, servers: Vec::new() }
    }

    fn path(&self, file: &str) -> PathBuf {
        self.directory.join(file)
    }

    /// Does what a page says, or a part of one.
    fn follow(&mut self, page: &str) {
        let steps = read_steps(page);
        assert!(steps.len() > 1, "nothing to do in:\n{page}");
        for step in &steps {
            match step {
                Step::Run(command) => self.enter(command),
                Step::Write { file, text } => self.place(file, text),
            }
        }
    }

    fn place(&mut self, file: &str, text: &str) {
        match file {
            "Cargo.toml" => self.end_manifest(text),
            "Cargo.toml, among the dependencies" => self.add_dependencies(text),
            "src/main.rs" => self.write(file, &text.replace(LISTEN, LISTEN_ANYWHERE)),
            "web/vite.config.ts" => {
                self.write(file, &replace_once(text, BACKEND, "process.env.BACKEND_ADDRESS!"));
            }
            _ => match file.split_once(", ") {
                Some((file, "at its end")) => self.write(file, &(self.read(file) + "\n" + text)),
                Some(_) => panic!("where is `{file}`?"),
                None => self.write(file, text),
            },
        }
    }

    /// Runs a command as it is typed. A server is started later, by the script of the browser. The
    /// optimised build of all dependencies would take minutes, and shows nothing more.
    fn enter(&mut self, command: &str) {
        let command = command.trim_end_matches(" --release");
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

    /// Ends the manifest of `cargo new` with the lines of the start.
    fn end_manifest(&self, lines: &str) {
        let manifest = self.read("Cargo.toml");
        let (package, _) = manifest.split_once("[dependencies]").expect("cargo new writes it");
        let lines = self.lead_to_packages(lines);
        self.write("Cargo.toml", &(package.to_owned() + &lines + "\n" + &packages().patch()));
        // The versions that the repository was tested with.
        fs::copy(repository().join("Cargo.lock"), self.path("Cargo.lock")).expect("Cargo.lock");
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
            let path = packages().path(name).to_string_lossy().replace('\\', "/");
            lines.replace(&format!("\"../mizan/{name}\""), &format!("\"{path}\""))
        };
        ["mizan", "mizan-build"].into_iter().fold(lines.to_owned(), lead)
    }

    /// Starts the servers, and runs a test of `browser.mjs` in a browser.
    fn look(&self, test: &str) {
        assert_eq!(self.servers, ["cargo run", "npm --prefix web run dev"]);
        let backend = target_directory().join("debug/tasks");
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/readme/browser.mjs");
        let variables: [(&str, &Path); 4] = [
            ("BACKEND", &backend),
            ("DIRECTORY", &self.directory),
            ("WEB", &self.path("web")),
            ("LOOK_FOR", Path::new(test)),
        ];
        browser::run(&script, &variables).unwrap_or_else(|error| panic!("{error}"));
    }

    /// Runs a command that has to go well.
    fn expect(&self, command: &str) {
        self.run(command).unwrap_or_else(|told| panic!("`{command}` fails:\n{told}"));
    }
}

/// The crates, packed once for all tests.
fn packages() -> &'static Packages {
    static PACKAGES: LazyLock<Packages> =
        LazyLock::new(|| Packages::pack(repository(), target_directory().join("packed")));
    &PACKAGES
}

fn replace_once(text: &str, from: &str, to: &str) -> String {
    assert_eq!(text.matches(from).count(), 1, "`{from}` stands once in:\n{text}");
    text.replace(from, to)
}

/// True for the name of a warning of the bundler, such as `MODULE_LEVEL_DIRECTIVE`.
fn is_code(word: &str) -> bool {
    word.len() > 4 && word.chars().all(|it| it.is_ascii_uppercase() || it == '_')
}

fn target_directory() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("readme")
}

#[test]
fn following_the_guide_leads_to_a_running_page() {
    let mut newcomer = Newcomer::new();
    newcomer.follow(&read_guide("start", "# The start", None));
    newcomer.look("tasks");
    let told = newcomer.run("npm --prefix web run build").unwrap_or_else(|told| panic!("{told}"));
    let complaint = told.split(['[', ']']).find(|word| is_code(word));
    assert_eq!(complaint, None, "the client makes the bundler complain:\n{told}");
    assert!(newcomer.path("web/dist/index.html").exists());

    newcomer.follow(&read_guide("identity", "## Sessions", Some("## JWT")));
    newcomer.expect("cargo build");
    newcomer.expect("npm --prefix web run build");
    newcomer.look("people");

    newcomer.follow(&read_guide("testing", "# Tests", Some("## As somebody")));

    let tasks = newcomer.read("src/tasks.rs");
    newcomer.write("src/tasks.rs", &tasks.replace("title", "label"));
    newcomer.expect("cargo build");
    let told = newcomer.run("npm --prefix web run build");
    let told = told.expect_err("the page still reads a field that is gone");
    assert!(told.contains("src/App.tsx") && told.contains("'title' does not exist"), "{told}");
    newcomer.write("src/tasks.rs", &tasks);
    newcomer.expect("cargo build");

    newcomer.follow(&read_guide("deploying", "# Deploying", Some("## Behind a proxy")));
    newcomer.look("deployed");
}

#[test]
fn the_readme_has_the_listings_of_the_start() {
    let readme = fs::read_to_string(repository().join("README.md")).expect("README.md");
    let chapter = between(&readme, "## Start an application", Some("## What it is not"));
    let start = read_guide("start", "## The first hook", Some("## What is where"));
    let own: Vec<&str> = blocks(chapter).map(|(_, text)| text).collect();
    let of_the_guide: Vec<&str> = blocks(&start).map(|(_, text)| text).collect();
    assert_eq!(own, of_the_guide);
}
