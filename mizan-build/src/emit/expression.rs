//! Type expressions of TypeScript, laid out as prettier would.

use mizan_ir::SourceLocation;

use super::text::{self, Text};

/// A type expression of TypeScript.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Expression {
    /// A name, a literal: what never breaks over lines.
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
    /// What stands before the colon: a property name or an index signature, already escaped.
    pub(crate) name: String,
    pub(crate) optional: bool,
    pub(crate) ty: Expression,
    pub(crate) docs: String,
    /// Where it is declared in Rust.
    pub(crate) location: SourceLocation,
}

/// Members that say the same are the same, wherever they come from.
impl PartialEq for Member {
    fn eq(&self, other: &Self) -> bool {
        let say = |member: &Self| (member.is_readonly, member.optional);
        say(self) == say(other)
            && self.name == other.name
            && self.ty == other.ty
            && self.docs == other.docs
    }
}

impl Eq for Member {}

impl Member {
    pub(crate) fn new(name: &str, ty: Expression) -> Self {
        Self::pattern(text::property(name), ty)
    }

    pub(crate) fn optional(name: &str, ty: Expression) -> Self {
        Self { optional: true, ..Self::new(name, ty) }
    }

    /// A key that is not there. What every object inherits TypeScript finds in each of them, and
    /// nobody can forbid it.
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

    /// A member whose name is a pattern: `[key: string]`.
    pub(crate) fn pattern(name: String, ty: Expression) -> Self {
        let (docs, location) = (String::new(), SourceLocation::default());
        Self { is_readonly: false, name, optional: false, ty, docs, location }
    }

    /// The same, declared there.
    pub(crate) fn at(self, location: &SourceLocation) -> Self {
        Self { location: location.clone(), ..self }
    }
}

impl Expression {
    pub(crate) fn atom(text: impl Into<String>) -> Self {
        Self::Atom(text.into())
    }

    /// A union without repetitions; what is a union itself is taken apart.
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

    /// The expression on one line, for what is no text of a file yet.
    pub(crate) fn to_line(&self) -> String {
        let mut line = Text::default();
        self.write_flat(&mut line);
        line.as_str().to_owned()
    }

    /// Writes the expression at the end of a line that is indented by `indent`, leaving room for
    /// `tail` characters behind it.
    pub(crate) fn write(&self, out: &mut Text, indent: usize, tail: usize) {
        if !self.write_on_line(out, tail) {
            self.write_broken(out, indent);
        }
    }

    /// Writes it where it fits on the line, and tells whether it does.
    fn write_on_line(&self, out: &mut Text, tail: usize) -> bool {
        let checkpoint = out.checkpoint();
        let fits = self.write_flat(out) && out.has_room(tail);
        if !fits {
            out.go_back(&checkpoint);
        }
        fits
    }

    /// Writes it on one line, and tells whether a comment forbids that.
    fn write_flat(&self, out: &mut Text) -> bool {
        match self {
            Self::Atom(text) => out.push(text),
            Self::Generic(name, arguments) => {
                out.push(name);
                return write_between(out, "<", ">", |out| write_joined(out, arguments, ", "));
            }
            Self::Array(item) => return item.write_part(out) && write(out, "[]"),
            Self::Tuple(items) => {
                return write_between(out, "[", "]", |out| write_joined(out, items, ", "));
            }
            Self::Union(parts) => return write_parts(out, parts, " | "),
            Self::Intersection(parts) => return write_parts(out, parts, " & "),
            Self::Object(members) if members.is_empty() => out.push("{}"),
            Self::Object(members) => {
                return write_between(out, "{ ", " }", |out| {
                    members.iter().enumerate().all(|(index, member)| {
                        out.push(if index == 0 { "" } else { "; " });
                        member.write_flat(out)
                    })
                });
            }
        }
        true
    }

    /// On one line, as a part of something that binds closer.
    fn write_part(&self, out: &mut Text) -> bool {
        match self {
            Self::Union(_) | Self::Intersection(_) => {
                write_between(out, "(", ")", |out| self.write_flat(out))
            }
            _ => self.write_flat(out),
        }
    }

    fn write_broken(&self, out: &mut Text, indent: usize) {
        match self {
            Self::Atom(text) => out.push(text),
            Self::Generic(name, arguments) => {
                out.push(name);
                write_arguments(out, arguments, indent);
            }
            Self::Array(item) => match **item {
                Self::Union(_) | Self::Intersection(_) => {
                    out.push("(\n");
                    item.write_item(out, indent + 2, 0);
                    out.push("\n");
                    out.pad(indent);
                    out.push(")[]");
                }
                _ => {
                    item.write_broken(out, indent);
                    out.push("[]");
                }
            },
            Self::Tuple(items) => {
                out.push("[\n");
                for item in items {
                    item.write_item(out, indent + 2, 1);
                    out.push(",\n");
                }
                out.pad(indent);
                out.push("]");
            }
            Self::Union(_) => {
                out.break_line();
                self.write_item(out, indent + 2, 1);
            }
            Self::Intersection(parts) => write_intersection(out, parts, indent),
            Self::Object(members) => {
                out.push("{\n");
                write_members(out, members, indent + 2);
                out.pad(indent);
                out.push("}");
            }
        }
    }

    /// Writes it as the first thing on a line of its own.
    fn write_item(&self, out: &mut Text, indent: usize, tail: usize) {
        out.pad(indent);
        let Self::Union(parts) = self else { return self.write(out, indent, tail) };
        if self.write_on_line(out, tail) {
            return;
        }
        for (index, part) in parts.iter().enumerate() {
            if index > 0 {
                out.push("\n");
                out.pad(indent);
            }
            out.push("| ");
            part.write_wrapped(out, indent + 2);
        }
    }

