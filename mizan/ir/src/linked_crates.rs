//! The list of linked crates: the other crates that a build read. The build script writes it to
//! `OUT_DIR`; the server compares it with the functions that are really linked.
//!
//! ```text
//! crate   shop_api  api
//! function    add_item    9a3f…   ../shop-api/src/lib.rs
//! ```
//!
//! Each line is one record, its parts separated by tabs. A function belongs to the last crate
//! before it.

use std::fmt::Write;

use crate::{Api, Function, SourceLocation, hash, to_kdl};

/// Another crate that the build read, with its functions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkedCrate {
    /// The name of the crate, as in `module_path!()`.
    pub crate_name: String,
    /// The name of the crate in the source of the package that is built.
    pub alias: String,
    /// The functions of the crate that are not private.
    pub functions: Vec<LinkedFunction>,
}

/// A function of a linked crate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkedFunction {
    /// The wire name.
    pub name: String,
    /// The hash that [`signature`] computes.
    pub signature: u64,
    /// The file that declares it, relative to the package that is built.
    pub file: String,
}

/// The hash of the parts of a function that a client and a server have to agree on.
pub fn signature(name: &str, function: &Function) -> u64 {
    let bare = Function { docs: String::new(), deprecated: None, ..function.clone() };
    let mut api = Api::default();
    api.functions.insert(name.to_owned(), bare);
    api.change_locations(|location| *location = SourceLocation::default());
    hash::leaf(&to_kdl(&api))
}

/// Writes linked crates as text, for [`parse_linked_crates`] to read.
pub fn write_linked_crates(linked_crates: &[LinkedCrate]) -> String {
    let mut text = String::new();
    for LinkedCrate { crate_name, alias, functions } in linked_crates {
        writeln!(text, "crate\t{crate_name}\t{alias}").expect("a String takes every text");
        for LinkedFunction { name, signature, file } in functions {
            writeln!(text, "function\t{name}\t{signature:x}\t{file}")
                .expect("a String takes every text");
        }
    }
    text
}

/// Reads the text of [`write_linked_crates`]; lines of any other form are skipped.
pub fn parse_linked_crates(text: &str) -> Vec<LinkedCrate> {
    let mut linked_crates: Vec<LinkedCrate> = Vec::new();
    for line in text.lines() {
        match *line.split('\t').collect::<Vec<_>>() {
            ["crate", name, alias] => linked_crates.push(LinkedCrate {
                crate_name: name.to_owned(),
                alias: alias.to_owned(),
                functions: Vec::new(),
            }),
            ["function", name, signature, file] => {
                let function = u64::from_str_radix(signature, 16).map(|signature| LinkedFunction {
                    name: name.to_owned(),
                    signature,
                    file: file.to_owned(),
                });
                let functions = linked_crates.last_mut().map(|last| &mut last.functions);
                functions.into_iter().for_each(|functions| functions.extend(function.clone()));
            }
            _ => {}
        }
    }
    linked_crates
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Parameter, Type};

    #[test]
    fn what_is_written_is_read_back() {
        let function = |name: &str, signature| LinkedFunction {
            name: name.to_owned(),
            signature,
            file: "../api/src/lib.rs".to_owned(),
        };
        let linked_crate = |name: &str, functions| LinkedCrate {
            crate_name: name.to_owned(),
            alias: "api".to_owned(),
            functions,
        };
        let linked_crates = [
            linked_crate("shop_api", vec![function("ping", 0), function("pong", u64::MAX)]),
            linked_crate("quiet", Vec::new()),
        ];
        assert_eq!(parse_linked_crates(&write_linked_crates(&linked_crates)), linked_crates);
        assert_eq!(parse_linked_crates("function\tof nobody\t1\tsrc/lib.rs\n"), []);
    }

    #[test]
    fn a_signature_is_of_what_travels() {
        let plain = Function::default();
        let moved = Function {
            location: SourceLocation { line: 7, ..SourceLocation::default() },
            docs: "More.".to_owned(),
            ..plain.clone()
        };
        assert_eq!(signature("ping", &plain), signature("ping", &moved));
        let loud =
            Function { arguments: vec![Parameter::new("loud", Type::Bool)], ..plain.clone() };
        assert_ne!(signature("ping", &plain), signature("ping", &loud));
        assert_ne!(signature("ping", &plain), signature("pong", &plain));
    }
}
