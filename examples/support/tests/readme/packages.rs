//! The crates as they are published: packed by Cargo, and unpacked where nothing of the repository is near.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// The crates that are published, and what each has to contain beside its sources.
const CRATES: [(&str, &[&str]); 5] = [
    ("mizan", &["LICENSE", "README.md", "AGENTS.md", "guide/nodes.md"]),
    ("mizan-build", &["LICENSE", "README.md"]),
    ("mizan-ir", &["LICENSE", "KDL.md"]),
    ("mizan-macros", &["LICENSE"]),
    ("mizan-syntax", &["LICENSE"]),
];

/// The unpacked crates.
pub(crate) struct Packages {
    directory: PathBuf,
    version: String,
}

impl Packages {
    /// Packs the crates of a repository into `directory`, and unpacks them there.
    pub(crate) fn pack(repository: &Path, directory: PathBuf) -> Self {
        let mut cargo = Command::new(env!("CARGO"));
        // What is unpacked is built by whoever depends on it, which verifies it.
        cargo.args(["package", "--no-verify", "--allow-dirty", "--quiet", "--target-dir"]);
        cargo.arg(&directory).current_dir(repository);
        for (name, _) in CRATES {
            cargo.args(["--package", name]);
        }
        run(&mut cargo);
        let packages = Self {
            directory: directory.join("package"),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        };
        for (name, contents) in CRATES {
            packages.unpack(name, contents);
        }
        packages
    }

    fn unpack(&self, name: &str, contents: &[&str]) {
        let unpacked = self.path(name);
        // Files that the crate had when it was packed the last time.
        let _ = fs::remove_dir_all(&unpacked);
        let archive = format!("{name}-{}.crate", self.version);
        // Cargo packs all files with one old time, by which it would not see that they have changed: with
        // `m` they bear the time of now.
        run(Command::new("tar").args(["-xzmf", &archive]).current_dir(&self.directory));
        for file in contents {
            assert!(unpacked.join(file).is_file(), "the package of {name} lacks {file}");
        }
        let has_tests = unpacked.join("tests").exists();
        assert!(!has_tests, "the package of {name} has tests, which need the repository");
    }

    /// The directory of an unpacked crate.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.directory.join(format!("{name}-{}", self.version))
    }

    /// The lines of a manifest with which all crates come from here, and none from a registry.
    pub(crate) fn patch(&self) -> String {
        let line = |(name, _): &(&str, &[&str])| {
            let path = self.path(name).to_string_lossy().replace('\\', "/");
            format!("{name} = {{ path = \"{path}\" }}\n")
        };
        "[patch.crates-io]\n".to_owned() + &CRATES.iter().map(line).collect::<String>()
    }
}

fn run(command: &mut Command) {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?} fails:\n{told}");
}
