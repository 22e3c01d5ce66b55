//! The decoders of an object's fields, which may depend on a tag.

/// The depth to which newtypes and flattened structs are followed; deeper ones hold themselves.
pub(super) const DEPTH: usize = 32;

/// The way in which one value is decoded. Plain JSON has none.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Decoding {
    BigInteger,
    /// The elements of a list, or the values of a map.
    Items(Box<Decoding>),
    /// The decoder in the constant of an instance, by the instance's number.
    Constant(usize),
    Object(Box<Object>),
}

/// The decoders of an object's values, by their keys.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Object {
    /// The keys that are known at build time; `None` for plain JSON.
    pub(super) fields: Vec<(String, Option<Decoding>)>,
    /// The values under all other keys; `None` where there are no others.
    pub(super) rest: Option<Option<Decoding>>,
    pub(super) choices: Vec<Choice>,
    /// Lists of forms of the object that nothing in the JSON tells apart.
    pub(super) alternatives: Vec<Vec<Alternative>>,
}

/// Variants that are told apart by the value of a tag.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Choice {
    pub(super) tag: String,
    pub(super) variants: Vec<(String, Object)>,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Alternative {
    Object(Object),
    /// Another value than an object, or one of an unknown kind.
    Value(Option<Decoding>),
}

impl Object {
    /// Adds the fields of an object that is flattened into this one.
    pub(super) fn add(&mut self, other: Self) {
        self.fields.extend(other.fields);
        self.rest = match (self.rest.take(), other.rest) {
            (Some(Some(decoding)), _) | (_, Some(Some(decoding))) => Some(Some(decoding)),
            (None, None) => None,
            _ => Some(None),
        };
        self.choices.extend(other.choices);
        self.alternatives.extend(other.alternatives);
    }

    /// Returns true where no value needs a decoder.
    pub(super) fn is_plain_json(&self) -> bool {
        self.decodings().is_empty()
    }

    /// The decoders of all values.
    pub(super) fn decodings(&self) -> Vec<&Decoding> {
        let mut decodings = Vec::new();
        self.collect_decodings(&mut decodings);
        decodings
    }

    fn collect_decodings<'object>(&'object self, decodings: &mut Vec<&'object Decoding>) {
        for (_, decoding) in &self.fields {
            decodings.extend(decoding);
        }
        if let Some(rest) = &self.rest {
            decodings.extend(rest);
        }
        for (_, object) in self.choices.iter().flat_map(|choice| &choice.variants) {
            object.collect_decodings(decodings);
        }
        for alternative in self.alternatives.iter().flatten() {
            match alternative {
                Alternative::Object(object) => object.collect_decodings(decodings),
                Alternative::Value(decoding) => decodings.extend(decoding),
            }
        }
    }

    /// Returns true where a decoder fulfils the condition.
    pub(super) fn any(&self, is_meant: &dyn Fn(&Decoding) -> bool) -> bool {
        self.decodings().into_iter().any(is_meant)
    }

    /// The same object with as few choices as possible; `None` where a big integer depends on
    /// alternatives that nothing tells apart.
    pub(super) fn settle(mut self, is_big: &dyn Fn(&Decoding) -> bool) -> Option<Self> {
        for alternatives in std::mem::take(&mut self.alternatives) {
            let is_needed = alternatives.iter().any(|alternative| match alternative {
                Alternative::Object(object) => object.any(is_big),
                Alternative::Value(decoding) => decoding.as_ref().is_some_and(is_big),
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

/// One object that decodes all of the given ones; `None` where they contradict each other.
fn merge(objects: &[Object]) -> Option<Object> {
    let is_told = objects.iter().any(|object| !object.is_plain_json());
    let is_open = objects.iter().any(|object| object.rest.is_some());
    let mut merged = Object::default();
    for object in objects {
        if !object.choices.is_empty() || is_told && is_open && objects.len() > 1 {
            return None;
        }
        for (name, decoding) in &object.fields {
            match merged.fields.iter().find(|(known, _)| known == name) {
                None => merged.fields.push((name.clone(), decoding.clone())),
                Some((_, known)) if known == decoding => {}
                Some(_) => return None,
            }
        }
        merged.rest = merged.rest.or_else(|| object.rest.clone());
    }
    Some(merged)
}
