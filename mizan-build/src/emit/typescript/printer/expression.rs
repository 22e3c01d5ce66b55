//! Type expressions of TypeScript.

use mizan_ir::SourceLocation;

use super::tokens::property;

/// A type expression of TypeScript.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Expression {
    /// A name or a literal, which never breaks over lines.
    Atom(String),
    /// `Name<A, B>`.
    Generic(String, Vec<Expression>),
    /// `T[]`.
    Array(Box<Expression>),
    /// `[A, B]`.
    Tuple(Vec<Expression>),
    /// `A | B`.
    Union(Vec<Expression>),
    /// `A & B`.
    Intersection(Vec<Expression>),
    /// `{ a: A; b?: B }`.
    Object(Vec<Member>),
}

/// A member of an object type.
#[derive(Clone, Debug)]
pub(crate) struct Member {
    pub(crate) is_readonly: bool,
    /// The text before the colon: a property name in quotes where it needs them, or an index
    /// signature.
    pub(crate) name: String,
    pub(crate) optional: bool,
    pub(crate) ty: Expression,
    pub(crate) docs: String,
    /// The location of its Rust item.
    pub(crate) location: SourceLocation,
}

/// Two members are equal wherever their Rust items are.
impl PartialEq for Member {
    fn eq(&self, other: &Self) -> bool {
        let modifiers = |member: &Self| (member.is_readonly, member.optional);
        modifiers(self) == modifiers(other)
            && self.name == other.name
            && self.ty == other.ty
            && self.docs == other.docs
    }
}

impl Eq for Member {}

impl Member {
    pub(crate) fn new(name: &str, ty: Expression) -> Self {
        Self::pattern(property(name), ty)
    }

    pub(crate) fn optional(name: &str, ty: Expression) -> Self {
        Self { optional: true, ..Self::new(name, ty) }
    }

    /// A key that must be absent. `None` for a name that every object inherits: TypeScript finds it
    /// in each object, so it cannot be forbidden.
    pub(crate) fn forbidden(name: &str) -> Option<Self> {
        const INHERITED: [&str; 7] = [
            "constructor",
            "hasOwnProperty",
            "isPrototypeOf",
            "propertyIsEnumerable",
            "toLocaleString",
            "toString",
            "valueOf",
        ];
        let never = Expression::atom("never");
        (!INHERITED.contains(&name)).then(|| Self::optional(name, never))
    }

    /// A member whose name is an index signature, such as `[key: string]`.
    pub(crate) fn pattern(name: String, ty: Expression) -> Self {
        let (docs, location) = (String::new(), SourceLocation::default());
        Self { is_readonly: false, name, optional: false, ty, docs, location }
    }

    /// The same member, with the location of its Rust item.
    pub(crate) fn at(self, location: &SourceLocation) -> Self {
        Self { location: location.clone(), ..self }
    }
}

impl Expression {
    pub(crate) fn atom(text: impl Into<String>) -> Self {
        Self::Atom(text.into())
    }

    /// A union without repetitions and without nested unions.
    pub(crate) fn union(parts: impl IntoIterator<Item = Expression>) -> Self {
        let mut flat: Vec<Expression> = Vec::new();
        for part in parts {
            let alternatives = match part {
                Self::Union(inner) => inner,
                other => vec![other],
            };
            for alternative in alternatives {
                if !flat.contains(&alternative) {
                    flat.push(alternative);
                }
            }
        }
        match flat.len() {
            0 => Self::atom("never"),
            1 => flat.remove(0),
            _ => Self::Union(flat),
        }
    }
}
