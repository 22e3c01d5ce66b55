//! Arrays and objects while they are written.

use serde::Serialize;
use serde::ser::{
    SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
    SerializeTupleStruct, SerializeTupleVariant, Serializer,
};

use super::Writer;
use super::text::{needs_no_escape, write_plain, write_text};
use crate::json::error::WriteError;

/// An array or an object while it is written.
pub(crate) struct Parts<'body> {
    pub(super) body: &'body mut Vec<u8>,
    close: &'static [u8],
    is_first: bool,
}

impl<'body> Parts<'body> {
    /// Opens an array or an object.
    #[inline]
    pub(super) fn open(body: &'body mut Vec<u8>, opening: &[u8], close: &'static [u8]) -> Self {
        body.extend_from_slice(opening);
        Self { body, close, is_first: true }
    }

    #[inline]
    fn separate(&mut self) {
        if !self.is_first {
            self.body.push(b',');
        }
        self.is_first = false;
    }

    #[inline]
    fn element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), WriteError> {
        self.separate();
        value.serialize(Writer::new(self.body))
    }

    #[inline(always)]
    fn field<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) -> Result<(), WriteError> {
        if needs_no_escape(name.as_bytes()) {
            let before = if self.is_first { b"\"".as_slice() } else { b",\"" };
            self.is_first = false;
            write_plain(before, name, b"\":", self.body);
        } else {
            self.separate();
            write_text(name, self.body)?;
            self.body.push(b':');
        }
        value.serialize(Writer::new(self.body))
    }

    #[inline]
    pub(super) fn close(self) -> Result<(), WriteError> {
        self.body.extend_from_slice(self.close);
        Ok(())
    }
}

macro_rules! sequences {
    ($($trait:ident $method:ident),+) => {
        $(impl $trait for Parts<'_> {
            type Ok = ();
            type Error = WriteError;

            #[inline]
            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), WriteError> {
                self.element(value)
            }

            #[inline]
            fn end(self) -> Result<(), WriteError> {
                self.close()
            }
        })+
    };
}

sequences! {
    SerializeSeq serialize_element,
    SerializeTuple serialize_element,
    SerializeTupleStruct serialize_field,
    SerializeTupleVariant serialize_field
}

/// A map while it is written. `serde_json` decides which keys are allowed and how they are written.
/// It begins an object for each key; every brace but the first is overwritten by a comma.
pub(crate) struct Entries<'body> {
    body: &'body mut Vec<u8>,
    is_first: bool,
}

impl<'body> Entries<'body> {
    #[inline]
    pub(super) fn open(body: &'body mut Vec<u8>) -> Self {
        Self { body, is_first: true }
    }
}

impl SerializeMap for Entries<'_> {
    type Ok = ();
    type Error = WriteError;

    #[inline]
    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), WriteError> {
        let opening = self.body.len();
        let mut serializer = serde_json::Serializer::new(&mut *self.body);
        serializer.serialize_map(None)?.serialize_key(key)?;
        if !self.is_first {
            self.body[opening] = b',';
        }
        self.is_first = false;
        Ok(())
    }

    #[inline]
    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), WriteError> {
        self.body.push(b':');
        value.serialize(Writer::new(self.body))
    }

    #[inline]
    fn end(self) -> Result<(), WriteError> {
        self.body.extend_from_slice(if self.is_first { b"{}" } else { b"}" });
        Ok(())
    }
}

impl SerializeStructVariant for Parts<'_> {
    type Ok = ();
    type Error = WriteError;

    #[inline(always)]
    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), WriteError> {
        self.field(name, value)
    }

    #[inline]
    fn end(self) -> Result<(), WriteError> {
        self.close()
    }
}

/// A struct while it is written: an object, or JSON that is copied as it is.
pub(crate) enum Fields<'body> {
    Named(Parts<'body>),
    Raw(&'body mut Vec<u8>),
}

impl SerializeStruct for Fields<'_> {
    type Ok = ();
    type Error = WriteError;

    #[inline(always)]
    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), WriteError> {
        match self {
            Self::Named(parts) => parts.field(name, value),
            Self::Raw(body) => write_raw(body, name, value),
        }
    }

    #[inline]
    fn end(self) -> Result<(), WriteError> {
        match self {
            Self::Named(parts) => parts.close(),
            Self::Raw(_) => Ok(()),
        }
    }
}

/// Copies JSON that is written already.
#[cold]
fn write_raw<T: Serialize + ?Sized>(
    body: &mut Vec<u8>,
    name: &'static str,
    value: &T,
) -> Result<(), WriteError> {
    let mut serializer = serde_json::Serializer::new(body);
    let mut raw = serializer.serialize_struct(name, 1)?;
    SerializeStruct::serialize_field(&mut raw, name, value)?;
    Ok(SerializeStruct::end(raw)?)
}
