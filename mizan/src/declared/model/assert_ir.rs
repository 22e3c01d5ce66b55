//! The comparison of the model that the build read in the source with the model of the linked
//! program.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use mizan_ir::{SourceLocation, to_kdl};

use super::api::api;

/// Compares the model that the build read in the source with the model of the running program.
///
/// The build reads the source as it is written; the macros register what the compiler made of it.
/// One line in a test proves that both models agree, byte for byte, so that the client knows the
/// server.
///
/// The line belongs into a test of the library, or into an integration test that names the library,
/// so that its functions are linked:
///
/// ```no_run
/// # mod my_app {}
/// use my_app as _;
///
/// #[test]
/// fn the_client_knows_the_server() {
///     mizan::assert_ir!();
/// }
/// # fn main() {}
/// ```
///
/// The functions of a binary are linked only into its own tests: there the line belongs into a test
/// module of `src/main.rs`. Functions of the test itself are reported as a difference.
///
/// # Panics
///
/// If the models differ, with the items that differ.
#[macro_export]
macro_rules! assert_ir {
    () => {
        $crate::__private::compare(&$crate::__private::TestLocation {
            out_dir: ::core::option_env!("OUT_DIR"),
            package: ::core::env!("CARGO_MANIFEST_DIR"),
            file: ::core::file!(),
            binary: ::core::option_env!("CARGO_BIN_NAME"),
        })
    };
}

/// The location of a test.
pub struct TestLocation {
    /// `OUT_DIR` of the package, if it has a build script.
    pub out_dir: Option<&'static str>,
    /// The directory of the package.
    pub package: &'static str,
    /// The source file of the test.
    pub file: &'static str,
    /// The binary that the test belongs to.
    pub binary: Option<&'static str>,
}

/// Panics if the models of the source and of the program differ.
#[track_caller]
pub fn compare(tested: &TestLocation) {
    let source = tested.read_source();
    let mut linked = api();
    let package = tested.package_in_workspace();
    linked.change_locations(|location| {
        location.file = SourceLocation::file_from(&package, &location.file)
    });
    if let Some(differences) = tell_differences(&source, &to_kdl(&linked)) {
        panic!("{differences}");
    }
}

impl TestLocation {
    /// The model that the build wrote for the library or the binary of the test.
    fn read_source(&self) -> String {
        let Some(out_dir) = self.out_dir else {
            panic!("there is nothing to compare with: the package has no build script");
        };
        let directory = Path::new(out_dir).join("mizan");
        let name = self
            .binary
            .map_or("lib".to_owned(), |binary| format!("bin-{}", binary.replace('-', "_")));
        let own = directory.join("linked").join(format!("{name}.kdl"));
        let path = if own.is_file() { own } else { directory.join("api.kdl") };
        fs::read_to_string(&path).unwrap_or_else(|error| {
            panic!("the build has not written the model, {}: {error}", path.display())
        })
    }

    /// The directory of the package relative to the workspace, as in the paths of the compiler.
    fn package_in_workspace(&self) -> String {
        let file = self.file.replace('\\', "/");
        let package = Path::new(self.package);
        let parents = Path::new(&file).ancestors().skip(1);
        let found = parents.filter(|parent| package.ends_with(parent)).find(|parent| {
            let inside = Path::new(&file).strip_prefix(parent);
            inside.is_ok_and(|inside| package.join(inside).is_file())
        });
        found.map(|parent| parent.display().to_string()).unwrap_or_default()
    }
}

/// The differences of two documents, item by item.
fn tell_differences(source: &str, linked: &str) -> Option<String> {
    if source == linked {
        return None;
    }
    let (source, linked) = (items(source), items(linked));
    let mut told = "the source and the program have different models\n".to_owned();
    for (name, read) in &source {
        match linked.get(name) {
            None => tell(&mut told, name, NOT_LINKED),
            Some(compiled) if compiled != read => tell_lines(&mut told, name, read, compiled),
            Some(_) => {}
        }
    }
    for name in linked.keys().filter(|name| !source.contains_key(*name)) {
        tell(&mut told, name, NOT_READ);
    }
    Some(told)
}

const NOT_LINKED: &str = "the build read it, and it is not linked into this test\n    \
    name its crate in the test: `use my_app as _;`; if it is a binary's, compare in a test module \
    of that binary";

const NOT_READ: &str = "it is linked into this test, and the build did not read it\n    \
    it belongs to the test itself, or to a package that is no path dependency, or a macro made it";

/// The items of a document by their first words, such as `function "ping"`.
fn items(document: &str) -> BTreeMap<String, &str> {
    let name = |item: &str| item.split('"').take(2).collect::<Vec<_>>().join("\"") + "\"";
    document.split("\n\n").skip(1).map(|item| (name(item), item)).collect()
}

fn tell(told: &mut String, name: &str, text: &str) {
    write!(told, "\n{name}:\n    {text}\n").expect("a String takes every text");
}

fn tell_lines(told: &mut String, name: &str, read: &str, compiled: &str) {
    write!(told, "\n{name}: - as the build read it, + as it is compiled\n")
        .expect("a String takes every text");
    for line in diff::lines(read.trim_end(), compiled.trim_end()) {
        let (sign, line) = match line {
            diff::Result::Left(line) => ('-', line),
            diff::Result::Right(line) => ('+', line),
            diff::Result::Both(line, _) => (' ', line),
        };
        writeln!(told, "  {sign} {line}").expect("a String takes every text");
    }
    told.push_str(advice(name));
}

/// The advice for an item that the build read otherwise than the compiler.
fn advice(name: &str) -> &'static str {
    match name.split(' ').next() {
        Some("type") => {
            "    a macro above the type changes it, or a name in it means another type to the build\n    \
             write out what the macro makes, and the types by their full path; \
             `mizan::assert_types!()` tells what serde reads and writes\n"
        }
        _ => {
            "    a name in it means another type to the build than to the compiler\n    \
             write the types by their full path\n"
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = "mizan version=1\n\nfunction \"ping\" {\n    result type=\"()\"\n}\n\n\
                       type \"app::A\" {\n    unit\n}\n";

    #[test]
    fn the_same_is_no_difference() {
        assert_eq!(tell_differences(ONE, ONE), None);
    }

    #[test]
    fn each_item_that_differs_is_told() {
        let other = ONE.replace("()", "bool").replace("app::A", "app::B");
        let told = tell_differences(ONE, &other).expect("a difference");
        assert!(told.contains("-     result type=\"()\"\n  +     result type=\"bool\""), "{told}");
        assert!(told.contains(&format!("type \"app::A\":\n    {NOT_LINKED}")), "{told}");
        assert!(told.contains(&format!("type \"app::B\":\n    {NOT_READ}")), "{told}");
    }

    #[test]
    fn files_are_named_from_the_package() {
        assert_eq!(SourceLocation::file_from("", "src/main.rs"), "src/main.rs");
        assert_eq!(SourceLocation::file_from("server", "server/src/main.rs"), "src/main.rs");
        assert_eq!(SourceLocation::file_from("server", "api/src/lib.rs"), "../api/src/lib.rs");
    }
}
