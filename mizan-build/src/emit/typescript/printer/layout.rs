//! The layout of type expressions: on one line where they fit, else broken as prettier does.

use super::{
    comments::docs,
    expression::{Expression, Member},
    text::{Declared, Text},
};

impl Expression {
    /// The expression on one line, as a string.
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

    /// Writes the expression where it fits on the line. Returns false where it does not.
    pub(super) fn write_on_line(&self, out: &mut Text, tail: usize) -> bool {
        let checkpoint = out.checkpoint();
        let fits = self.write_flat(out) && out.has_room(tail);
        if !fits {
            out.go_back(&checkpoint);
        }
        fits
    }

    /// Writes the expression on one line. Returns false where a comment forbids that.
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

    /// Writes the expression on one line, in parentheses where an operator around it binds closer.
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

    /// Writes the expression at the start of a line.
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

    /// Writes a part of a union or an intersection that does not fit on one line.
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

/// An object opens on the line of the part before it; names get a line each.
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

    fn write_head(&self, out: &mut Text) -> Declared {
        out.push(if self.is_readonly { "readonly " } else { "" });
        let declared = out.declare(&self.name, &self.location);
        out.push(if self.optional { "?: " } else { ": " });
        declared
    }

    fn write_line(&self, out: &mut Text, indent: usize) {
        out.push(&docs(&self.docs, indent));
        out.pad(indent);
        let declared = self.write_head(out);
        self.ty.write(out, indent, 1);
        out.push(";\n");
        out.end(declared);
    }
}

/// The body of an interface or object type: its members, each on a line.
pub(crate) fn write_members(out: &mut Text, members: &[Member], indent: usize) {
    members.iter().for_each(|member| member.write_line(out, indent));
}
