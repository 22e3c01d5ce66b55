//! Objects, and the fields that serde flattens into them.
//!
//! Python has no intersection of types. So an object into which an enum is flattened is a union: one
//! object for each variant.

use mizan_ir::{Absence, Direction, Field, Fields, Presence, Shape, Tagging, Type, Variant};

use super::{
    Definition,
    definition::{Body, Entry},
    instances::Types,
};
use crate::emit::{
    case::pascal,
    python::expression::{Expression, string},
    variants::{present, variant_names},
};

/// The depth to which structs are flattened into each other.
const DEPTH: usize = 16;

/// The forms of one object that are written one by one.
const MOST_FORMS: usize = 64;

/// The forms of one object that only differ in the names of fields with aliases. Where there were more, only
/// the first name of each field is written.
const MOST_ALIASED: usize = 8;

/// One form of an object.
#[derive(Clone, Debug, Default)]
pub(super) struct Form {
    /// The names of the variants that lead to this form.
    pub(super) labels: Vec<String>,
    pub(super) entries: Vec<Entry>,
    /// The types of the values under keys that are only known at run time.
    pub(super) open: Vec<Expression>,
}

impl Form {
    pub(super) fn with(entry: Entry) -> Self {
        Self { entries: vec![entry], ..Self::default() }
    }

    fn beside(&self, other: &Self) -> Self {
        let mut both = self.clone();
        both.labels.extend(other.labels.iter().cloned());
        both.entries.extend(other.entries.iter().cloned());
        both.open.extend(other.open.iter().cloned());
        both
    }
}

/// Each form of an object together with each form of what is flattened into it.
pub(super) fn combine(forms: &[Form], others: &[Form]) -> Vec<Form> {
    forms.iter().flat_map(|form| others.iter().map(|other| form.beside(other))).collect()
}

