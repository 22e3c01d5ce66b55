//! The parser of a type's text, the counterpart of its `Display` form.

use std::{fmt, str::FromStr};

use crate::Type;

/// The reason why a text is no type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypeTextError(String);

impl fmt::Display for TypeTextError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for TypeTextError {}

/// Parses the [`Display`](fmt::Display) form.
///
/// ```
/// use mizan_ir::Type;
///
/// let ty: Type = "Option<Map<String, [f64; 2]>>".parse().unwrap();
/// assert_eq!(ty.to_string(), "Option<Map<String, [f64; 2]>>");
/// let error = "Option<String".parse::<Type>().unwrap_err();
/// assert_eq!(error.to_string(), "expected `>` at the end");
/// ```
impl FromStr for Type {
    type Err = TypeTextError;

    fn from_str(text: &str) -> Result<Self, TypeTextError> {
        // Most types are one word.
        if let Some(plain) = plain(text) {
            return Ok(plain);
        }
        let mut reader = Reader { rest: text.trim_start() };
        let ty = reader.read_type()?;
        if reader.rest.is_empty() { Ok(ty) } else { Err(reader.expected("nothing more")) }
    }
}

/// `true` if a type of the API can have this path, so that the path parses as that type and as no
/// other.
///
/// ```
/// assert!(mizan_ir::is_type_path("shop::Order"));
/// assert!(!mizan_ir::is_type_path("Vec<Order>"));
/// assert!(!mizan_ir::is_type_path("bool"));
/// ```
pub fn is_type_path(path: &str) -> bool {
    !path.is_empty()
        && !path.contains(ends_word)
        && (named(path.to_owned(), Vec::new()) == Ok(Type::named(path)))
}

fn ends_word(letter: char) -> bool {
    letter.is_whitespace() || matches!(letter, '<' | '>' | '(' | ')' | '[' | ']' | ',' | ';' | '$')
}

struct Reader<'text> {
    rest: &'text str,
}

impl Reader<'_> {
    fn read_type(&mut self) -> Result<Type, TypeTextError> {
        if self.take('(') {
            return self.read_tuple();
        }
        if self.take('[') {
            return self.read_array();
        }
        if self.take('$') {
            return Ok(Type::Parameter(self.read_word()?));
        }
        let word = self.read_word()?;
        let arguments = if self.take('<') { self.read_list('>')? } else { Vec::new() };
        named(word, arguments)
    }

    fn read_tuple(&mut self) -> Result<Type, TypeTextError> {
        let items = self.read_list(')')?;
        Ok(if items.is_empty() { Type::Unit } else { Type::Tuple(items) })
    }

    fn read_array(&mut self) -> Result<Type, TypeTextError> {
        let item = Box::new(self.read_type()?);
        self.expect(';')?;
        let length = self.read_word()?;
        let length = length.parse().map_err(|_| {
            TypeTextError(format!("the length of an array is a number, not `{length}`"))
        })?;
        self.expect(']')?;
        Ok(Type::Array(item, length))
    }

    /// Parses types up to the closing character, with commas between them.
    fn read_list(&mut self, close: char) -> Result<Vec<Type>, TypeTextError> {
        let mut items = Vec::new();
        while !self.take(close) {
            items.push(self.read_type()?);
            if !self.take(',') {
                self.expect(close)?;
                break;
            }
        }
        Ok(items)
    }

    fn read_word(&mut self) -> Result<String, TypeTextError> {
        let end = self.rest.find(ends_word).unwrap_or(self.rest.len());
        if end == 0 {
            return Err(self.expected("a type"));
        }
        let word = self.rest[..end].to_owned();
        self.rest = self.rest[end..].trim_start();
        Ok(word)
    }

    fn take(&mut self, letter: char) -> bool {
        let rest = self.rest.strip_prefix(letter);
        self.rest = rest.map_or(self.rest, str::trim_start);
        rest.is_some()
    }

    fn expect(&mut self, letter: char) -> Result<(), TypeTextError> {
        if self.take(letter) { Ok(()) } else { Err(self.expected(&format!("`{letter}`"))) }
    }

    fn expected(&self, what: &str) -> TypeTextError {
        let location = match self.rest {
            "" => "at the end".to_owned(),
            rest => format!("before `{rest}`"),
        };
        TypeTextError(format!("expected {what} {location}"))
    }
}

/// The type of a word and of the types between its angle brackets.
fn named(word: String, arguments: Vec<Type>) -> Result<Type, TypeTextError> {
    if let Some(plain) = plain(&word) {
        return match arguments.as_slice() {
            [] => Ok(plain),
            _ => Err(takes(&word, "no types: leave `<…>` out")),
        };
    }
    let one = |[item]: [Type; 1]| Box::new(item);
    let two = |[left, right]: [Type; 2]| (Box::new(left), Box::new(right));
    match word.as_str() {
        "Option" => arguments
            .try_into()
            .map(|items| Type::Option(one(items)))
            .map_err(|_| takes(&word, "one type: `Option<String>`")),
        "Vec" => arguments
            .try_into()
            .map(|items| Type::List(one(items)))
            .map_err(|_| takes(&word, "one type: `Vec<String>`")),
        "Map" => arguments
            .try_into()
            .map(two)
            .map(|(key, value)| Type::Map(key, value))
            .map_err(|_| takes(&word, "two types: `Map<String, f64>`")),
        "direction" => arguments
            .try_into()
            .map(two)
            .map(|(output, input)| Type::Directed(output, input))
            .map_err(|_| {
                takes(&word, "what is written and what is read: `direction<f64, String>`")
            }),
        "bigint" => match arguments.as_slice() {
            [Type::Integer(integer)] => Ok(Type::BigInteger(integer)),
            _ => Err(takes(&word, "an integer: `bigint<u64>`")),
        },
        "?" => Err(TypeTextError("`?` is the text of a type that is unknown".to_owned())),
        _ => Ok(Type::Named(word, arguments)),
    }
}

fn plain(word: &str) -> Option<Type> {
    Some(match word {
        "bool" => Type::Bool,
        "f32" => Type::Float("f32"),
        "f64" => Type::Float("f64"),
        "String" => Type::String,
        "Json" => Type::Json,
        "Upload" => Type::Upload,
        integer => Type::integer(integer)?,
    })
}

fn takes(word: &str, what: &str) -> TypeTextError {
    TypeTextError(format!("`{word}` takes {what}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_may_have_any_space() {
        let ty: Type = " Map < String,( bool , [ f64;2 ] ,) > ".parse().unwrap();
        assert_eq!(ty.to_string(), "Map<String, (bool, [f64; 2])>");
        assert_eq!("()".parse(), Ok(Type::Unit));
        assert_eq!("(u8,)".parse(), Ok(Type::Tuple(vec![Type::Integer("u8")])));
    }

    #[test]
    fn what_is_wrong_is_told() {
        for (text, told) in [
            ("", "expected a type at the end"),
            ("Vec<", "expected a type at the end"),
            ("Vec<bool>>", "expected nothing more before `>`"),
            ("[u8]", "expected `;` before `]`"),
            ("[u8; few]", "the length of an array is a number, not `few`"),
            ("Option", "`Option` takes one type: `Option<String>`"),
            ("Map<String>", "`Map` takes two types: `Map<String, f64>`"),
            ("bool<u8>", "`bool` takes no types: leave `<…>` out"),
            ("bigint<f64>", "`bigint` takes an integer: `bigint<u64>`"),
            ("?", "`?` is the text of a type that is unknown"),
        ] {
            assert_eq!(text.parse::<Type>().unwrap_err().to_string(), told, "{text}");
        }
    }
}
