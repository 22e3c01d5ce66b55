//! Declarations of types, interfaces and methods.

use mizan_ir::SourceLocation;

use super::{
    comments,
    expression::{Expression, Member},
    layout::write_members,
    text::{Checkpoint, Text},
    tokens::{property, string},
};

/// `export type Name<A> = …;`
pub(crate) fn type_alias(
    out: &mut Text,
    docs: &str,
    name: &str,
    generics: &str,
    location: &SourceLocation,
    ty: &Expression,
) {
    out.push(&comments::docs(docs, 0));
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
    out.push(&comments::docs(docs, 0));
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
        out.push(&comments::docs(self.docs, 2));
        out.pad(2);
        // Without quotes, a method `new` would be the signature of a constructor.
        let name = if self.name == "new" { string(self.name) } else { property(self.name) };
        let declared = out.declare(&name, self.location);
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

    fn write_broken(&self, out: &mut Text, behind_name: &Checkpoint) {
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
