//! The features of other crates that change the JSON of types: a program in which they are on is
//! built and run, and its server names them.

#[path = "../support/package.rs"]
mod package;

use package::Package;

const MAIN: &str = include_str!("program.rs");

#[test]
fn a_server_names_the_features_that_change_its_types() {
    let built = Package {
        name: "foreign-features",
        features: &["rust_decimal"],
        dependencies: "rust_decimal = { version = \"1\", features = [\"serde-float\"] }\n",
        sources: &[("main.rs", MAIN)],
        json_features: &["arbitrary_precision"],
    }
    .build();
    assert!(built.client.is_dir(), "the build knows nothing of the features");
    let told: Vec<&str> = built.lines.lines().collect();
    let expected = [
        "the server cannot be built",
        "",
        "the feature `serde-float` of `rust_decimal` is on: serde writes a `Decimal` as a number, and \
         the client expects a text",
        "  in `foreign_features::price` at src/main.rs:26",
        "  leave the feature out where it is asked for, which `cargo tree -e features -i \
         rust_decimal` shows; or name the type above each decimal: `#[mizan(as = \"f64\")]`",
        "",
        "the feature `arbitrary_precision` of `serde_json` is on: serde cannot read a number with a \
         fraction where a type is tagged, untagged or flattened",
        "  in `foreign_features::Shape` at src/main.rs:14",
        "  leave the feature out where it is asked for, which `cargo tree -e features -i serde_json` \
         shows; or send the number as a text, in a `String`",
    ];
    assert_eq!(told, expected);
}
