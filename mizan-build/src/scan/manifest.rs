//! A `Cargo.toml`, as far as it says where crates are and what they call each other.
//!
//! A reader of all of TOML would cost every user of this crate seconds, and Cargo has refused what
//! is not TOML before any build script runs. So this one only has to find its way.

use std::{collections::BTreeMap, iter::Peekable, str::Chars};

/// A value, as far as it matters here.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    Text(String),
    List(Vec<Value>),
    Table(Table),
    /// A number, a date, a flag: as it is written.
    Other(String),
}

pub(super) type Table = BTreeMap<String, Value>;

/// Reads a manifest.
pub(super) fn parse_manifest(text: &str) -> Value {
    let mut root = Value::Table(Table::new());
    let mut header = Vec::new();
    let mut reader = Reader { letters: text.chars().peekable() };
    while reader.skip_to_content() {
        if reader.take('[') {
            let is_list = reader.take('[');
            header = reader.read_path();
            if is_list {
                push_table(&mut root, &header);
            }
        } else {
            let path = reader.read_path();
            reader.take('=');
            let value = reader.read_value();
            insert(open(&mut root, &header), &path, value);
        }
        reader.skip_line();
    }
    root
}

impl Value {
    /// The value at a path of keys.
    pub(super) fn get(&self, path: &[&str]) -> Option<&Self> {
        path.iter().try_fold(self, |value, key| value.table()?.get(*key))
    }

    /// The text at a path of keys.
    pub(super) fn text(&self, path: &[&str]) -> Option<&str> {
        match self.get(path)? {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The list at a path of keys, empty where there is none.
    pub(super) fn list(&self, path: &[&str]) -> &[Self] {
        match self.get(path) {
            Some(Self::List(list)) => list,
            _ => &[],
        }
    }

    pub(super) fn table(&self) -> Option<&Table> {
        match self {
            Self::Table(table) => Some(table),
            _ => None,
        }
    }

    /// Itself as a table, or the last table of a list.
    fn table_mut(&mut self) -> &mut Table {
        if let Self::List(list) = self {
            if list.is_empty() {
                list.push(Self::Table(Table::new()));
            }
            return list.last_mut().expect("it has one now").table_mut();
        }
        if !matches!(self, Self::Table(_)) {
            *self = Self::Table(Table::new());
        }
        match self {
            Self::Table(table) => table,
            _ => unreachable!("it was made a table"),
        }
    }
}

/// The table that a header means.
fn open<'value>(root: &'value mut Value, path: &[String]) -> &'value mut Table {
    let Some((first, rest)) = path.split_first() else { return root.table_mut() };
    let inner = root.table_mut().entry(first.clone());
    open(inner.or_insert_with(|| Value::Table(Table::new())), rest)
}

fn push_table(root: &mut Value, path: &[String]) {
    let Some((last, above)) = path.split_last() else { return };
    let list = open(root, above).entry(last.clone()).or_insert_with(|| Value::List(Vec::new()));
    if let Value::List(list) = list {
        list.push(Value::Table(Table::new()));
    }
}

fn insert(table: &mut Table, path: &[String], value: Value) {
    match path {
        [] => {}
        [key] => {
            table.insert(key.clone(), value);
        }
        [key, rest @ ..] => {
            let inner = table.entry(key.clone()).or_insert_with(|| Value::Table(Table::new()));
            insert(inner.table_mut(), rest, value);
        }
    }
}

struct Reader<'text> {
    letters: Peekable<Chars<'text>>,
}

