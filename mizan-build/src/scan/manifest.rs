//! A `Cargo.toml` as a tree of values.

use toml_parser::{
    ErrorSink, ParseError, Raw, Source, Span,
    decoder::{Encoding, ScalarKind},
    parser::{EventReceiver, parse_document},
};

/// A value of TOML, as far as it matters here.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    Text(String),
    Flag(bool),
    List(Vec<Value>),
    Table(Table),
    /// A number, a date.
    Other,
}

/// The values of a table, sorted by key.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Table(Vec<(String, Value)>);

/// Reads a manifest. Text that is not TOML reads as empty: Cargo refuses it before any build script
/// runs.
pub(super) fn parse_manifest(text: &str) -> Value {
    let source = Source::new(text);
    let mut reader = Reader::new(source);
    let mut error: Option<ParseError> = None;
    parse_document(&source.lex().into_vec(), &mut reader, &mut error);
    Value::Table(if error.is_some() { Table::default() } else { reader.root })
}

/// The path of the build script, where a manifest names one.
pub(crate) fn find_script_name(manifest: &str) -> Option<String> {
    parse_manifest(manifest).text(&["package", "build"]).map(str::to_owned)
}

/// Builds the values of a manifest from the parts that the parser meets.
struct Reader<'text> {
    source: Source<'text>,
    root: Table,
    /// The table that the last header opened.
    header: Vec<String>,
    /// The keys that wait for their value, or for the end of their header.
    keys: Vec<String>,
    /// The lists and tables in brackets and braces that are open, with the keys that wait for them.
    open: Vec<(Value, Vec<String>)>,
}

impl<'text> Reader<'text> {
    fn new(source: Source<'text>) -> Self {
        let (header, keys, open) = (Vec::new(), Vec::new(), Vec::new());
        Self { source, root: Table::default(), header, keys, open }
    }

    fn raw(&self, span: Span, encoding: Option<Encoding>) -> Raw<'text> {
        let text = self.source.input().get(span.start()..span.end()).unwrap_or_default();
        Raw::new_unchecked(text, encoding, span)
    }

    fn begin(&mut self, value: Value) {
        self.open.push((value, std::mem::take(&mut self.keys)));
    }

    fn end(&mut self, span: Span, error: &mut dyn ErrorSink) {
        if let Some((value, keys)) = self.open.pop() {
            self.keys = keys;
            self.put(value, span, error);
        }
    }

    /// Puts a value that is whole where it belongs.
    fn put(&mut self, value: Value, span: Span, error: &mut dyn ErrorSink) {
        let keys = std::mem::take(&mut self.keys);
        let table = match self.open.last_mut() {
            Some((Value::List(list), _)) => return list.push(value),
            Some((Value::Table(table), _)) => Some(table),
            _ => self.root.descend(&self.header),
        };
        if table.and_then(|table| table.insert(&keys, value)).is_none() {
            refuse(span, error);
        }
    }

    /// Makes the table of a header, which headers below it may have made before.
    fn open_table(&mut self, span: Span, error: &mut dyn ErrorSink) {
        self.header = std::mem::take(&mut self.keys);
        if self.root.descend(&self.header).is_none() {
            refuse(span, error);
        }
    }

    /// Adds a table to the list of a header.
    fn open_element(&mut self, span: Span, error: &mut dyn ErrorSink) {
        self.header = std::mem::take(&mut self.keys);
        let Some((last, above)) = self.header.split_last() else { return };
        let list = self.root.descend(above).map(|table| table.entry(last, Value::List(Vec::new())));
        match list {
            Some(Value::List(list)) => list.push(Value::Table(Table::default())),
            _ => refuse(span, error),
        }
    }
}

fn refuse(span: Span, error: &mut dyn ErrorSink) {
    error.report_error(ParseError::new("a key that is taken").with_unexpected(span));
}

