//! Types as a result, an argument or a field mentions them.

use mizan_ir::{Direction, Type};

use super::table::Types;

/// The longest array that serde knows.
const LONGEST_ARRAY: usize = 32;

/// The longest tuple that can be compared and shown.
const LONGEST_TUPLE: usize = 12;

const ANY: &str = "serde_json::Value";

impl Types<'_> {
    /// A type, as it is mentioned outside of definitions.
    pub(crate) fn mention(&self, ty: &Type, direction: Direction) -> String {
        self.mention_in(None, ty, direction)
    }

    /// A type, as the definition of `owner` mentions it: in a box, if the owner would hold itself.
    pub(super) fn mention_in(
        &self,
        owner: Option<&str>,
        ty: &Type,
        direction: Direction,
    ) -> String {
        let inner = |ty: &Type| self.mention_in(owner, ty, direction);
        match ty {
            Type::Unit => "()".to_owned(),
            Type::Bool => "bool".to_owned(),
            // The width of the server's, which the client's may not have.
            Type::Integer("usize") => "u64".to_owned(),
            Type::Integer("isize") => "i64".to_owned(),
            Type::Integer(name) => (*name).to_owned(),
            Type::BigInteger(name) => format!("Big<{name}>"),
            // JSON has no NaN and no infinity.
            Type::Float(name) if direction == Direction::Output => format!("Option<{name}>"),
            Type::Float(name) => (*name).to_owned(),
            Type::String => "String".to_owned(),
            Type::Upload => "Upload".to_owned(),
            Type::Json | Type::Unknown => ANY.to_owned(),
            Type::Parameter(name) => self.parameter_name(name),
            Type::Directed(output, input) => inner(direction.choose(output, input)),
            // `null` is one value, however many options are around it.
            Type::Option(value) => match inner(value) {
                value if value.starts_with("Option<") => value,
                value => format!("Option<{value}>"),
            },
            Type::List(item) => format!("Vec<{}>", self.mention(item, direction)),
            Type::Array(item, length) if *length > LONGEST_ARRAY => {
                format!("Vec<{}>", self.mention(item, direction))
            }
            Type::Array(item, length) => format!("[{}; {length}]", inner(item)),
            Type::Tuple(items) => tuple(&items.iter().map(inner).collect::<Vec<_>>()),
            Type::Map(key, value) => {
                let (key, value) =
                    (self.mention_key(key, direction), self.mention(value, direction));
                format!("BTreeMap<{key}, {value}>")
            }
            Type::Named(path, arguments) => {
                let is_boxed = owner.is_some_and(|owner| self.holds(path, owner, direction));
                let owner = if is_boxed { None } else { owner };
                let name = self.name_of(path, direction);
                let arguments: Vec<String> = arguments
                    .iter()
                    .enumerate()
                    .filter(|(number, _)| self.is_used(path, *number, direction))
                    .map(|(_, argument)| self.mention_in(owner, argument, direction))
                    .collect();
                let name = match arguments.as_slice() {
                    [] => name.to_owned(),
                    arguments => format!("{name}<{}>", arguments.join(", ")),
                };
                if is_boxed { format!("Box<{name}>") } else { name }
            }
        }
    }

    /// The key of a map, which is text in JSON.
    fn mention_key(&self, key: &Type, direction: Direction) -> String {
        match key {
            Type::Directed(output, input) => {
                self.mention_key(direction.choose(output, input), direction)
            }
            Type::Integer(_) | Type::Bool | Type::Named(..) | Type::Parameter(_) => {
                self.mention(key, direction)
            }
            Type::BigInteger(name) => (*name).to_owned(),
            _ => "String".to_owned(),
        }
    }
}

fn tuple(items: &[String]) -> String {
    match items {
        [item] => format!("({item},)"),
        [first, rest @ ..] if rest.len() >= LONGEST_TUPLE => {
            match rest.iter().all(|item| item == first) && items.len() <= LONGEST_ARRAY {
                true => format!("[{first}; {}]", items.len()),
                false => format!("Vec<{ANY}>"),
            }
        }
        items => format!("({})", items.join(", ")),
    }
}
