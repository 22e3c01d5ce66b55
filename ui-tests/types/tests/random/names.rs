//! The names of fields and variants, and the attributes of serde that rename them.

use crate::generator::Generator;

/// The words of names. Each name has a number behind it.
const WORDS: [&str; 8] = ["id", "name", "first_name", "a", "value", "kind", "is_it_so", "data"];

/// Keys that are no identifiers, as Rust's source has them.
const ODD: [&str; 8] = [
    "with-dash ",
    "\\\"quotes\\\" \\\\",
    "line\\u{2028}break\\n",
    "*/",
    "${a}",
    "größe",
    "1st ",
    "[key: string]",
];

/// Keys that are easily forgotten. TypeScript has no word for an optional `toString`, which it finds
/// in every object.
const FORGOTTEN: [&str; 2] = ["", "__proto__"];

const CASES: [&str; 8] = [
    "lowercase",
    "UPPERCASE",
    "PascalCase",
    "camelCase",
    "snake_case",
    "SCREAMING_SNAKE_CASE",
    "kebab-case",
    "SCREAMING-KEBAB-CASE",
];

/// `rename_all`, each direction its own.
#[derive(Clone, Copy, Default)]
pub(crate) struct Case {
    output: Option<&'static str>,
    input: Option<&'static str>,
}

impl Case {
    pub(crate) fn attribute(self, key: &str) -> String {
        match (self.output, self.input) {
            (None, None) => String::new(),
            (Some(output), Some(input)) if output == input => {
                format!("#[serde({key} = \"{output}\")]\n")
            }
            (output, input) => {
                let one = |direction: &str, case: Option<&str>| {
                    case.map(|case| format!("{direction} = \"{case}\"")).unwrap_or_default()
                };
                let both = [one("serialize", output), one("deserialize", input)];
                let both: Vec<String> = both.into_iter().filter(|one| !one.is_empty()).collect();
                format!("#[serde({key}({}))]\n", both.join(", "))
            }
        }
    }

    /// The name that these words become where they are written, and where they are read.
    fn apply(self, words: &str, plain: &str) -> [String; 2] {
        [self.output, self.input]
            .map(|case| case.map_or_else(|| plain.to_owned(), |case| convert(words, case)))
    }
}

/// A field's or a variant's name.
pub(crate) struct Name {
    /// The name in Rust.
    pub(crate) ident: String,
    /// The attributes above it.
    pub(crate) attributes: String,
    /// Its name where it is written, and where it is read.
    pub(crate) wire: [String; 2],
}

impl Name {
    /// `true` if an object may have it only once.
    pub(crate) fn is_forgotten(&self) -> bool {
        FORGOTTEN.contains(&self.wire[0].as_str())
    }
}

impl Generator {
    pub(crate) fn case(&mut self) -> Case {
        match self.random.u8(..100) {
            0..60 => Case::default(),
            60..85 => {
                let case = Some(self.pick(&CASES));
                Case { output: case, input: case }
            }
            _ => {
                let output = self.chance(50).then(|| self.pick(&CASES));
                Case { output, input: Some(self.pick(&CASES)) }
            }
        }
    }

    pub(crate) fn field_name(&mut self, case: Case, can_be_forgotten: bool) -> Name {
        let words = format!("{}_{}", self.pick(&WORDS), self.next());
        self.name(words.clone(), &words, case, can_be_forgotten)
    }

    pub(crate) fn variant_name(&mut self, case: Case) -> Name {
        let words = format!("{}{}", self.pick(&WORDS), self.next());
        self.name(convert(&words, "PascalCase"), &words, case, false)
    }

    fn name(&mut self, ident: String, words: &str, case: Case, can_be_forgotten: bool) -> Name {
        let number = self.next();
        let [mut output, mut input] = case.apply(words, &ident);
        let mut attributes = String::new();
        match self.random.u8(..100) {
            0..8 => {
                output = format!("{}{number}", self.pick(&ODD));
                input.clone_from(&output);
                attributes = format!("#[serde(rename = \"{output}\")]\n");
            }
            8..12 if can_be_forgotten => {
                output = self.pick(&FORGOTTEN).to_owned();
                input.clone_from(&output);
                attributes = format!("#[serde(rename = \"{output}\")]\n");
            }
            12..20 => {
                output = format!("out{number}");
                attributes = format!("#[serde(rename(serialize = \"{output}\"))]\n");
            }
            20..28 => {
                input = format!("in{number}");
                attributes = format!("#[serde(rename(deserialize = \"{input}\"))]\n");
            }
            _ => {}
        }
        if self.chance(10) {
            let alias = format!("alias{number}");
            attributes += &format!("#[serde(alias = \"{alias}\")]\n");
            self.program.aliases.push((input.clone(), alias));
        }
        if output != input {
            self.program.renames.push((output.clone(), input.clone()));
        }
        Name { ident, attributes, wire: [output, input] }
    }
}

/// Words with underscores between them, in a case as serde has it.
fn convert(words: &str, case: &str) -> String {
    let capital = |word: &str| word[..1].to_uppercase() + &word[1..];
    let pascal: String = words.split('_').map(capital).collect();
    match case {
        "PascalCase" => pascal,
        "camelCase" => pascal[..1].to_lowercase() + &pascal[1..],
        "SCREAMING_SNAKE_CASE" => words.to_uppercase(),
        "kebab-case" => words.replace('_', "-"),
        "SCREAMING-KEBAB-CASE" => words.replace('_', "-").to_uppercase(),
        "snake_case" => words.to_owned(),
        "lowercase" => words.to_owned(),
        _ => words.to_uppercase(),
    }
}
