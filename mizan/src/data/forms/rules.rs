//! The rules that the server and its clients check alike. The client has the same rules, with the same
//! texts, in `mizan-build/kernel/src/forms/rules.ts`.

use std::fmt::Display;
use std::sync::LazyLock;

use regex::Regex;

use super::problems::Problems;

/// A pattern that is compiled when it is used first.
pub type StaticPattern = LazyLock<Regex>;

/// Compiles a pattern that the grammar of the attributes has accepted.
///
/// # Panics
///
/// If it is larger than the crate `regex` allows.
pub fn compile_pattern(pattern: &str) -> Regex {
    Regex::new(pattern).expect("the grammar of the attributes accepts only what `regex` compiles")
}

/// A value with a text: a `String`, or an `Option` of one.
#[diagnostic::on_unimplemented(
    message = "this rule is about a text, and `{Self}` is none",
    label = "not a text",
    note = "write it at a `String`, an `Option<String>` or a `Box<str>`"
)]
pub trait Text {
    /// The text; `None` if it is absent.
    fn text(&self) -> Option<&str>;
}

impl Text for String {
    fn text(&self) -> Option<&str> {
        Some(self)
    }
}

impl Text for Box<str> {
    fn text(&self) -> Option<&str> {
        Some(self)
    }
}

impl<T: Text> Text for Option<T> {
    fn text(&self) -> Option<&str> {
        self.as_ref()?.text()
    }
}

/// A value with a length: a text or a list.
#[diagnostic::on_unimplemented(
    message = "`length` is about a text or a list, and `{Self}` is neither",
    label = "has no length",
    note = "write it at a `String` or a `Vec`, or `range(…)` at a number"
)]
pub trait Length {
    /// The code points or the items; `None` if the value is absent.
    fn length(&self) -> Option<usize>;
}

impl Length for String {
    fn length(&self) -> Option<usize> {
        Some(self.chars().count())
    }
}

impl Length for Box<str> {
    fn length(&self) -> Option<usize> {
        Some(self.chars().count())
    }
}

impl<T> Length for Vec<T> {
    fn length(&self) -> Option<usize> {
        Some(self.len())
    }
}

impl<T: Length> Length for Option<T> {
    fn length(&self) -> Option<usize> {
        self.as_ref()?.length()
    }
}

/// A number.
#[diagnostic::on_unimplemented(
    message = "`range` is about a number, and `{Self}` is none",
    label = "not a number",
    note = "write it at an integer or a float, or `length(…)` at a text or a list"
)]
pub trait Number {
    /// The type of the number inside of options.
    type Plain: PartialOrd + Display + Copy;

    /// The number; `None` if it is absent.
    fn number(&self) -> Option<Self::Plain>;
}

/// A value that may be empty.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is never empty, so that `required` says nothing of it",
    label = "always there",
    note = "leave the rule out, for a field without `Option` is always required"
)]
pub trait Filled {
    /// `true` if there is something in the value.
    fn is_filled(&self) -> bool;
}

impl Filled for String {
    fn is_filled(&self) -> bool {
        !self.chars().all(is_space)
    }
}

/// White space of Rust or of JavaScript: U+0085 is one in Rust alone, U+FEFF in JavaScript alone.
fn is_space(character: char) -> bool {
    character.is_whitespace() || character == '\u{feff}'
}

impl<T> Filled for Vec<T> {
    fn is_filled(&self) -> bool {
        !self.is_empty()
    }
}

/// The content of an `Option` is there, and is not an empty text or list.
impl<T: OptionalContent> Filled for Option<T> {
    fn is_filled(&self) -> bool {
        self.as_ref().is_some_and(T::is_content_filled)
    }
}

/// The content of a required `Option`.
#[diagnostic::on_unimplemented(
    message = "`required` does not know when a `{Self}` is empty",
    label = "not a text, a list or a number",
    note = "leave the `Option` and the rule out: the field is required then"
)]
pub trait OptionalContent {
    /// `true` if there is something in it.
    fn is_content_filled(&self) -> bool;
}

impl OptionalContent for String {
    fn is_content_filled(&self) -> bool {
        self.is_filled()
    }
}

impl<T> OptionalContent for Vec<T> {
    fn is_content_filled(&self) -> bool {
        self.is_filled()
    }
}

macro_rules! implement_numbers {
    ($($number:ident)*) => {$(
        impl Number for $number {
            type Plain = $number;

            fn number(&self) -> Option<$number> {
                Some(*self)
            }
        }

        impl OptionalContent for $number {
            fn is_content_filled(&self) -> bool {
                true
            }
        }
    )*};
}

