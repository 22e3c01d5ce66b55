//! Outlines as bytes, to be kept from one run to the next.

use mizan_ir::{stored::Stored, stored_enums, stored_structs};

use super::{
    outline::{
        Affects, Alias, Argument, Attributed, Context, Declaration, Derived, Form, Function,
        Generic, Kind, Length, Lent, Mention, Module, Name, Path, Route, TypeDeclaration,
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
        6 Number(number)
    }
    Generic { 0 Type(name default) 1 Const }
    Kind {
        0 Module(module)
        1 Use(path)
        2 Alias(alias)
        3 Data(derived)
        4 Client(client)
        5 Function
        6 Other
        7 Constant(number)
        8 Implementation(of subject)
    }
    Length { 0 Number(number) 1 Named(path) 2 Computed }
    Module { 0 Inline(declarations path) 1 File(path) }
}

/// Most of an outline are places, so their four numbers are written and read as one.
impl Stored for Span {
    fn write(&self, bytes: &mut Vec<u8>) {
        let start = (self.line as u128) << 32 | self.column as u128;
        let end = (self.end_line as u128) << 32 | self.end_column as u128;
        bytes.extend_from_slice(&(start << 64 | end).to_le_bytes());
    }

    fn read(bytes: &mut &[u8]) -> Option<Self> {
        let (number, rest) = bytes.split_first_chunk()?;
        *bytes = rest;
        let number = u128::from_le_bytes(*number);
        let part = |shift: u32| (number >> shift) as u32 as usize;
        Some(Self { line: part(96), column: part(64), end_line: part(32), end_column: part(0) })
    }
}