impl EventReceiver for Reader<'_> {
    fn std_table_open(&mut self, _span: Span, _error: &mut dyn ErrorSink) {
        self.keys.clear();
    }

    fn std_table_close(&mut self, span: Span, error: &mut dyn ErrorSink) {
        self.open_table(span, error);
    }

    fn array_table_open(&mut self, _span: Span, _error: &mut dyn ErrorSink) {
        self.keys.clear();
    }

    fn array_table_close(&mut self, span: Span, error: &mut dyn ErrorSink) {
        self.open_element(span, error);
    }

    fn inline_table_open(&mut self, _span: Span, _error: &mut dyn ErrorSink) -> bool {
        self.begin(Value::Table(Table::default()));
        true
    }

    fn inline_table_close(&mut self, span: Span, error: &mut dyn ErrorSink) {
        self.end(span, error);
    }

    fn array_open(&mut self, _span: Span, _error: &mut dyn ErrorSink) -> bool {
        self.begin(Value::List(Vec::new()));
        true
    }

    fn array_close(&mut self, span: Span, error: &mut dyn ErrorSink) {
        self.end(span, error);
    }

    fn simple_key(&mut self, span: Span, kind: Option<Encoding>, error: &mut dyn ErrorSink) {
        let mut key = String::new();
        self.raw(span, kind).decode_key(&mut key, error);
        self.keys.push(key);
    }

    fn scalar(&mut self, span: Span, kind: Option<Encoding>, error: &mut dyn ErrorSink) {
        let mut text = String::new();
        let value = match self.raw(span, kind).decode_scalar(&mut text, error) {
            ScalarKind::String => Value::Text(text),
            ScalarKind::Boolean(flag) => Value::Flag(flag),
            ScalarKind::DateTime | ScalarKind::Float | ScalarKind::Integer(_) => Value::Other,
        };
        self.put(value, span, error);
    }
}

impl Value {
    /// The value at a path of keys.
    pub(super) fn get(&self, path: &[&str]) -> Option<&Self> {
        let mut value = self;
        for key in path {
            value = value.table()?.get(key)?;
        }
        Some(value)
    }

