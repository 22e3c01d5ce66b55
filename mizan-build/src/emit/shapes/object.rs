//! The objects that a type makes, as far as the kernel has to know them: what stands under which
//! key, and on what that depends.

use mizan_ir::{Field, Fields, Presence, Shape, Tagging, Type, Variant};

use super::{DEPTH, Form, Shapes};

/// What stands under the keys of an object.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Object {
    /// All keys that are known, `None` for plain JSON.
    pub(super) fields: Vec<(String, Option<Form>)>,
    /// What stands under all others, where there may be any.
    pub(super) rest: Option<Option<Form>>,
    pub(super) choices: Vec<Choice>,
    /// What nothing tells apart.
    alternatives: Vec<Vec<Alternative>>,
}

/// Variants that the value of a tag tells apart.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Choice {
    pub(super) tag: String,
    pub(super) variants: Vec<(String, Object)>,
}

#[derive(Clone, Debug, PartialEq)]
enum Alternative {
    Object(Object),
    /// No object, or nobody knows.
    Value(Option<Form>),
}

impl Object {
    pub(super) fn add(&mut self, other: Self) {
        self.fields.extend(other.fields);
        self.rest = match (self.rest.take(), other.rest) {
            (Some(Some(form)), _) | (_, Some(Some(form))) => Some(Some(form)),
            (None, None) => None,
            _ => Some(None),
        };
        self.choices.extend(other.choices);
        self.alternatives.extend(other.alternatives);
    }

    /// Whether all of it is plain JSON.
    pub(super) fn is_plain(&self) -> bool {
        self.forms().is_empty()
    }

    /// Everything that is no plain JSON.
    pub(super) fn forms(&self) -> Vec<&Form> {
        let mut forms = Vec::new();
        self.collect_forms(&mut forms);
        forms
    }

    fn collect_forms<'object>(&'object self, forms: &mut Vec<&'object Form>) {
        for (_, form) in &self.fields {
            forms.extend(form);
        }
        if let Some(rest) = &self.rest {
            forms.extend(rest);
        }
        for (_, object) in self.choices.iter().flat_map(|choice| &choice.variants) {
            object.collect_forms(forms);
        }
        for alternative in self.alternatives.iter().flatten() {
            match alternative {
                Alternative::Object(object) => object.collect_forms(forms),
                Alternative::Value(form) => forms.extend(form),
            }
        }
    }

    pub(super) fn any(&self, is_meant: &dyn Fn(&Form) -> bool) -> bool {
        self.forms().into_iter().any(is_meant)
    }

    /// The same object with as little to decide as there can be; `None` where a big integer
    /// depends on what nothing tells.
    pub(super) fn settle(mut self, is_big: &dyn Fn(&Form) -> bool) -> Option<Self> {
        for alternatives in std::mem::take(&mut self.alternatives) {
            let is_needed = alternatives.iter().any(|alternative| match alternative {
                Alternative::Object(object) => object.any(is_big),
                Alternative::Value(form) => form.as_ref().is_some_and(is_big),
            });
            let objects = alternatives.into_iter().map(|alternative| match alternative {
                Alternative::Object(object) => object.settle(is_big),
                Alternative::Value(None) => Some(Self::default()),
                Alternative::Value(Some(_)) => None,
            });
            let objects: Option<Vec<Self>> = objects.collect();
            match objects.and_then(|objects| merge(&objects)) {
                Some(object) => self.add(object),
                None if is_needed => return None,
                None => self.rest = self.rest.or(Some(None)),
            }
        }
        for mut choice in std::mem::take(&mut self.choices) {
            for (_, object) in &mut choice.variants {
                *object = std::mem::take(object).settle(is_big)?;
            }
            let objects: Vec<Self> =
                choice.variants.iter().map(|(_, object)| object.clone()).collect();
            match merge(&objects) {
                Some(object) => {
                    self.fields.push((choice.tag, None));
                    self.add(object);
                }
                None => self.choices.push(choice),
            }
        }
        Some(self)
    }
}

/// One object that says of each what it says itself, unless they contradict each other.
fn merge(objects: &[Object]) -> Option<Object> {
    let is_told = objects.iter().any(|object| !object.is_plain());
    let is_open = objects.iter().any(|object| object.rest.is_some());
    let mut merged = Object::default();
    for object in objects {
        if !object.choices.is_empty() || is_told && is_open && objects.len() > 1 {
            return None;
        }
        for (name, form) in &object.fields {
            match merged.fields.iter().find(|(known, _)| known == name) {
                None => merged.fields.push((name.clone(), form.clone())),
                Some((_, known)) if known == form => {}
                Some(_) => return None,
            }
        }
        merged.rest = merged.rest.or_else(|| object.rest.clone());
    }
    Some(merged)
}

impl Shapes<'_> {
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

    /// Of what is no object itself, what is flattened into one.
    fn object_of_fields(&self, fields: &Fields, depth: usize) -> Object {
        match fields {
            Fields::Unit => Object::default(),
            Fields::Newtype(ty) => self.flat(ty, depth + 1),
            Fields::Tuple(items) => {
                let positions = items.iter().enumerate();
                let fields = positions
                    .map(|(position, ty)| (position.to_string(), self.form(ty, false)))
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
                object.fields.push((field.name.output.clone(), self.form(&field.ty, false)));
            }
        }
    }

    /// What a value adds to the object that it is flattened into.
    fn flat(&self, ty: &Type, depth: usize) -> Object {
        let open = |rest| Object { rest: Some(rest), ..Object::default() };
        match ty {
            _ if depth > DEPTH => Object::default(),
            Type::Option(value) | Type::Directed(value, _) => self.flat(value, depth),
            Type::Map(_, value) => open(self.form(value, false)),
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
            Tagging::Internal { tag } => {
                self.choice(tag, &tagged, |variant| match variant.fields {
                    Fields::Tuple(_) => Object::default(),
                    _ => self.object_of_fields(&variant.fields, depth),
                })
            }
            Tagging::Adjacent { tag, content } => self.choice(tag, &tagged, |variant| {
                let form = self.content(&variant.fields);
                let fields = match variant.fields {
                    Fields::Unit => Vec::new(),
                    _ => vec![(content.clone(), form)],
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

    /// Each variant stands under a key of its own.
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

    /// What stands where a variant's content stands by itself.
    fn content(&self, fields: &Fields) -> Option<Form> {
        match fields {
            Fields::Newtype(ty) => self.form(ty, false),
            fields => {
                let object = self.object_of_fields(fields, 0);
                let object = object.settle(&|form| self.is_big(form)).unwrap_or_default();
                (!object.is_plain()).then(|| Form::Object(Box::new(object)))
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
                _ => Alternative::Value(self.form(ty, false)),
            },
        }
    }
}