impl Types<'_> {
    /// The forms of an object with some fields.
    pub(super) fn forms(&self, fields: &[Field], direction: Direction, depth: usize) -> Vec<Form> {
        let mut forms = vec![Form::default()];
        let names = fields
            .iter()
            .fold(1, |names: usize, field| names.saturating_mul(1 + field.aliases.len()));
        let has_aliases = direction == Direction::Input && (2..=MOST_ALIASED).contains(&names);
        for field in fields {
            if direction.choose(field.output, field.input) == Presence::Skipped {
                continue;
            }
            let added = match field.flatten {
                true => self.flat(&field.ty, direction, depth + 1),
                false if has_aliases && !field.aliases.is_empty() => self.aliased(field),
                false => vec![Form::with(self.entry(field, direction))],
            };
            forms = combine(&forms, &added);
        }
        forms
    }

    /// A form for each name of a field that is sent.
    fn aliased(&self, field: &Field) -> Vec<Form> {
        let entry = self.entry(field, Direction::Input);
        let names = [&field.name.input].into_iter().chain(&field.aliases);
        let form = |name: &String| Form {
            labels: vec![pascal(name)],
            ..Form::with(Entry { key: name.clone(), ..entry.clone() })
        };
        names.map(form).collect()
    }

    fn entry(&self, field: &Field, direction: Direction) -> Entry {
        let presence = direction.choose(field.output, field.input);
        let name = direction.choose(&field.name.output, &field.name.input);
        let mut ty = &field.ty;
        while let Type::Directed(output, input) = ty {
            ty = direction.choose(output, input);
        }
        let ty = match (ty, presence) {
            (Type::Option(inner), Presence::UnlessNull) => self.mention(inner, direction),
            (ty, _) => self.mention(ty, direction),
        };
        let is_required = match presence {
            Presence::Optional | Presence::UnlessNull => false,
            Presence::IfOption => self.api.absence(&field.ty) != Absence::Allowed,
            Presence::Required | Presence::Skipped => true,
        };
        let (docs, deprecated) = (field.docs.clone(), field.deprecated.clone());
        let is_plain = self.is_plain(&field.ty, direction);
        Entry { is_required, is_plain, docs, deprecated, ..Entry::new(name, ty) }
    }

    /// The forms that a flattened field of that type adds to an object.
    pub(super) fn flat(&self, ty: &Type, direction: Direction, depth: usize) -> Vec<Form> {
        if depth > DEPTH {
            return vec![Form::default()];
        }
        let open = |ty| vec![Form { open: vec![ty], ..Form::default() }];
        match ty {
            Type::Json => open(Expression::known("Json")),
            Type::Map(_, value) => open(self.mention(value, direction)),
            Type::Directed(output, input) => {
                self.flat(direction.choose(output, input), direction, depth)
            }
            Type::Option(inner) => {
                let mut forms = self.flat(inner, direction, depth + 1);
                forms.push(Form::default());
                forms
            }
            Type::Named(path, arguments) => {
                let shape = self.shape_of(path, arguments);
                let owner = self.name_of(path, arguments, direction).to_owned();
                self.flat_shape(&owner, shape.towards(direction), direction, depth)
            }
            _ => vec![Form::default()],
        }
    }

    fn flat_shape(
        &self,
        owner: &str,
        shape: &Shape,
        direction: Direction,
        depth: usize,
    ) -> Vec<Form> {
        match shape {
            Shape::Struct(fields) => self.flat_fields(fields, direction, depth),
            Shape::Tagged { tag, name, fields } => {
                let fields = self.flat_fields(fields, direction, depth);
                match direction {
                    Direction::Output => combine(&[tagged(tag, name)], &fields),
                    Direction::Input => fields,
                }
            }
            Shape::Enum { tagging, variants } => {
                let mut forms = Vec::new();
                for variant in present(variants, direction) {
                    let variant = in_object(variant, tagging);
                    forms.extend(self.variant_forms(owner, &variant, tagging, direction, depth));
                }
                forms
            }
            Shape::Directed { .. } => vec![Form::default()],
        }
    }

    /// The forms that the fields of a struct, or of an untagged variant, add to an object.
    pub(super) fn flat_fields(
        &self,
        fields: &Fields,
        direction: Direction,
        depth: usize,
    ) -> Vec<Form> {
        match fields {
            Fields::Named(fields) => self.forms(fields, direction, depth),
            Fields::Newtype(inner) => self.flat(inner, direction, depth + 1),
            Fields::Unit | Fields::Tuple(_) => vec![Form::default()],
        }
    }

    /// The type of an object with these forms, with the definitions that it needs. A single object
    /// has the name itself, and one of several the name with its label.
    pub(super) fn define_forms(
        &self,
        name: &str,
        forms: Vec<Form>,
        definitions: &mut Vec<Definition>,
    ) -> Expression {
        if forms.len() > MOST_FORMS {
            return Expression::dict(Expression::known("Json"));
        }
        let is_single = forms.len() == 1;
        let types = forms.into_iter().map(|form| {
            // No `TypedDict` has a key without a letter.
            if !form.open.is_empty() || form.entries.iter().any(|entry| entry.key.is_empty()) {
                return open_object(form);
            }
            let label = form.labels.concat();
            let own = match (is_single, label.as_str()) {
                (true, _) => name.to_owned(),
                (false, "") => self.part_name(name, "Bare"),
                (false, label) => self.part_name(name, label),
            };
            let same = definitions.iter().find(
                |known| matches!(&known.body, Body::Object(entries) if *entries == form.entries),
            );
            if let Some(same) = same {
                return Expression::Name(same.name.clone());
            }
            let own = match definitions.iter().any(|known| known.name == own) {
                true => self.part_name(name, &format!("{label}{}", definitions.len())),
                false => own,
            };
            definitions.push(Definition::object(own.clone(), form.entries));
            Expression::Name(own)
        });
        let types: Vec<Expression> = types.collect();
        Expression::union(types)
    }
}

/// The type of an object with keys that are only known at run time. Any JSON includes the values of the
/// other fields, unless the client makes something else of these.
fn open_object(form: Form) -> Expression {
    let json = Expression::known("Json");
    if form.open.contains(&json) && form.entries.iter().all(|entry| entry.is_plain) {
        return Expression::dict(json);
    }
    let entries = form.entries.into_iter().map(|entry| entry.ty);
    Expression::dict(Expression::union(entries.chain(form.open)))
}

/// The tag of a struct.
pub(super) fn tagged(tag: &str, name: &str) -> Form {
    Form::with(Entry::new(tag, literal([name])))
}

/// The tag of a variant, under any of its names.
pub(super) fn variant_tag(tag: &str, variant: &Variant, direction: Direction) -> Form {
    Form::with(Entry::new(tag, literal(variant_names(variant, direction))))
}

fn literal<'own>(names: impl IntoIterator<Item = &'own str>) -> Expression {
    let names: Vec<String> = names.into_iter().map(string).collect();
    Expression::Known(format!("Literal[{}]", names.join(", ")))
}

/// A variant that is flattened into an object, where serde writes a unit as a key with `null`.
fn in_object(variant: &Variant, tagging: &Tagging) -> Variant {
    let mut variant = variant.clone();
    if *tagging == Tagging::External && variant.fields == Fields::Unit && !variant.untagged {
        variant.fields = Fields::Newtype(Type::Unit);
    }
    variant
}