    /// Writes a part of a union or an intersection that is too long for one line.
    fn write_wrapped(&self, out: &mut Text, indent: usize) {
        let is_wrapped = matches!(self, Self::Union(_) | Self::Intersection(_));
        out.push(if is_wrapped { "(" } else { "" });
        self.write(out, indent, 1);
        out.push(if is_wrapped { ")" } else { "" });
    }
}

fn write(out: &mut Text, text: &str) -> bool {
    out.push(text);
    true
}

fn write_between(
    out: &mut Text,
    start: &str,
    end: &str,
    inside: impl FnOnce(&mut Text) -> bool,
) -> bool {
    out.push(start);
    inside(out) && write(out, end)
}

fn write_joined(out: &mut Text, parts: &[Expression], separator: &str) -> bool {
    parts.iter().enumerate().all(|(index, part)| {
        out.push(if index == 0 { "" } else { separator });
        part.write_flat(out)
    })
}

fn write_parts(out: &mut Text, parts: &[Expression], separator: &str) -> bool {
    parts.iter().enumerate().all(|(index, part)| {
        out.push(if index == 0 { "" } else { separator });
        part.write_part(out)
    })
}

/// Generic arguments, each on a line of its own; a single object hugs its brackets.
fn write_arguments(out: &mut Text, arguments: &[Expression], indent: usize) {
    if let [object @ Expression::Object(_)] = arguments {
        out.push("<");
        object.write_broken(out, indent);
        return out.push(">");
    }
    out.push("<\n");
    for (index, argument) in arguments.iter().enumerate() {
        out.push(if index == 0 { "" } else { ",\n" });
        argument.write_item(out, indent + 2, 1);
    }
    out.push("\n");
    out.pad(indent);
    out.push(">");
}

/// An object opens on the line it is added to; names go one under the other.
fn write_intersection(out: &mut Text, parts: &[Expression], indent: usize) {
    let has_objects = parts.iter().any(|part| matches!(part, Expression::Object(_)));
    for (index, part) in parts.iter().enumerate() {
        match (index, has_objects) {
            (0, _) => {}
            (_, true) => out.push(" & "),
            (_, false) => {
                out.push(" &\n");
                out.pad(indent + 2);
            }
        }
        part.write_wrapped(out, indent);
    }
}

impl Member {
    fn write_flat(&self, out: &mut Text) -> bool {
        if !self.docs.is_empty() {
            return false;
        }
        let _ = self.write_head(out);
        self.ty.write_flat(out)
    }

    fn write_head(&self, out: &mut Text) -> text::Declared {
        out.push(if self.is_readonly { "readonly " } else { "" });
        let declared = out.declare(&self.name, &self.location);
        out.push(if self.optional { "?: " } else { ": " });
        declared
    }

    fn write_line(&self, out: &mut Text, indent: usize) {
        out.push(&text::docs(&self.docs, indent));
        out.pad(indent);
        let declared = self.write_head(out);
        self.ty.write(out, indent, 1);
        out.push(";\n");
        out.end(declared);
    }
}

/// The body of an interface or object type: its members, one under the other.
pub(crate) fn write_members(out: &mut Text, members: &[Member], indent: usize) {
    members.iter().for_each(|member| member.write_line(out, indent));
}

/// `export type Name<A> = …;`
pub(crate) fn type_alias(
    out: &mut Text,
    docs: &str,
    name: &str,
    generics: &str,
    location: &SourceLocation,
    ty: &Expression,
) {
    out.push(&text::docs(docs, 0));
    out.push("export type ");
    let declared = out.declare(name, location);
    out.push(generics);
    out.push(" = ");
    ty.write(out, 0, 1);
    out.push(";\n");
    out.end(declared);
}

/// `export interface Name<A> { … }`
pub(crate) fn interface(
    out: &mut Text,
    docs: &str,
    name: &str,
    generics: &str,
    location: &SourceLocation,
    members: &[Member],
) {
    out.push(&text::docs(docs, 0));
    out.push("export interface ");
    let declared = out.declare(name, location);
    out.push(generics);
    out.push(" {\n");
    write_members(out, members, 2);
    out.push("}\n");
    out.end(declared);
}

/// A method of an interface, `name(a: A, b?: B): Result;`.
pub(crate) struct Method<'a> {
    pub(crate) docs: &'a str,
    pub(crate) name: &'a str,
    pub(crate) location: &'a SourceLocation,
    pub(crate) parameters: &'a [String],
    pub(crate) result: Expression,
}

impl Method<'_> {
    pub(crate) fn write(&self, out: &mut Text) {
        out.push(&text::docs(self.docs, 2));
        out.pad(2);
        let declared = out.declare(&text::property(self.name), self.location);
        let checkpoint = out.checkpoint();
        out.push("(");
        out.push(&self.parameters.join(", "));
        out.push("): ");
        if !self.result.write_on_line(out, 1) {
            self.write_broken(out, &checkpoint);
        }
        out.push(";\n");
        out.end(declared);
    }

    fn write_broken(&self, out: &mut Text, behind_name: &text::Checkpoint) {
        if !self.parameters.is_empty() {
            out.go_back(behind_name);
            out.push("(\n");
            for parameter in self.parameters {
                out.pad(4);
                out.push(parameter);
                out.push(",\n");
            }
            out.push("  ): ");
        }
        self.result.write(out, 2, 1);
    }
}
