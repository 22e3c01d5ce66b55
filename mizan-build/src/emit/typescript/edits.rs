//! The specs of rows that come back edited: how the kernel finds what changed of them.

use mizan_ir::{EditedRows, Editing, Function};

use super::{
    printer::{property, string},
    spec_names::{edits_constant, function_constant},
    types::Types,
};
use crate::emit::{
    case::camel,
    model::{Call, Model, Names},
};

/// The constants of the rows that a mutation takes changes of, and that of the read whose rows they are.
pub(super) fn write_edits(
    out: &mut String,
    api: &Model<'_>,
    call: &Call<'_>,
    types: Types,
    written: &mut Vec<String>,
) {
    let Some(editing) = &call.editing else { return };
    // Rows below others come first; those that contain themselves are looked up when they are needed.
    for rows in editing.rows.iter().rev() {
        let name = rows_constant(api, &rows.path, types);
        if !written.contains(&name) {
            written.push(name.clone());
            write_rows(out, api, &name, rows, types, written);
        }
    }
    write_spec(out, api, call, editing, types);
}

fn write_rows(
    out: &mut String,
    api: &Model<'_>,
    name: &str,
    rows: &EditedRows,
    types: Types,
    written: &[String],
) {
    out.push_str(&format!("const {name}: RowsSpec = {{\n  key: {},\n", string(&rows.key)));
    let marks = [("version", &rows.version), ("position", &rows.position)];
    for (mark, field) in marks {
        if let Some(field) = field {
            out.push_str(&format!("  {mark}: {},\n", string(field)));
        }
    }
    let columns: Vec<String> = rows.columns.iter().map(|column| string(column)).collect();
    let line = format!("  columns: [{}],\n", columns.join(", "));
    match super::printer::fits(line.trim_end(), super::printer::WIDTH) {
        true => out.push_str(&line),
        false => {
            let columns: String = columns.iter().map(|column| format!("    {column},\n")).collect();
            out.push_str(&format!("  columns: [\n{columns}  ],\n"));
        }
    }
    if !rows.relations.is_empty() {
        out.push_str("  relations: {\n");
        for (field, path) in &rows.relations {
            let below = rows_constant(api, path, types);
            let field = property(field);
            // A constant that is declared later, or this one.
            let is_there = below != name && written.contains(&below);
            out.push_str(&match is_there {
                true => format!("    {field}: {below},\n"),
                false => format!("    get {field}() {{\n      return {below};\n    }},\n"),
            });
        }
        out.push_str("  },\n");
    }
    out.push_str("};\n\n");
}

fn write_spec(
    out: &mut String,
    api: &Model<'_>,
    Call { names, function, .. }: &Call<'_>,
    editing: &Editing,
    types: Types,
) {
    let constant = edits_constant(&Names::new(&editing.read));
    let argument = argument_of(function, editing);
    let rows = editing.rows.first().map_or_else(String::new, |rows| {
        format!("  rows: {},\n", rows_constant(api, &rows.path, types))
    });
    out.push_str(&format!(
        "export const {constant}: EditSpec = {{\n  save: {},\n  argument: {},\n{rows}}};\n\n",
        function_constant(names),
        string(&argument),
    ));
}

fn argument_of(function: &Function, editing: &Editing) -> String {
    camel(&function.arguments[editing.argument].name)
}

/// The constant of the rows whose changes have that type: `orderEditRows`.
fn rows_constant(api: &Model<'_>, path: &str, types: Types) -> String {
    let name = api.types.position(path).map_or(path, |position| &types.names()[position]);
    let mut letters = name.chars();
    let first = letters.next().map(|letter| letter.to_ascii_lowercase());
    format!("{}Rows", first.into_iter().chain(letters).collect::<String>())
}
