//! Outlines as bytes, to be kept from one run to the next.

use mizan_ir::{stored_enums, stored_structs};

use super::{
    outline::{
        Affects, Alias, Argument, Attributed, Context, Declaration, Derived, Form, Function,
        Generic, Kind, Lent, Mention, Module, Name, Path, Route, TypeDeclaration,
    },
    span::Span,
};

stored_structs! {
    Affects { target scope }
    Alias { parameters ty }
    Argument { wire_name span ty is_upload docs }
    Attributed<T> { path content }
    Context { wire_name parameters docs deprecated }
    Declaration { name span kind }
    Function {
        wire_name context affects merge arguments lent output auth guard is_private is_websocket
        route rev cache docs deprecated
    }
    Lent { ty is_optional }
    Mention { span form }
    Name { text span }
    Path { span is_global segments }
    Route { path methods }
    Span { line column end_line end_column }
    TypeDeclaration { parameters shape key is_transparent docs deprecated }
}

stored_enums! {
    Derived { 0 Context(context) 1 Type(ty) 2 Identity(path) 3 Failure(path) }
    Form {
        0 Path(path arguments)
        1 Tuple(items)
        2 Array(item length)
        3 Reference(inner)
        4 Slice(item)
        5 Opaque
    }
    Generic { 0 Type(name default) 1 Const }
    Kind { 0 Module(module) 1 Use(path) 2 Alias(alias) 3 Data(derived) 4 Client(client) 5 Function 6 Other }
    Module { 0 Inline(declarations path) 1 File(path) }
}