implement_numbers!(i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize f32 f64);

impl<T: Number> Number for Option<T> {
    type Plain = T::Plain;

    fn number(&self) -> Option<T::Plain> {
        self.as_ref()?.number()
    }
}

/// At least and at most that many code points or items.
pub fn length<T: Length>(value: &T, min: Option<u32>, max: Option<u32>, problems: &mut Problems) {
    check_length(value.length(), min, max, problems);
}

/// At least and at most that many code units of UTF-16.
pub fn utf16<T: Text>(value: &T, min: Option<u32>, max: Option<u32>, problems: &mut Problems) {
    let length = value.text().map(|text| text.encode_utf16().count());
    check_length(length, min, max, problems);
}

fn check_length(
    length: Option<usize>,
    min: Option<u32>,
    max: Option<u32>,
    problems: &mut Problems,
) {
    let Some(length) = length else { return };
    if let Some(min) = min.filter(|min| length < *min as usize) {
        problems.add(format!("is at least {min} long"));
    } else if let Some(max) = max.filter(|max| length > *max as usize) {
        problems.add(format!("is at most {max} long"));
    }
}

/// At least and at most that number.
pub fn range<T: Number>(
    value: &T,
    min: Option<T::Plain>,
    max: Option<T::Plain>,
    problems: &mut Problems,
) {
    let Some(number) = value.number() else { return };
    if let Some(min) = min.filter(|min| number < *min) {
        problems.add(format!("is at least {min}"));
    } else if let Some(max) = max.filter(|max| number > *max) {
        problems.add(format!("is at most {max}"));
    }
}

/// A text or a list that is not empty.
pub fn required<T: Filled>(value: &T, problems: &mut Problems) {
    if !value.is_filled() {
        problems.add("is required");
    }
}

fn demand<T: Text>(
    value: &T,
    problems: &mut Problems,
    is_kept: impl FnOnce(&str) -> bool,
    message: impl FnOnce() -> String,
) {
    if value.text().is_some_and(|text| !is_kept(text)) {
        problems.add(message());
    }
}

/// An address as the HTML standard defines it for `<input type="email">`: RFC 5322 has comments and
/// quotes that no mail form takes.
static EMAIL: StaticPattern = LazyLock::new(|| {
    compile_pattern(
        r"^[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$",
    )
});

/// An absolute URL of the web with a host of ASCII. The parsers of URLs in browsers repair what people
/// type, each in its own way, and know international names by tables of other years.
static URL: StaticPattern = LazyLock::new(|| {
    compile_pattern(
        r"^https?://[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*(?::[0-9]{1,5})?(?:[/?#][^\x00-\x20\x7f]*)?$",
    )
});

/// The address of a mailbox.
pub fn email<T: Text>(value: &T, problems: &mut Problems) {
    demand(value, problems, |text| EMAIL.is_match(text), || "is not an email address".to_owned());
}

/// An absolute URL of `http` or `https`.
pub fn url<T: Text>(value: &T, problems: &mut Problems) {
    demand(value, problems, |text| URL.is_match(text), || "is not a web address".to_owned());
}

/// A text in which the pattern matches.
pub fn pattern<T: Text>(value: &T, pattern: &Regex, problems: &mut Problems) {
    demand(value, problems, |text| pattern.is_match(text), || "has another form".to_owned());
}

/// A text with another one in it.
pub fn contains<T: Text>(value: &T, part: &str, problems: &mut Problems) {
    demand(value, problems, |text| text.contains(part), || format!("contains `{part}`"));
}

/// A text that begins with another one.
pub fn prefix<T: Text>(value: &T, part: &str, problems: &mut Problems) {
    demand(value, problems, |text| text.starts_with(part), || format!("begins with `{part}`"));
}

/// A text that ends with another one.
pub fn suffix<T: Text>(value: &T, part: &str, problems: &mut Problems) {
    demand(value, problems, |text| text.ends_with(part), || format!("ends with `{part}`"));
}

/// One of these texts.
pub fn one_of<T: Text>(value: &T, texts: &[&str], problems: &mut Problems) {
    let message = || format!("is one of {}", texts.join(", "));
    demand(value, problems, |text| texts.contains(&text), message);
}

/// The same text as that of another field.
pub fn matches<T: Text>(value: &T, other: &impl Text, problems: &mut Problems) {
    if value.text() != other.text() {
        problems.add("does not match");
    }
}
