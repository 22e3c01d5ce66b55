//! Debian's packages, unpacked and installed nowhere.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{Result, run};

/// A server that does not answer is asked again.
const RETRY: [&str; 2] = ["-o", "Acquire::Retries=5"];

/// Unpacks packages into a folder, and those that they need and the machine has not.
pub(super) fn unpack(folder: &Path, packages: &[&str]) -> Result<()> {
    let missing = missing_packages(packages).or_else(|_| {
        run(Command::new("apt-get").args(RETRY).args(["-qq", "update"]))?;
        missing_packages(packages)
    })?;
    let downloads = folder.join("packages");
    fs::create_dir_all(&downloads).map_err(|error| error.to_string())?;
    let mut download = Command::new("apt-get");
    download.args(RETRY).args(["-qq", "download"]).args(missing);
    run(download.current_dir(&downloads))?;
    for package in fs::read_dir(&downloads).map_err(|error| error.to_string())? {
        let package = package.map_err(|error| error.to_string())?.path();
        run(Command::new("dpkg").arg("-x").arg(package).arg(folder))?;
    }
    Ok(())
}

fn missing_packages(packages: &[&str]) -> Result<Vec<String>> {
    let mut simulate = Command::new("apt-get");
    simulate.args(["-s", "-qq", "install", "--no-install-recommends"]).args(packages);
    let output = run(simulate.env("LC_ALL", "C"))?;
    let lines = String::from_utf8_lossy(&output.stdout).into_owned();
    let installs = lines.lines().filter_map(|line| line.strip_prefix("Inst "));
    let names = installs.filter_map(|line| line.split(' ').next()).map(str::to_owned);
    let names: Vec<String> = names.collect();
    if names.is_empty() {
        return Err(format!("`apt-get` has nothing to install for `{}`", packages.join(" ")));
    }
    Ok(names)
}

/// The folder of the libraries among what was unpacked.
pub(super) fn libraries(folder: &Path) -> Result<PathBuf> {
    let entries = fs::read_dir(folder.join("usr/lib")).map_err(|error| error.to_string())?;
    let mut folders = entries.flatten().map(|entry| entry.path());
    let found = folders.find(|path| path.to_string_lossy().ends_with("-linux-gnu"));
    found.ok_or_else(|| format!("{} has no libraries", folder.display()))
}
