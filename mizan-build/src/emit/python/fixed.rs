//! The part of a client that is the same for every API: files of a package of Python, joined into one.

use std::collections::{BTreeMap, BTreeSet};

use super::expression::WIDTH;

/// Embeds files of the folder `python/runtime`.
macro_rules! embed {
    ($($name:literal)*) => {
        &[$(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/python/runtime/", $name))),*]
    };
}

/// What is there before the file that names it.
const OVER_HTTP: &[&str] =
    embed!("values.py" "errors.py" "requests.py" "answers.py" "sender.py" "sync.py" "awaited.py");

/// What an API with live contexts or channels has as well.
const OVER_SOCKETS: &[&str] = embed!(
    "sockets.py" "hearer.py" "connection.py" "watches.py" "memberships.py" "rooms.py" "live.py"
);

/// The modules that do not come with Python.
const PACKAGES: [&str; 2] = ["anyio", "httpx"];

/// The imports and the definitions that are the same for every API; `body` is the rest of the file.
pub(super) fn fixed_part(has_sockets: bool, body: &str) -> String {
    let over_sockets = if has_sockets { OVER_SOCKETS } else { &[] };
    let mut imports = Imports::default();
    let mut definitions = String::new();
    for file in OVER_HTTP.iter().chain(over_sockets) {
        definitions.push_str("\n\n");
        definitions.push_str(imports.take(file));
    }
    if body.contains("Never") {
        imports.add("typing", "Never");
    }
    imports.to_text() + &definitions
}

/// The imports of all files.
#[derive(Default)]
struct Imports<'file> {
    modules: BTreeSet<&'file str>,
    names: BTreeMap<&'file str, BTreeSet<Imported<'file>>>,
}

/// A name that is imported, in the order of Python's formatters: constants, classes, functions.
type Imported<'file> = (bool, bool, &'file str);

impl<'file> Imports<'file> {
    /// Takes the imports at the head of a file, and returns what stands below them.
    fn take(&mut self, file: &'file str) -> &'file str {
        let (_, mut rest) = file.split_once("\"\"\"\n").unwrap_or(("", file));
        loop {
            rest = rest.trim_start_matches('\n');
            let Some((line, below)) = rest.split_once('\n') else { return rest };
            if let Some(module) = line.strip_prefix("import ") {
                self.modules.insert(module);
                rest = below;
            } else if let Some((module, names)) =
                line.strip_prefix("from ").and_then(|line| line.split_once(" import "))
            {
                let is_open = names == "(";
                let (names, below) = if is_open {
                    below.split_once("\n)\n").unwrap_or((below, ""))
                } else {
                    (names, below)
                };
                for name in names.split(',').map(str::trim).filter(|name| !name.is_empty()) {
                    self.add(module, name);
                }
                rest = below;
            } else {
                return rest;
            }
        }
    }

    fn add(&mut self, module: &'file str, name: &'file str) {
        // What the files import from each other is in the same file now.
        if !module.starts_with('.') {
            let is_constant = !name.contains(|letter: char| letter.is_ascii_lowercase());
            let is_class = name.starts_with(|letter: char| letter.is_ascii_uppercase());
            self.names.entry(module).or_default().insert((!is_constant, !is_class, name));
        }
    }

    /// The future first, then what comes with Python, then what does not.
    fn to_text(&self) -> String {
        let section = |is_of: &dyn Fn(&str) -> bool| {
            let modules = self.modules.iter().filter(|module| is_of(module));
            let mut text: String = modules.map(|module| format!("import {module}\n")).collect();
            for (module, names) in self.names.iter().filter(|(module, _)| is_of(module)) {
                text.push_str(&import_line(module, names));
            }
            text
        };
        let future = section(&|module| module == "__future__");
        let own = section(&|module| module != "__future__" && !PACKAGES.contains(&module));
        let others = section(&|module| PACKAGES.contains(&module));
        format!("\n{future}\n{own}\n{others}")
    }
}

fn import_line(module: &str, names: &BTreeSet<Imported<'_>>) -> String {
    let names: Vec<&str> = names.iter().map(|(.., name)| *name).collect();
    let line = format!("from {module} import {}\n", names.join(", "));
    match line.len() <= WIDTH + 1 {
        true => line,
        false => format!("from {module} import (\n    {},\n)\n", names.join(",\n    ")),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn the_folder_is_embedded_whole() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("python/runtime");
        let files = crate::files::entries_of(&folder).into_iter();
        let files = files.filter(|path| path.extension().is_some_and(|it| it == "py"));
        let mut texts: Vec<String> = files
            .map(|path| std::fs::read_to_string(path).expect("a file of the folder"))
            .collect();
        texts.retain(|text| !text.is_empty());
        texts.sort();
        let mut embedded = [OVER_HTTP, OVER_SOCKETS].concat();
        embedded.sort_unstable();
        assert_eq!(texts, embedded, "the list differs from the folder `python/runtime`");
    }

    /// Each file can have a name that another one has, and the joined file cannot.
    #[test]
    fn no_name_is_defined_twice() {
        let text = fixed_part(true, "");
        let heads = ["class ", "def ", "async def "];
        let defined = text.lines().filter_map(|line| {
            let name = heads.iter().find_map(|head| line.strip_prefix(head));
            let name = name.or_else(|| line.starts_with('_').then_some(line))?;
            name.split(|letter: char| !letter.is_alphanumeric() && letter != '_').next()
        });
        let mut seen = BTreeSet::new();
        let twice: Vec<&str> = defined.filter(|name| !seen.insert(*name)).collect();
        assert!(seen.len() > 60, "only {seen:?}");
        assert!(twice.is_empty(), "{twice:?}");
    }
}
