//! The work of a build grows with the source and no faster, and a run where nothing changed parses
//! nothing. Work is counted in allocations, which are nearly the same on every machine.

use std::{
    alloc::System,
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// The functions, and the types, in a file.
const ITEMS: usize = 10;

#[test]
fn twice_the_source_is_twice_the_work() {
    let [small, large] = [40, 80].map(Measured::of);
    let factor = large.first as f64 / small.first as f64;
    assert!(factor < 2.1, "from nothing: {small:?}, then {large:?}");
    let factor = large.edited as f64 / small.edited as f64;
    assert!(factor < 2.1, "after an edit of a declaration: {small:?}, then {large:?}");
    // An outline is read back with far fewer allocations than syn needs to parse its source.
    assert!(small.edited < small.first / 2, "{small:?}");
    // The texts of a file are read and compared, and nothing is made of them.
    assert!(small.unchanged < 40 * 20, "{small:?}");
    assert!(large.unchanged < 80 * 20, "{large:?}");
}

/// The allocations of runs.
#[derive(Debug)]
struct Measured {
    first: usize,
    edited: usize,
    unchanged: usize,
}

impl Measured {
    fn of(files: usize) -> Self {
        let package = Package::new(files);
        let first = package.build();
        package.write(1, "/// A better word.");
        let edited = package.build();
        Self { first, edited, unchanged: package.build() }
    }
}

/// The build script of a package: this program, run once more.
#[test]
fn measured() {
    if env::var_os("MIZAN_MEASURED").is_some() {
        let region = Region::new(ALLOCATOR);
        mizan_build::configure().typescript("web/api").generate();
        println!("\nallocations: {}", region.change().allocations);
    }
}

/// A package of some files, removed when it is dropped.
struct Package {
    root: PathBuf,
}

impl Package {
    fn new(files: usize) -> Self {
        let name = format!("mizan-build-linear-{}-{files}", std::process::id());
        let package = Self { root: env::temp_dir().join(name) };
        fs::create_dir_all(package.root.join("src")).unwrap();
        fs::create_dir_all(package.root.join("web")).unwrap();
        let manifest = "[package]\nname = \"large\"\n[dependencies]\nmizan = \"0.1\"\n";
        fs::write(package.root.join("Cargo.toml"), manifest).unwrap();
        let modules = (0..files).map(|file| format!("mod part{file};\n"));
        fs::write(package.root.join("src/lib.rs"), modules.collect::<String>()).unwrap();
        (0..files).for_each(|file| package.write(file, ""));
        package
    }

    /// Writes the source of a file, with more documentation above its functions.
    fn write(&self, file: usize, docs: &str) {
        let path = self.root.join(format!("src/part{file}.rs"));
        fs::write(path, source_of(file, docs)).unwrap();
    }

    /// Runs the build script, and returns the number of its allocations.
    fn build(&self) -> usize {
        let output = Command::new(env::current_exe().unwrap())
            .args(["measured", "--exact", "--nocapture"])
            .env("MIZAN_MEASURED", "1")
            .env("CARGO_MANIFEST_DIR", &self.root)
            .env("CARGO_PKG_NAME", "large")
            .env("OUT_DIR", self.root.join("target/out"))
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(!text.contains("error="), "{text}");
        assert!(Path::new(&self.root).join("web/api/client.ts").exists(), "{text}");
        let line = text.lines().find_map(|line| line.strip_prefix("allocations: "));
        line.unwrap_or_else(|| panic!("{text}")).parse().unwrap()
    }
}

impl Drop for Package {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.root);
    }
}

fn source_of(file: usize, docs: &str) -> String {
    let mut text = format!(
        "use mizan::{{Context, Error, Type, client}};\n#[derive(Context)]\npub struct Scope{file} {{ user_id: i64 }}\n"
    );
    for item in 0..ITEMS {
        let relation = if item % 2 == 0 { "context" } else { "affects" };
        text += &format!(
            "/// An entry.\n#[derive(serde::Serialize, Type)]\n\
             pub struct Entry{item} {{ id: i64, tags: Vec<String>, note: Option<String> }}\n\
             /// Does it.\n{docs}\n#[client({relation} = Scope{file})]\n\
             async fn call_{file}_{item}(user_id: i64, count: Option<u32>) -> Result<Vec<Entry{item}>, Error> {{\n\
                 Err(Error::not_found(\"none\"))\n}}\n"
        );
    }
    text
}
