//! Outlines as bytes, to be kept from one run to the next.

use mizan_ir::{
    binary::{Binary, Bytes},
    binary_enums, binary_structs,
};

use super::{
    outline::{
        Affects, Alias, AliasParameter, Argument, Associated, AssociatedType, Attributed,
        AuthFlags, Calculation, Channel, Context, Declaration, Derived, Form, Function, Generic,
        Injected, Kind, Length, Mention, Module, Name, Operator, Path, Projection, Role, RoleKind,
        Route, SerdeDerive, TypeDeclaration,
    },
    span::Span,
};

binary_structs! {
    Affects { target scope }
    Alias { parameters ty }
    AliasParameter { name default }
    Argument { wire_name span ty replacement is_upload is_checked docs }
    Associated { of subject types }
    AssociatedType { name ty }
    Attributed<T> { path content }
    Channel { fingerprint wire_name parameters message presence docs deprecated }
    Context { fingerprint wire_name parameters is_live stale docs deprecated }
    Declaration { name span kind }
    Function {
        fingerprint
        wire_name context affects merge role arguments injected output replacement auth guard
        is_private is_websocket is_stream paging edits route rev cache cache_key limits docs deprecated
    }
    Injected { ty is_optional }
    AuthFlags { is_staff is_superuser }
    Name { text span }
    Path { span is_global first rest }
    Projection { subject of name }
    Role { kind channel }
    Route { path methods }
    TypeDeclaration {
        fingerprint writes reads error parameters shape overridden key form is_wrapper is_transparent docs
        deprecated
    }
}

binary_enums! {
    Derived { Context(context) 1 Type(ty) 2 Identity(identity) 3 Failure(path) 4 Channel(channel) }
    Form {
        Path(path arguments)
        1 Tuple(items)
        2 Array(item length)
        3 Reference(inner)
        4 Slice(item)
        5 Opaque
        6 Number(number)
        7 Projection(projection)
    }
    Generic { Const(name) 1 Type(name default) }
    Kind {
        Other
        1 Use(path)
        2 Alias(alias)
        3 Data(derived)
        4 Client(client)
        5 Function
        6 Module(module)
        7 Constant(number)
        8 Implementation(of subject)
        9 Associated(associated)
        10 Macro(rules)
    }
    RoleKind { Join 1 Send 2 Present }
    SerdeDerive { Missing 1 Serde 2 Number }
    Length { Number(number) 1 Computed(text calculation) }
    Calculation { Unknown 1 Number(number) 2 Named(path) 3 Operation(operator operands) }
    Operator { Add 1 Subtract 2 Multiply 3 Divide 4 Remainder 5 ShiftLeft }
    Module { File(path) 1 Inline(declarations path) }
}

/// Most of an outline are types that are paths. The span of such a type is that of its path, and is
/// not written twice.
impl Binary for Mention {
    fn write(&self, bytes: &mut Vec<u8>) {
        self.form.write(bytes);
        if !matches!(self.form, Form::Path(..)) {
            self.span.write(bytes);
        }
    }

    fn read(bytes: &mut Bytes<'_>) -> Self {
        let form = Form::read(bytes);
        let span = match &form {
            Form::Path(path, _) => path.span,
            _ => Span::read(bytes),
        };
        Self { span, form }
    }
}

/// Lines and columns take four bytes each. They are written as one number, since each call of a
/// writer costs more than the bytes in an unoptimised build script.
impl Binary for Span {
    fn write(&self, bytes: &mut Vec<u8>) {
        let start = (self.column as u128) << 32 | self.line as u128;
        let end = (self.end_column as u128) << 32 | self.end_line as u128;
        bytes.extend_from_slice(&(end << 64 | start).to_le_bytes());
    }

    fn read(bytes: &mut Bytes<'_>) -> Self {
        Self {
            line: bytes.number() as usize,
            column: bytes.number() as usize,
            end_line: bytes.number() as usize,
            end_column: bytes.number() as usize,
        }
    }
}
