//! What the build read in other crates than the one it builds: left in `OUT_DIR`, for a server to
//! hold against what is linked.
//!
//! ```text
//! crate   shop_api  api
//! function    add_item    9a3f…   ../shop-api/src/lib.rs
//! ```
//!
//! One record a line, its parts separated by tabs; a function belongs to the crate above it.

use std::fmt::Write;

use crate::{Api, Function, Place, hash, to_kdl};

/// A crate that was read, and what it offers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Neighbour {
    /// Its name, as `module_path!()` has it.
    pub crate_name: String,
    /// What the crate that is built calls it.
    pub alias: String,
    /// The functions of it that are not private.
    pub functions: Vec<Offer>,
}

/// A function of a crate that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Its name on the wire.
    pub name: String,
    /// What [`signature`] makes of it.
    pub signature: u64,
    /// The file it is declared in, as it is called from the package that is built.
    pub file: String,
}

/// A number for all that a client and a server have to agree about in a function.
pub fn signature(name: &str, function: &Function) -> u64 {
    let bare = Function { docs: String::new(), deprecated: None, ..function.clone() };
    let mut api = Api::default();
    api.functions.insert(name.to_owned(), bare);
    api.change_places(|place| *place = Place::default());
    hash::leaf(&to_kdl(&api))
}

/// Neighbours as text, for [`parse_neighbours`] to read.
pub fn write_neighbours(neighbours: &[Neighbour]) -> String {
    let mut text = String::new();
    for Neighbour { crate_name, alias, functions } in neighbours {
        writeln!(text, "crate\t{crate_name}\t{alias}").expect("a String takes every text");
        for Offer { name, signature, file } in functions {
            writeln!(text, "function\t{name}\t{signature:x}\t{file}")
                .expect("a String takes every text");
        }
    }
    text
}

/// Reads what [`write_neighbours`] wrote; what is none of it is left out.
pub fn parse_neighbours(text: &str) -> Vec<Neighbour> {
    let mut neighbours: Vec<Neighbour> = Vec::new();
    for line in text.lines() {
        match *line.split('\t').collect::<Vec<_>>() {
            ["crate", name, alias] => neighbours.push(Neighbour {
                crate_name: name.to_owned(),
                alias: alias.to_owned(),
                functions: Vec::new(),
            }),
            ["function", name, signature, file] => {
                let offer = u64::from_str_radix(signature, 16).map(|signature| Offer {
                    name: name.to_owned(),
                    signature,
                    file: file.to_owned(),
                });
                let functions = neighbours.last_mut().map(|last| &mut last.functions);
                functions.into_iter().for_each(|functions| functions.extend(offer.clone()));
            }
            _ => {}
        }
    }
    neighbours
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Parameter, Type};

    #[test]
    fn what_is_written_is_read_back() {
        let offer = |name: &str, signature| Offer {
            name: name.to_owned(),
            signature,
            file: "../api/src/lib.rs".to_owned(),
        };
        let neighbour = |name: &str, functions| Neighbour {
            crate_name: name.to_owned(),
            alias: "api".to_owned(),
            functions,
        };
        let neighbours = [
            neighbour("shop_api", vec![offer("ping", 0), offer("pong", u64::MAX)]),
            neighbour("quiet", Vec::new()),
        ];
        assert_eq!(parse_neighbours(&write_neighbours(&neighbours)), neighbours);
        assert_eq!(parse_neighbours("function\tof nobody\t1\tsrc/lib.rs\n"), []);
    }

    #[test]
    fn a_signature_is_of_what_travels() {
        let plain = Function::default();
        let moved = Function {
            place: Place { line: 7, ..Place::default() },
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
