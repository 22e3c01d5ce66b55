//! Cached outlines are used where they are true, and only there.

use std::{fs, path::PathBuf};

use super::{Fixture, assert_has};

/// The only outline that is kept.
fn outline(fixture: &Fixture) -> PathBuf {
    let mut entries = fs::read_dir(fixture.path("target/out/mizan/outlines")).unwrap();
    let path = entries.next().unwrap().unwrap().path();
    assert!(entries.next().is_none(), "one file, one outline");
    path
}

/// Lets the next run do all of its work.
fn forget_run(fixture: &Fixture) {
    fs::remove_file(fixture.path("target/out/mizan/run")).unwrap();
}

/// Puts another name into what is kept of a file, behind the copy of its text.
fn tamper(fixture: &Fixture, name: &str, other: &str) {
    forget_run(fixture);
    let path = outline(fixture);
    let mut bytes = fs::read(&path).unwrap();
    let at = bytes.windows(name.len()).rposition(|window| window == name.as_bytes()).unwrap();
    bytes[at..at + name.len()].copy_from_slice(other.as_bytes());
    fs::write(path, bytes).unwrap();
}

#[test]
fn a_file_that_did_not_change_is_not_parsed_again() {
    let fixture = Fixture::of("#[client] fn kept() {}");
    fixture.build();
    tamper(&fixture, "kept", "took");
    assert_has(&fixture.kdl(), "function \"took\"");
}

#[test]
fn a_file_that_changed_is() {
    let fixture = Fixture::of("#[client] fn kept() {}");
    fixture.build();
    tamper(&fixture, "kept", "took");
    fixture.write("src/lib.rs", "#[mizan::client] fn here() {}");
    assert_has(&fixture.kdl(), "function \"here\"");
    outline(&fixture);
}

#[test]
fn another_configuration_reads_the_file_anew() {
    let fixture =
        Fixture::of("#[cfg(feature = \"admin\")] #[client] fn admin() {} #[client] fn all() {}");
    assert_has(&fixture.kdl(), "function \"admin\"");
    let package = crate::package::Package { cfg: crate::scan::Cfg::default(), ..fixture.package() };
    fixture.build_to(&package, &[]);
    assert!(!fixture.read("target/out/mizan/api.kdl").contains("admin"));
}

#[test]
fn what_is_broken_is_as_good_as_none() {
    let fixture = Fixture::of("#[client] fn kept() {}");
    let kdl = fixture.kdl();
    let whole = fs::read(outline(&fixture)).unwrap();
    let longer = [&whole, &b"more"[..]].concat();
    for broken in [&b""[..], b"something else", &whole[..whole.len() - 1], &longer] {
        fs::write(outline(&fixture), broken).unwrap();
        forget_run(&fixture);
        assert_eq!(fixture.kdl(), kdl);
        assert_eq!(fs::read(outline(&fixture)).unwrap(), whole, "it is mended");
    }
}

#[test]
fn a_file_that_is_gone_is_forgotten() {
    let fixture = Fixture::of("mod other; #[client] fn kept() {}");
    fixture.write("src/other.rs", "");
    fixture.build();
    fixture.write("src/lib.rs", "#[mizan::client] fn kept() {}");
    fixture.build();
    outline(&fixture);
}
