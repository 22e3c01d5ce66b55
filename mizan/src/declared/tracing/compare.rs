//! The comparison of a type with what the client was told of it: serde reads samples of what the
//! client may send, and writes the values again.

use std::collections::BTreeMap;

use mizan_ir::{
    Api, Direction, Field, Fields, Presence, Shape, Tagging, Type, TypeDefinition, Variant,
};
use serde_json::Value;

use super::asked::Asked;
use super::conformity::{Difference, compare_shape};
use super::report::{Finding, Report, Untraced};
use super::sample_of::Samples;
use super::samples::{Amount, SampleMaker, is_read};
use super::settle::{Settled, try_all};
use super::trace::{Refusal, Trace};

/// A definition under comparison.
pub(super) struct Tracer<'api> {
    pub(super) api: &'api Api,
    pub(super) given: &'api BTreeMap<String, Value>,
    pub(super) path: &'api str,
    pub(super) definition: &'api TypeDefinition,
    pub(super) trace: Trace,
    /// True if the server writes the type.
    pub(super) is_written: bool,
    /// True if the server reads the type.
    pub(super) is_read: bool,
    pub(super) report: &'api mut Report,
}

impl Tracer<'_> {
    /// Compares the type in the directions in which it travels.
    pub(super) fn run(&mut self) {
        // The definition of a remote type, which is traced in the types that have a field of it.
        if !self.trace.is_serde {
            return;
        }
        let is_traced = match (self.trace.rewrite, self.trace.read, self.trace.write) {
            (_, _, Some(write)) if !self.is_read => self.write_samples(write),
            (Some(_), ..) => self.read_samples(),
            (None, Some(_), _) => !self.is_written && self.read_samples(),
            (None, None, _) => false,
        };
        if !is_traced && !self.given.contains_key(self.path) && !self.report.has(self.path) {
            self.leave("there is no way to make a value of it");
        }
    }

    /// Reads samples, and writes their values again. True if serde read one.
    fn read_samples(&mut self) -> bool {
        if self.is_read && self.compare_names() {
            return true;
        }
        let shape = self.definition.shape.towards(Direction::Input).clone();
        let mut is_traced = false;
        match &shape {
            _ if self.given.contains_key(self.path) => {
                let given = self.given[self.path].clone();
                is_traced |= self.settle(given, None).is_some();
            }
            Shape::Struct(fields) | Shape::Tagged { fields, .. } => {
                let full = self.make(|maker| maker.sample_fields(fields, Amount::Full, 0));
                let least = self.make(|maker| maker.sample_fields(fields, Amount::Least, 0));
                is_traced |= self.read_object(full, "", fields, None);
                is_traced |= self.settle(least, None).is_some();
            }
            Shape::Enum { tagging, variants } => {
                // An enum without variants has no values.
                is_traced |= variants.is_empty();
                for variant in variants.iter().filter(|variant| is_read(variant)) {
                    is_traced |= self.read_variant(tagging, variant);
                }
            }
            Shape::Directed { .. } => {}
        }
        is_traced
    }

    fn read_variant(&mut self, tagging: &Tagging, variant: &Variant) -> bool {
        let make =
            |maker: &SampleMaker<'_>, amount| maker.sample_variant(tagging, variant, amount, 0);
        let full = self.make(|maker| make(maker, Amount::Full));
        let least = self.make(|maker| make(maker, Amount::Least));
        let name = Some(variant.name.input.as_str());
        let is_least_read = self.settle(least, name).is_some();
        let pointer = match tagging {
            _ if variant.untagged => None,
            Tagging::Untagged | Tagging::Number => None,
            Tagging::Internal { .. } => Some(String::new()),
            Tagging::External => Some(format!("/{}", escape(&variant.name.input))),
            Tagging::Adjacent { content, .. } => Some(format!("/{}", escape(content))),
        };
        let is_full_read = match pointer {
            Some(pointer) => self.read_object(full, &pointer, &variant.fields, name),
            None => self.settle(full, name).is_some(),
        };
        is_least_read || is_full_read
    }

    fn make(&self, make: impl FnOnce(&SampleMaker<'_>) -> Value) -> Value {
        make(&SampleMaker { api: self.api, given: self.given })
    }

    /// Reads a sample of an object, and the same without each of its fields. `pointer` leads to the
    /// object in the sample.
    fn read_object(
        &mut self,
        sample: Value,
        pointer: &str,
        fields: &Fields,
        variant: Option<&str>,
    ) -> bool {
        let Some(settled) = self.settle(sample, variant) else { return false };
        let Fields::Named(fields) = fields else { return true };
        let is_plain = fields.iter().all(|field| !field.flatten) && !self.has_fallback();
        let own = fields.iter().filter(|field| !field.flatten && field.input != Presence::Skipped);
        for field in own {
            self.read_without(&settled, pointer, field, is_plain);
            for alias in &field.aliases {
                let mut renamed = settled.clone();
                let object = renamed.pointer_mut(pointer).and_then(Value::as_object_mut);
                if let Some(object) = object
                    && let Some(value) = object.remove(&field.name.input)
                {
                    object.insert(alias.clone(), value);
                    self.settle(renamed, Some(alias));
                }
            }
        }
        true
    }

    /// Reads an object without a field, and with `null` in it.
    fn read_without(&mut self, settled: &Value, pointer: &str, field: &Field, is_plain: bool) {
        let name = &field.name.input;
        let may_be_absent = self.make_absent(field);
        let mut without = settled.clone();
        let object = without.pointer_mut(pointer).and_then(Value::as_object_mut);
        if object.and_then(|object| object.remove(name)).is_none() {
            return;
        }
        let is_refused = self.read(&without.to_string()).is_err();
        match (may_be_absent, is_refused) {
            (true, true) => {
                self.settle(without, Some(name));
            }
            (true, false) => self.compare_written(&without),
            (false, false) if is_plain && self.is_read && !is_generic(&field.ty) => {
                let told = format!("a request always has it, `{}`", field.ty);
                self.find(Some(name), told, format!("reads a request without it: `{without}`"));
            }
            (false, _) => {}
        }
        if matches!(field.ty, Type::Option(_)) {
            let mut null = settled.clone();
            if let Some(place) = null.pointer_mut(&format!("{pointer}/{}", escape(name))) {
                *place = Value::Null;
                self.settle(null, Some(name));
            }
        }
    }

    /// True if a variant reads what another one refuses.
    fn has_fallback(&self) -> bool {
        match self.definition.shape.towards(Direction::Input) {
            Shape::Enum { variants, .. } => {
                variants.iter().any(|variant| variant.untagged || variant.other)
            }
            _ => false,
        }
    }

    fn make_absent(&self, field: &Field) -> bool {
        SampleMaker { api: self.api, given: self.given }.may_be_absent(field)
    }

    fn read(&self, json: &str) -> Result<(), Refusal> {
        self.trace.read.map_or(Ok(()), |read| read(json))
    }

    /// Reads a sample that the client may send, and compares what serde writes of it. `None` if
    /// serde does not read it.
    fn settle(&mut self, sample: Value, place: Option<&str>) -> Option<Value> {
        let settled = try_all(&mut |json| self.read(json), sample);
        match settled {
            Settled::Read(json) => {
                self.compare_written(&json);
                Some(json)
            }
            Settled::Refused(json, message) if self.is_read => {
                let told = format!("it may send `{json}`");
                self.find(place, told, format!("refuses that: {message}"));
                None
            }
            Settled::Refused(_, message) => {
                self.leave(&message);
                None
            }
            Settled::Unknown(message) => {
                self.leave(&unknown_form(&message));
                None
            }
        }
    }

    /// Compares the JSON that serde writes of a value that it read.
    fn compare_written(&mut self, json: &Value) {
        let written = self.trace.rewrite.filter(|_| self.is_written);
        if let Some(Ok(written)) = written.map(|rewrite| rewrite(&json.to_string())) {
            self.compare_json(&written);
        }
    }

    /// Writes the samples of a type that serde does not read. True if there is one.
    fn write_samples(&mut self, write: fn(&mut Samples) -> Vec<String>) -> bool {
        let written = write(&mut Samples::default());
        written.iter().for_each(|json| self.compare_json(json));
        !written.is_empty()
    }

    /// Compares JSON that serde has written.
    pub(super) fn compare_json(&mut self, json: &str) {
        let Ok(value) = serde_json::from_str(json) else { return };
        let shape = self.definition.shape.towards(Direction::Output);
        if let Err(Difference { path, told, found }) = compare_shape(self.api, shape, &value) {
            self.find(Some(&path), format!("the server writes {told}"), format!("writes {found}"));
        }
    }

    /// Compares the names that serde asks for with those that the client sends. True if they differ.
    fn compare_names(&mut self) -> bool {
        let Some(ask) = self.trace.ask else { return false };
        let known = match (ask(), self.definition.shape.towards(Direction::Input)) {
            (Asked::Fields(asked), Shape::Struct(Fields::Named(fields)))
            | (Asked::Fields(asked), Shape::Tagged { fields: Fields::Named(fields), .. })
                if fields.iter().all(|field| !field.flatten) =>
            {
                let read = fields.iter().filter(|field| field.input != Presence::Skipped);
                let names = read.flat_map(|field| field.aliases.iter().chain([&field.name.input]));
                (asked, names.cloned().collect::<Vec<String>>())
            }
            (Asked::Variants(asked), Shape::Enum { tagging: Tagging::External, variants })
                if variants.iter().all(|variant| !variant.untagged && !variant.other) =>
            {
                let read = variants.iter().filter(|variant| is_read(variant));
                let names =
                    read.flat_map(|variant| variant.aliases.iter().chain([&variant.name.input]));
                (asked, names.cloned().collect())
            }
            _ => return false,
        };
        let (asked, names) = known;
        let mut is_other = false;
        for name in names.iter().filter(|name| !asked.contains(&name.as_str())) {
            let read = asked.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            self.find(Some(name), "it sends this name".to_owned(), format!("reads only {read}"));
            is_other = true;
        }
        for name in asked.iter().filter(|name| !names.iter().any(|known| known == *name)) {
            let told = "nothing of this name".to_owned();
            self.find(Some(name), told, "reads it".to_owned());
            is_other = true;
        }
        is_other
    }

    /// Adds the type to those that cannot be traced.
    fn leave(&mut self, reason: &str) {
        let name = self.path.rsplit("::").next().unwrap_or(self.path).to_owned();
        self.report.add_untraced(Untraced {
            path: self.path.to_owned(),
            place: String::new(),
            location: self.definition.location.clone(),
            reason: reason.to_owned(),
            name,
            is_only_read: self.trace.rewrite.is_none() && !self.is_written,
        });
    }

    fn find(&mut self, place: Option<&str>, told: String, does: String) {
        self.report.add(Finding {
            path: self.path.to_owned(),
            location: self.definition.location.clone(),
            place: place.unwrap_or_default().trim_start_matches('.').to_owned(),
            told,
            does,
        });
    }
}

/// The reason not to trace a type whose texts or numbers no sample has.
pub(super) fn unknown_form(message: &str) -> String {
    format!("it reads texts or numbers of a form of its own: {message}")
}

fn is_generic(ty: &Type) -> bool {
    matches!(ty, Type::Parameter(_)) || ty.children().any(is_generic)
}

/// A name in a JSON pointer.
fn escape(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}
