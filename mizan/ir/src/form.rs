//! The rules of a form: what the server demands of each field before a function runs, and what a
//! client checks before it asks.

/// A type that is a form: the texts of the form as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form {
    /// The title above the form.
    pub title: Option<String>,
    /// The text on the button that sends the form.
    pub submit: Option<String>,
    /// `true` if the server has a rule for the form as a whole, which no client knows.
    pub server: bool,
}

/// A field of a form: the texts around it, and its rules.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FormField {
    /// The label; `None` for one that is made of the name.
    pub label: Option<String>,
    /// The text that helps to fill in the field.
    pub help: Option<String>,
    /// The kind of input, such as `textarea`.
    pub widget: Option<String>,
    /// The rules, in the order of their checks.
    pub rules: Vec<Rule>,
}

/// A rule that a value of a field keeps. A rule has nothing to say of a value that is absent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rule {
    /// A text with that many code points, or a list with that many items.
    Length(Bounds),
    /// A text with that many UTF-16 code units, as `maxlength` of an input counts.
    Utf16(Bounds),
    /// A number within these bounds.
    Range(Bounds),
    /// A text or a list that is not empty. A text of nothing but white space counts as empty.
    Required,
    /// The address of a mailbox.
    Email,
    /// An absolute URL.
    Url,
    /// A text in which a regular expression matches, which Rust and JavaScript read alike.
    Pattern(String),
    /// A text that contains another one.
    Contains(String),
    /// A text that begins with another one.
    Prefix(String),
    /// A text that ends with another one.
    Suffix(String),
    /// One of these texts.
    OneOf(Vec<String>),
    /// The same value as another field, by the name of that field that the server reads.
    Matches(String),
    /// A rule that only the server knows.
    Server,
}

/// The smallest and the largest value, as texts of numbers. Both belong to the range.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bounds {
    /// The smallest value; `None` for no limit.
    pub min: Option<String>,
    /// The largest value; `None` for no limit.
    pub max: Option<String>,
}

impl Rule {
    /// The name of the rule in the model and in an attribute.
    ///
    /// ```
    /// assert_eq!(mizan_ir::Rule::Email.name(), "email");
    /// ```
    pub fn name(&self) -> &'static str {
        match self {
            Self::Length(_) => "length",
            Self::Utf16(_) => "utf16",
            Self::Range(_) => "range",
            Self::Required => "required",
            Self::Email => "email",
            Self::Url => "url",
            Self::Pattern(_) => "pattern",
            Self::Contains(_) => "contains",
            Self::Prefix(_) => "prefix",
            Self::Suffix(_) => "suffix",
            Self::OneOf(_) => "one_of",
            Self::Matches(_) => "matches",
            Self::Server => "server",
        }
    }

    /// The bounds of the rule, if it has any.
    pub fn bounds(&self) -> Option<&Bounds> {
        match self {
            Self::Length(bounds) | Self::Utf16(bounds) | Self::Range(bounds) => Some(bounds),
            _ => None,
        }
    }

    /// The texts of the rule: one, or those of [`Rule::OneOf`].
    pub fn values(&self) -> &[String] {
        match self {
            Self::Pattern(value)
            | Self::Contains(value)
            | Self::Prefix(value)
            | Self::Suffix(value)
            | Self::Matches(value) => std::slice::from_ref(value),
            Self::OneOf(values) => values,
            _ => &[],
        }
    }

    /// The rule of that name with these bounds and texts; `None` if there is no such rule, or if it
    /// has another content.
    ///
    /// ```
    /// use mizan_ir::{Bounds, Rule};
    ///
    /// let rule = Rule::new("prefix", Bounds::default(), vec!["A-".to_owned()]);
    /// assert_eq!(rule, Some(Rule::Prefix("A-".to_owned())));
    /// assert_eq!(Rule::new("prefix", Bounds::default(), Vec::new()), None);
    /// ```
    pub fn new(name: &str, bounds: Bounds, values: Vec<String>) -> Option<Self> {
        let has_bounds = bounds.min.is_some() || bounds.max.is_some();
        let mut texts = values.into_iter();
        let rule = match name {
            "length" if has_bounds => Self::Length(bounds),
            "utf16" if has_bounds => Self::Utf16(bounds),
            "range" if has_bounds => Self::Range(bounds),
            _ if has_bounds => return None,
            "required" => Self::Required,
            "email" => Self::Email,
            "url" => Self::Url,
            "server" => Self::Server,
            "pattern" => Self::Pattern(texts.next()?),
            "contains" => Self::Contains(texts.next()?),
            "prefix" => Self::Prefix(texts.next()?),
            "suffix" => Self::Suffix(texts.next()?),
            "matches" => Self::Matches(texts.next()?),
            "one_of" if texts.len() > 0 => Self::OneOf(texts.by_ref().collect()),
            _ => return None,
        };
        texts.next().is_none().then_some(rule)
    }
}
