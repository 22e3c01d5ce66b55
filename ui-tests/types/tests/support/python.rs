//! Python with the checkers, the formatter and httpx, each in one version.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The packages, as `pip` takes them.
const PACKAGES: [&str; 5] =
    ["httpx==0.28.1", "mypy==1.18.2", "pyright==1.1.406", "ruff==0.14.3", "websockets==17.4"];

/// The directory with the programs of these packages, which are installed once.
pub(crate) fn programs() -> PathBuf {
    let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join("python");
    fs::create_dir_all(&home).expect("a directory for Python");
    // Several tests, and several processes, want the same directory.
    let lock = File::create(home.join("lock")).expect("a file to lock");
    lock.lock().expect("the lock");
    let (installed, wanted) = (home.join("installed"), PACKAGES.join(" "));
    let programs = home.join("venv/bin");
    if fs::read_to_string(&installed).is_ok_and(|packages| packages == wanted) {
        return programs;
    }
    make_environment(&home.join("venv"));
    run(Command::new(programs.join("python"))
        .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"])
        .args(PACKAGES));
    fs::write(installed, wanted).expect("a note of what is installed");
    programs
}

fn make_environment(directory: &Path) {
    let made = Command::new("python3").args(["-m", "venv", "--clear"]).arg(directory).output();
    let problem = match made {
        Ok(output) if output.status.success() => return,
        Ok(output) => {
            String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
        }
        Err(error) => error.to_string(),
    };
    panic!(
        "The tests of the Python client need Python 3.11 or newer with its module `venv`: {problem}\n\
         Install them, for example by `apt install python3-venv`."
    );
}

/// Runs a program, and panics with all that it says if it fails.
pub(crate) fn run(command: &mut Command) -> Output {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let said = [&output.stdout, &output.stderr].map(|text| String::from_utf8_lossy(text));
    assert!(
        output.status.success(),
        "{command:?} ended with {}:\n{}",
        output.status,
        said.concat()
    );
    output
}

/// Holds files of a directory against both checkers, in their strict modes.
pub(crate) fn check_types(directory: &Path, files: &[&str]) {
    let programs = programs();
    let cache = Path::new(env!("CARGO_TARGET_TMPDIR")).join("python/mypy");
    run(Command::new(programs.join("mypy"))
        .args(["--strict", "--python-version", "3.11", "--cache-dir"])
        .arg(cache)
        .args(files)
        .current_dir(directory));
    let settings = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("strict-{}", files[0]));
    fs::create_dir_all(&settings).expect("a directory for the settings of pyright");
    fs::write(settings.join("pyrightconfig.json"), strict_settings(&settings, directory, files))
        .expect("the settings of pyright are written");
    let told = run(Command::new(programs.join("pyright"))
        .arg("--project")
        .arg(&settings)
        .arg("--stats")
        .arg("--pythonpath")
        .arg(programs.join("python"))
        .env("PYRIGHT_PYTHON_IGNORE_WARNINGS", "1"));
    // It takes no notice of a path that it does not like, and then finds nothing to complain of.
    let told = String::from_utf8_lossy(&told.stdout).into_owned();
    let checked = told.lines().find_map(|line| line.strip_prefix("Total files checked:"));
    let checked = checked.and_then(|count| count.trim().parse::<usize>().ok());
    assert!(
        checked.is_some_and(|count| count >= files.len()),
        "not all files are checked:\n{told}"
    );
}

/// The settings of pyright, whose strict mode no argument turns on. The files of the fixed part use what is
/// private from each other, and what is written for others may be unused.
fn strict_settings(settings: &Path, directory: &Path, files: &[&str]) -> String {
    let directory = relative(settings, directory);
    let included: Vec<PathBuf> = files.iter().map(|file| directory.join(file)).collect();
    let off = ["PrivateUsage", "UnusedClass", "UnusedFunction"]
        .map(|name| format!("\"report{name}\": false"));
    format!(
        "{{\"typeCheckingMode\": \"strict\", \"pythonVersion\": \"3.11\", \"extraPaths\": [{directory:?}], \
         \"include\": {included:?}, {}}}",
        off.join(", ")
    )
}

/// A path as it is named below a directory: pyright takes no other.
fn relative(from: &Path, to: &Path) -> PathBuf {
    let [from, to] = [from, to].map(|path| path.canonicalize().expect("the directory is there"));
    let shared = from.components().zip(to.components()).take_while(|(one, other)| one == other);
    let shared = shared.count();
    let up = from.components().skip(shared).map(|_| "..".as_ref());
    up.chain(to.components().skip(shared).map(|part| part.as_os_str())).collect()
}