    /// The text at a path of keys.
    pub(super) fn text(&self, path: &[&str]) -> Option<&str> {
        match self.get(path)? {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The flag at a path of keys.
    pub(super) fn flag(&self, path: &[&str]) -> Option<bool> {
        match self.get(path)? {
            Self::Flag(flag) => Some(*flag),
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

    /// The texts in the list at a path of keys.
    pub(super) fn texts(&self, path: &[&str]) -> Vec<&str> {
        let mut texts = Vec::new();
        for item in self.list(path) {
            texts.extend(item.text(&[]));
        }
        texts
    }

    /// The entries of the table at a path of keys, sorted by key; none where there is no table.
    pub(super) fn entries(&self, path: &[&str]) -> &[(String, Self)] {
        match self.get(path) {
            Some(Self::Table(table)) => &table.0,
            _ => &[],
        }
    }

    fn table(&self) -> Option<&Table> {
        match self {
            Self::Table(table) => Some(table),
            _ => None,
        }
    }
}

impl Table {
    fn get(&self, key: &str) -> Option<&Value> {
        for (known, value) in &self.0 {
            if known == key {
                return Some(value);
            }
        }
        None
    }

    /// The value of a key, which gets the given one if it has none.
    fn entry(&mut self, key: &str, value: Value) -> &mut Value {
        let mut at = 0;
        while at < self.0.len() && self.0[at].0.as_str() < key {
            at += 1;
        }
        if self.0.get(at).is_none_or(|(known, _)| known != key) {
            self.0.insert(at, (key.to_owned(), value));
        }
        &mut self.0[at].1
    }

    /// The table at a path of keys, made where there is none; of a list of tables the last one.
    /// `None` where there is another value.
    fn descend(&mut self, path: &[String]) -> Option<&mut Self> {
        let mut table = self;
        for key in path {
            let mut value = table.entry(key, Value::Table(Self::default()));
            if let Value::List(list) = value {
                value = list.last_mut()?;
            }
            table = match value {
                Value::Table(table) => table,
                _ => return None,
            };
        }
        Some(table)
    }

    /// Gives a value to a path of keys; `None` where there is one.
    fn insert(&mut self, path: &[String], value: Value) -> Option<()> {
        let (key, above) = path.split_last()?;
        let table = self.descend(above)?;
        if table.get(key).is_some() {
            return None;
        }
        table.entry(key, value);
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A manifest on one line, its keys in order.
    fn read(text: &str) -> String {
        show(&parse_manifest(text))
    }

    fn show(value: &Value) -> String {
        let join = |parts: Vec<String>| parts.join(", ");
        match value {
            Value::Text(text) => format!("{text:?}"),
            Value::Flag(flag) => flag.to_string(),
            Value::List(list) => format!("[{}]", join(list.iter().map(show).collect())),
            Value::Table(table) => {
                let entries = table.0.iter().map(|(key, value)| format!("{key}: {}", show(value)));
                format!("{{{}}}", join(entries.collect()))
            }
            Value::Other => "_".to_owned(),
        }
    }

    #[test]
    fn a_manifest_is_tables_of_values() {
        let manifest = "# What it is.\n[package]\nname = \"shop\" # its name\nversion.workspace = true\n\n\
                        [dependencies]\nmizan = { path = \"../mizan\", features = [\"axum\"] }\nanyhow = \"1\"\n";
        assert_eq!(
            read(manifest),
            "{dependencies: {anyhow: \"1\", mizan: {features: [\"axum\"], path: \"../mizan\"}}, \
             package: {name: \"shop\", version: {workspace: true}}}"
        );
    }

    #[test]
    fn keys_and_headers_have_dots_and_quotes() {
        assert_eq!(read("a . b.\"c.d\" = true\na.'e' = false"), "{a: {b: {c.d: true}, e: false}}");
        let target = "[target.'cfg(unix)'.dependencies]\na = \"1\"\n[target]\n[target.\"x\"]\n";
        assert_eq!(read(target), "{target: {cfg(unix): {dependencies: {a: \"1\"}}, x: {}}}");
        assert_eq!(read("[a]\nb.c = true\n[a.d]\ne = true"), "{a: {b: {c: true}, d: {e: true}}}");
    }

    #[test]
    fn a_table_may_come_after_those_below_it() {
        assert_eq!(read("[a.b]\nc = true\n[a]\nd = true"), "{a: {b: {c: true}, d: true}}");
    }

    #[test]
    fn tables_may_be_a_list() {
        let binaries = "[[bin]]\nname = \"a\"\n[bin.more]\nx = true\n[[bin]]\nname = \"b\"\n";
        assert_eq!(read(binaries), "{bin: [{more: {x: true}, name: \"a\"}, {name: \"b\"}]}");
        assert_eq!(read("[[a.b]]\n[[a.b]]\n[[a.b.c]]"), "{a: {b: [{}, {c: [{}]}]}}");
    }

    #[test]
    fn lists_and_tables_hold_each_other() {
        let list = "a = [\n  [\"x\", { b = { c.d = [true] } }], # why\n  [],\n  {},\n]\ne = true";
        assert_eq!(read(list), "{a: [[\"x\", {b: {c: {d: [true]}}}], [], {}], e: true}");
    }

    #[test]
    fn texts_are_written_in_four_ways() {
        assert_eq!(read(r#"a = "\"\\\t\u00e9\U0001F600""#), r#"{a: "\"\\\té😀"}"#);
        assert_eq!(read(r"a = '\n'"), r#"{a: "\\n"}"#);
        assert_eq!(read("a = \"\"\"\none \\\n   two\nthree\"\"\""), "{a: \"one two\\nthree\"}");
        assert_eq!(read("a = '''\n\\one\n'two'\n'''"), "{a: \"\\\\one\\n'two'\\n\"}");
        assert_eq!(read("a = \"\"\nb = ''"), "{a: \"\", b: \"\"}");
    }

    #[test]
    fn numbers_and_dates_do_not_matter() {
        for value in
            ["1", "-1_000", "0xff", "1.5e-3", "inf", "nan", "1979-05-27T07:32:00Z", "07:32:00"]
        {
            assert_eq!(read(&format!("a = {value}")), "{a: _}", "{value}");
        }
    }

    #[test]
    fn lines_end_as_they_like() {
        assert_eq!(read("[a]\r\nb = \"c\"\r\n\r\n# d\r\ne = [\r\n]\r\n"), "{a: {b: \"c\", e: []}}");
        assert_eq!(read("a = \"\"\"\r\nb\r\nc\"\"\""), "{a: \"b\\r\\nc\"}");
        assert_eq!(read(""), "{}");
        assert_eq!(read("\u{feff}a = true"), "{a: true}");
    }

    #[test]
    fn what_is_not_toml_is_empty() {
        for text in [
            "a",
            "a =",
            "a = b",
            "[a",
            "[[a]",
            "a = [1",
            "a = {b = 1",
            "a = \"b",
            "a = true b = true",
            "a = true\na = true",
            "a = true\n[a]",
            "a = true\n[[a]]",
            "a = true\na.b = true",
            "= 1",
            "a = [true]\n[a]",
            "a = \"\\x\"",
            "a = 1__0",
        ] {
            assert_eq!(read(text), "{}", "{text}");
        }
    }
}
