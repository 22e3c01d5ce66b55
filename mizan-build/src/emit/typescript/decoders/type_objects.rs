//! The decoders of the objects that serde writes for a type.

use mizan_ir::{Field, Fields, Presence, Shape, Tagging, Type, Variant};

use super::{
    expressions::Decoders,
    object::{Alternative, Choice, DEPTH, Decoding, Object},
};

impl Decoders<'_> {
    pub(super) fn object_of(&self, shape: &Shape, depth: usize) -> Object {
        match shape {
            Shape::Struct(fields) => self.object_of_fields(fields, depth),
            Shape::Tagged { tag, fields, .. } => {
                let mut object = self.object_of_fields(fields, depth);
                object.fields.push((tag.clone(), None));
                object
            }
            Shape::Directed { output, .. } => self.object_of(output, depth),
            Shape::Enum { tagging, variants } => self.object_of_variants(tagging, variants, depth),
        }
    }

    /// The object of a content. A content that is no object itself is flattened into one.
    fn object_of_fields(&self, fields: &Fields, depth: usize) -> Object {
        match fields {
            Fields::Unit => Object::default(),
            Fields::Newtype(ty) => self.flat(ty, depth + 1),
            Fields::Tuple(items) => {
                let positions = items.iter().enumerate();
                let fields = positions
                    .map(|(position, ty)| (position.to_string(), self.decoding(ty, false)))
                    .collect();
                Object { fields, ..Object::default() }
            }
            Fields::Named(fields) => {
                let mut object = Object::default();
                for field in fields.iter().filter(|field| field.output != Presence::Skipped) {
                    self.add_field(&mut object, field, depth);
                }
                object
            }
        }
    }

    fn add_field(&self, object: &mut Object, field: &Field, depth: usize) {
        match field.flatten {
            true => object.add(self.flat(&field.ty, depth + 1)),
            false => {
                object.fields.push((field.name.output.clone(), self.decoding(&field.ty, false)));
            }
        }
    }

    /// The fields that a value adds to the object it is flattened into.
    fn flat(&self, ty: &Type, depth: usize) -> Object {
        let open = |rest| Object { rest: Some(rest), ..Object::default() };
        match ty {
            _ if depth > DEPTH => Object::default(),
            Type::Option(value) | Type::Directed(value, _) => self.flat(value, depth),
            Type::Map(_, value) => open(self.decoding(value, false)),
            Type::Named(..) => match self.graph.find(ty) {
                Some(number) => self.object_of(&self.graph.instances[number].written, depth),
                None => open(None),
            },
            Type::Unit => Object::default(),
            _ => open(None),
        }
    }

    fn object_of_variants(&self, tagging: &Tagging, variants: &[Variant], depth: usize) -> Object {
        let present = variants.iter().filter(|variant| variant.output != Presence::Skipped);
        let (untagged, tagged): (Vec<&Variant>, Vec<&Variant>) =
            present.partition(|variant| variant.untagged || *tagging == Tagging::Untagged);
        let mut object = match tagging {
            Tagging::External | Tagging::Untagged => self.object_of_external(&tagged),
            Tagging::Number => Object::default(),
            Tagging::Internal { tag } => {
                self.choice(tag, &tagged, |variant| match variant.fields {
                    Fields::Tuple(_) => Object::default(),
                    _ => self.object_of_fields(&variant.fields, depth),
                })
            }
            Tagging::Adjacent { tag, content } => self.choice(tag, &tagged, |variant| {
                let decoding = self.content(&variant.fields);
                let fields = match variant.fields {
                    Fields::Unit => Vec::new(),
                    _ => vec![(content.clone(), decoding)],
                };
                Object { fields, ..Object::default() }
            }),
        };
        if untagged.is_empty() {
            return object;
        }
        let mut alternatives: Vec<Alternative> =
            untagged.into_iter().map(|variant| self.alternative(variant, depth)).collect();
        if !tagged.is_empty() {
            alternatives.push(Alternative::Object(std::mem::take(&mut object)));
        }
        Object { alternatives: vec![alternatives], ..Object::default() }
    }

    /// An externally tagged enum: each variant has a key of its own.
    fn object_of_external(&self, variants: &[&Variant]) -> Object {
        let fields = variants
            .iter()
            .map(|variant| (variant.name.output.clone(), self.content(&variant.fields)))
            .collect();
        Object { fields, ..Object::default() }
    }

    fn choice(
        &self,
        tag: &str,
        variants: &[&Variant],
        object: impl Fn(&Variant) -> Object,
    ) -> Object {
        let variants =
            variants.iter().map(|variant| (variant.name.output.clone(), object(variant))).collect();
        let choice = Choice { tag: tag.to_owned(), variants };
        Object { choices: vec![choice], ..Object::default() }
    }

    /// The decoder of a variant's content under a key of its own.
    fn content(&self, fields: &Fields) -> Option<Decoding> {
        match fields {
            Fields::Newtype(ty) => self.decoding(ty, false),
            fields => {
                let object = self.object_of_fields(fields, 0);
                let object = object.settle(&|decoding| self.is_big(decoding)).unwrap_or_default();
                (!object.is_plain_json()).then(|| Decoding::Object(Box::new(object)))
            }
        }
    }

    fn alternative(&self, variant: &Variant, depth: usize) -> Alternative {
        match &variant.fields {
            Fields::Unit => Alternative::Value(None),
            Fields::Named(_) => Alternative::Object(self.object_of_fields(&variant.fields, depth)),
            Fields::Tuple(_) => Alternative::Value(self.content(&variant.fields)),
            Fields::Newtype(ty) => match ty {
                Type::Named(..) | Type::Map(..) => Alternative::Object(self.flat(ty, depth + 1)),
                Type::Json => Alternative::Object(Object { rest: Some(None), ..Object::default() }),
                _ => Alternative::Value(self.decoding(ty, false)),
            },
        }
    }
}
