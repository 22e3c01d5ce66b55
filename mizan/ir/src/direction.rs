//! The two directions in which values travel, and the types that travel in each.

use crate::{Api, Shape, Type};

/// A direction in which values travel.
///
/// ```
/// use mizan_ir::Direction;
///
/// assert_eq!(Direction::Output.choose("written", "read"), "written");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// From the server to the client.
    Output,
    /// From the client to the server.
    Input,
}

impl Direction {
    /// The value of the pair that belongs to this direction.
    pub fn choose<T>(self, output: T, input: T) -> T {
        match self {
            Self::Output => output,
            Self::Input => input,
        }
    }
}

impl<T> Shape<T> {
    /// The shape of the values that travel in a direction.
    ///
    /// ```
    /// use mizan_ir::{Direction, Fields, Shape};
    ///
    /// let [output, input] = ["i64", "String"].map(|ty| Box::new(Shape::Struct(Fields::Newtype(ty))));
    /// let shape = Shape::Directed { output, input };
    /// assert_eq!(shape.towards(Direction::Input), &Shape::Struct(Fields::Newtype("String")));
    /// ```
    pub fn towards(&self, direction: Direction) -> &Self {
        match self {
            Self::Directed { output, input } => direction.choose(output, input).towards(direction),
            shape => shape,
        }
    }
}

impl Api {
    /// One flag for each type, in the order of the paths: `true` if the type travels in the
    /// direction. These are the types of results and errors, or of arguments and parameters, with
    /// all types inside them.
    ///
    /// ```
    /// use mizan_ir::{Api, Direction, Function, Type, TypeDefinition};
    ///
    /// let mut api = Api::default();
    /// api.types.insert("shop::Order".to_owned(), TypeDefinition::default());
    /// let function = Function { result: Type::named("shop::Order"), ..Function::default() };
    /// api.functions.insert("order".to_owned(), function);
    /// assert_eq!(api.travelling(Direction::Output), [true]);
    /// assert_eq!(api.travelling(Direction::Input), [false]);
    /// ```
    pub fn travelling(&self, direction: Direction) -> Vec<bool> {
        let mut roots = Vec::new();
        for function in self.functions.values() {
            match direction {
                Direction::Output => {
                    roots.extend([&function.result].into_iter().chain(&function.error))
                }
                Direction::Input => {
                    roots.extend(function.arguments.iter().map(|argument| &argument.ty));
                }
            }
        }
        for channel in self.channels.values() {
            match direction {
                Direction::Output => roots.extend(channel.written()),
                Direction::Input => {
                    roots.extend(channel.parameters.iter().map(|parameter| &parameter.ty));
                }
            }
        }
        if direction == Direction::Input {
            for context in self.contexts.values() {
                roots.extend(context.parameters.iter().map(|parameter| &parameter.ty));
            }
        }
        self.reached_from(roots, direction)
    }

    /// One flag for each type, in the order of the paths: `true` if the waiting types mention it in
    /// the direction, directly or through others.
    ///
    /// ```
    /// use mizan_ir::{Api, Direction, Type, TypeDefinition};
    ///
    /// let mut api = Api::default();
    /// api.types.insert("shop::Order".to_owned(), TypeDefinition::default());
    /// let orders = Type::List(Box::new(Type::named("shop::Order")));
    /// assert_eq!(api.reached_from(vec![&orders], Direction::Input), [true]);
    /// ```
    pub fn reached_from<'api>(
        &'api self,
        mut waiting: Vec<&'api Type>,
        direction: Direction,
    ) -> Vec<bool> {
        let mut is_reached = vec![false; self.types.len()];
        while let Some(ty) = waiting.pop() {
            if let Type::Directed(output, input) = ty {
                waiting.push(direction.choose(output, input));
                continue;
            }
            waiting.extend(ty.children());
            if let Type::Named(path, _) = ty
                && let Some(number) = self.types.position(path)
                && !is_reached[number]
            {
                is_reached[number] = true;
                let definition = &self.types[path.as_str()];
                waiting.extend(definition.shape.towards(direction).types());
                waiting.extend(&definition.defaults);
            }
        }
        is_reached
    }
}

impl Type {
    /// The type with its type parameters replaced. A type parameter that no pair names remains.
    ///
    /// ```
    /// use mizan_ir::Type;
    ///
    /// let list = Type::List(Box::new(Type::Parameter("T".to_owned())));
    /// assert_eq!(list.substitute(&[("T", &Type::Bool)]).to_string(), "Vec<bool>");
    /// ```
    #[must_use]
    pub fn substitute(&self, pairs: &[(&str, &Self)]) -> Self {
        let one = |ty: &Self| Box::new(ty.substitute(pairs));
        let all = |types: &[Self]| types.iter().map(|ty| ty.substitute(pairs)).collect();
        match self {
            Self::Parameter(name) => match pairs.iter().find(|(parameter, _)| parameter == name) {
                Some((_, argument)) => (*argument).clone(),
                None => self.clone(),
            },
            Self::Option(value) => Self::Option(one(value)),
            Self::List(item) => Self::List(one(item)),
            Self::Array(item, length) => Self::Array(one(item), *length),
            Self::Tuple(items) => Self::Tuple(all(items)),
            Self::Map(key, value) => Self::Map(one(key), one(value)),
            Self::Directed(output, input) => Self::Directed(one(output), one(input)),
            Self::Named(path, arguments) => Self::Named(path.clone(), all(arguments)),
            Self::Unit
            | Self::Bool
            | Self::Integer(_)
            | Self::BigInteger(_)
            | Self::Float(_)
            | Self::String
            | Self::Json
            | Self::Upload
            | Self::Unknown => self.clone(),
        }
    }
}