impl Reader<'_> {
    /// Goes over space, lines and comments; `false` at the end.
    fn skip_to_content(&mut self) -> bool {
        while let Some(letter) = self.letters.peek() {
            match letter {
                '#' => self.skip_line(),
                letter if letter.is_whitespace() => {
                    self.letters.next();
                }
                _ => return true,
            }
        }
        false
    }

    fn skip_line(&mut self) {
        while self.letters.next_if(|letter| *letter != '\n').is_some() {}
    }

    fn skip_space(&mut self) {
        while self.letters.next_if(|letter| matches!(letter, ' ' | '\t')).is_some() {}
    }

    fn take(&mut self, letter: char) -> bool {
        self.skip_space();
        self.letters.next_if_eq(&letter).is_some()
    }

    /// Keys with dots between them, each bare or in quotes.
    fn read_path(&mut self) -> Vec<String> {
        let mut path = Vec::new();
        loop {
            self.skip_space();
            path.push(match self.letters.peek() {
                Some('"' | '\'') => self.read_text(),
                _ => self.read_while(|letter| letter.is_alphanumeric() || "_-".contains(letter)),
            });
            if !self.take('.') {
                return path;
            }
        }
    }

    fn read_value(&mut self) -> Value {
        self.skip_space();
        match self.letters.peek() {
            Some('"' | '\'') => Value::Text(self.read_text()),
            Some('[') => Value::List(self.read_list()),
            Some('{') => Value::Table(self.read_table()),
            _ => {
                let text = self.read_while(|letter| !",]}#\n".contains(letter));
                Value::Other(text.trim_end().to_owned())
            }
        }
    }

    fn read_list(&mut self) -> Vec<Value> {
        let mut list = Vec::new();
        self.letters.next();
        while self.skip_to_content() && !self.take(']') {
            list.push(self.read_value());
            if !self.take_separator(']') {
                break;
            }
        }
        list
    }

    fn read_table(&mut self) -> Table {
        let mut table = Table::new();
        self.letters.next();
        while self.skip_to_content() && !self.take('}') {
            let path = self.read_path();
            self.take('=');
            let value = self.read_value();
            insert(&mut table, &path, value);
            if !self.take_separator('}') {
                break;
            }
        }
        table
    }

    /// Whether another element may come.
    fn take_separator(&mut self, closing: char) -> bool {
        self.skip_to_content();
        let is_over = !self.take(',');
        if is_over {
            self.take(closing);
        }
        !is_over
    }

    /// A text in one or in three quotes of either kind.
    fn read_text(&mut self) -> String {
        let Some(quote) = self.letters.next() else { return String::new() };
        let is_long = self.letters.next_if_eq(&quote).is_some();
        if is_long && self.letters.next_if_eq(&quote).is_none() {
            return String::new();
        }
        let ending: String = std::iter::repeat_n(quote, if is_long { 3 } else { 1 }).collect();
        let mut text = String::new();
        while let Some(letter) = self.letters.next() {
            text.push(letter);
            if letter == '\\' && quote == '"' {
                text.pop();
                text.extend(self.letters.next().map(unescape));
            } else if text.ends_with(&ending) {
                text.truncate(text.len() - ending.len());
                break;
            }
        }
        text
    }

    fn read_while(&mut self, belongs: impl Fn(char) -> bool) -> String {
        let mut text = String::new();
        while let Some(letter) = self.letters.next_if(|letter| belongs(*letter)) {
            text.push(letter);
        }
        text
    }
}

/// Names and paths have none of the longer escapes.
fn unescape(letter: char) -> char {
    match letter {
        'n' => '\n',
        't' => '\t',
        letter => letter,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_as_people_write_them() {
        let manifest = parse_manifest(
            r#"
            # A comment. [not.a.header]
            [package]
            name = "shop" # and another
            description = """
            [not]
            a.header = "here" """
            version.workspace = true

            [lib]
            path = 'source/lib.rs'

            [[bin]]
            name = "one"

            [[bin]]
            name = "two"
            path = "two.rs"

            [dependencies]
            mizan = { package = "mizan", path = "../mizan", features = [
                "axum", # why
            ] }
            serde.workspace = true
            "quoted" = "1"

            [target.'cfg(unix)'.dependencies]
            local = { path = "../local" }

            [dependencies.long]
            path = "../a \"b\""
            "#,
        );
        let text = |path: &[&str]| manifest.text(path).unwrap_or_default();
        assert_eq!(text(&["package", "name"]), "shop");
        assert_eq!(text(&["lib", "path"]), "source/lib.rs");
        let binaries: Vec<_> =
            manifest.list(&["bin"]).iter().map(|bin| bin.text(&["name"])).collect();
        assert_eq!(binaries, [Some("one"), Some("two")]);
        assert_eq!(manifest.list(&["bin"])[1].text(&["path"]), Some("two.rs"));
        assert_eq!(text(&["dependencies", "mizan", "path"]), "../mizan");
        assert_eq!(
            manifest.list(&["dependencies", "mizan", "features"]),
            [Value::Text("axum".to_owned())]
        );
        let inherited = manifest.get(&["dependencies", "serde", "workspace"]);
        assert_eq!(inherited, Some(&Value::Other("true".to_owned())));
        assert_eq!(text(&["dependencies", "quoted"]), "1");
        assert_eq!(text(&["target", "cfg(unix)", "dependencies", "local", "path"]), "../local");
        assert_eq!(text(&["dependencies", "long", "path"]), "../a \"b\"");
        assert_eq!(manifest.get(&["not"]), None);
    }

    #[test]
    fn what_is_broken_ends() {
        for text in [
            "[",
            "a",
            "a =",
            "a = [",
            "a = {",
            "a = \"",
            "a = \"\"\"",
            "[[a",
            "= =",
            "a = [[",
            "a = [ }",
            "a = { ]",
            "]",
        ] {
            parse_manifest(text);
        }
    }
}
