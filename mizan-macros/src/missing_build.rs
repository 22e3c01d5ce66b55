//! The error of a package without a build script that writes its client.

use std::{env, fs, path::Path};

use proc_macro2::Span;
use syn::Error;

/// The error, with the lines to add to `Cargo.toml` and `build.rs`.
pub(crate) fn missing_build() -> Error {
    let directory = env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default();
    let manifest = fs::read_to_string(Path::new(&directory).join("Cargo.toml")).unwrap_or_default();
    Error::new(
        Span::call_site(),
        format!(
            "no client is written: the package has no build script that runs \
             mizan-build\n\
             write in Cargo.toml:\n    \
             [build-dependencies]\n    \
             mizan-build = {source}\n\n\
             and in build.rs, beside Cargo.toml:\n    \
             fn main() {{\n        \
             mizan_build::configure().require_auth().react(\"web/src/api\").generate();\n    \
             }}\n\n\
             or, if another package writes the client of this one, in Cargo.toml:\n    \
             [package.metadata.mizan]\n    \
             client = \"elsewhere\"",
            source = source_of_build(&manifest),
        ),
    )
}

/// The source of `mizan-build` in the notation of a manifest: the path, the repository or the
/// version that the manifest gives for `mizan`.
fn source_of_build(manifest: &str) -> String {
    let version = || format!("\"{}\"", env!("CARGO_PKG_VERSION"));
    let Some(entry) = find_entry(manifest) else { return version() };
    let entry = entry.as_str();
    if let Some(path) = value_of(entry, "path") {
        return format!("{{ path = \"{}-build\" }}", path.trim_end_matches(['/', '\\']));
    }
    if let Some(git) = value_of(entry, "git") {
        let keys = ["branch", "tag", "rev"].into_iter();
        let at = keys.filter_map(|key| Some(format!(", {key} = \"{}\"", value_of(entry, key)?)));
        return format!("{{ git = \"{git}\"{} }}", at.collect::<String>());
    }
    if entry.contains("workspace") {
        return "{ workspace = true }".to_owned();
    }
    let number = value_of(entry, "version").or_else(|| entry.strip_prefix('"')?.strip_suffix('"'));
    number.map_or_else(version, |number| format!("\"{number}\""))
}

/// The value of the dependency `mizan`, in each notation of a manifest: `mizan = …`, `mizan.path = …`,
/// a table `[dependencies.mizan]`, or a dependency of another name with `package = "mizan"`.
fn find_entry(manifest: &str) -> Option<String> {
    let lines = || manifest.lines().map(|line| line.split(" #").next().unwrap_or_default().trim());
    let pairs = || lines().filter_map(|line| line.split_once('='));
    if let Some((_, entry)) = pairs().find(|(name, _)| name.trim() == "mizan") {
        return Some(entry.trim().to_owned());
    }
    let is_renamed = |entry: &&str| value_of(entry, "package") == Some("mizan");
    if let Some(entry) = pairs().map(|(_, entry)| entry.trim()).find(is_renamed) {
        return Some(entry.to_owned());
    }
    let dotted = pairs().filter_map(|(name, value)| {
        Some(format!("{} = {}", name.trim().strip_prefix("mizan.")?, value.trim()))
    });
    let table = lines()
        .skip_while(|line| !line.ends_with("dependencies.mizan]"))
        .skip(1)
        .take_while(|line| !line.starts_with('['))
        .filter(|line| line.contains('='))
        .map(str::to_owned);
    let keys: Vec<String> = dotted.chain(table).collect();
    (!keys.is_empty()).then(|| format!("{{ {} }}", keys.join(", ")))
}

/// The text of a key in `{ key = "text" }`.
fn value_of<'entry>(entry: &'entry str, key: &str) -> Option<&'entry str> {
    entry.trim_matches(['{', '}', ' ']).split(',').find_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        (name.trim() == key).then(|| value.trim().trim_matches('"'))
    })
}

#[cfg(test)]
mod tests {
    use super::source_of_build;

    #[test]
    fn it_comes_from_where_mizan_comes_from() {
        for (mizan, build) in [
            ("\"0.3\"", "\"0.3\""),
            ("{ version = \"0.3\", features = [\"axum\"] }", "\"0.3\""),
            ("{ path = \"../mizan\", features = [\"axum\"] }", "{ path = \"../mizan-build\" }"),
            (
                "{ git = \"https://example.org/mizan\", rev = \"abc\" }",
                "{ git = \"https://example.org/mizan\", rev = \"abc\" }",
            ),
            ("{ workspace = true, features = [\"axum\"] }", "{ workspace = true }"),
        ] {
            let manifest = format!("[dependencies]\nserde = \"1\"\nmizan = {mizan}\n");
            assert_eq!(source_of_build(&manifest), build, "{mizan}");
        }
        for (manifest, build) in [
            ("mizan.workspace = true\n", "{ workspace = true }"),
            ("mizan.path = \"../m/mizan\" # here\n", "{ path = \"../m/mizan-build\" }"),
            (
                "live = { package = \"mizan\", path = \"../mizan\" }\n",
                "{ path = \"../mizan-build\" }",
            ),
            ("mizan = \"0.3\" # new\n", "\"0.3\""),
        ] {
            let manifest = format!("[dependencies]\nserde = \"1\"\n{manifest}");
            assert_eq!(source_of_build(&manifest), build, "{manifest}");
        }
        let table =
            "[dependencies.mizan]\nfeatures = [\"axum\"]\npath = \"../mizan\"\n\n[features]\n";
        assert_eq!(source_of_build(table), "{ path = \"../mizan-build\" }");
        assert_eq!(source_of_build(""), format!("\"{}\"", env!("CARGO_PKG_VERSION")));
    }
}
