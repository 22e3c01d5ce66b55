//! The definitions of structs and enums.

use mizan_ir::{Absence, Direction, Fields, Shape, Tagging, Type, Variant};

use super::{
    Definition,
    definition::{Body, Entry},
    flattening::{Form, combine, tagged, variant_tag},
    instances::Types,
};
use crate::emit::{
    case::pascal,
    python::expression::{Expression, string},
    variants::{present, variant_names},
};

impl Types<'_> {
    /// The definitions of a shape by a name. The last is that of the name itself.
    pub(super) fn define_shape(
        &self,
        name: &str,
        shape: &Shape,
        direction: Direction,
    ) -> Vec<Definition> {
        let mut definitions = Vec::new();
        let ty = match shape.towards(direction) {
            Shape::Struct(fields) => self.define_fields(name, fields, direction, &mut definitions),
            Shape::Tagged { tag, name: value, fields: Fields::Named(fields) } => {
                let mut forms = self.forms(fields, direction, 0);
                if direction == Direction::Output {
                    forms = combine(&[tagged(tag, value)], &forms);
                }
                self.define_forms(name, forms, &mut definitions)
            }
            Shape::Tagged { fields, .. } => {
                self.define_fields(name, fields, direction, &mut definitions)
            }
            Shape::Enum { tagging, variants } => {
                self.define_enum(name, tagging, variants, direction, &mut definitions)
            }
            Shape::Directed { .. } => Expression::known("object"),
        };
        if ty != Expression::Name(name.to_owned()) {
            definitions.push(Definition {
                name: name.to_owned(),
                body: Body::Alias(ty),
                docs: String::new(),
                deprecated: None,
            });
        }
        definitions
    }

    /// The type of some fields, whose object has the name.
    pub(crate) fn define_fields(
        &self,
        name: &str,
        fields: &Fields,
        direction: Direction,
        definitions: &mut Vec<Definition>,
    ) -> Expression {
        match fields {
            Fields::Unit => Expression::known("None"),
            Fields::Newtype(ty) => self.mention(ty, direction),
            Fields::Tuple(items) => {
                let items = items.iter().map(|item| self.mention(item, direction));
                Expression::Subscript("tuple", items.collect())
            }
            Fields::Named(fields) => {
                let forms = self.forms(fields, direction, 0);
                self.define_forms(name, forms, definitions)
            }
        }
    }

    fn define_enum(
        &self,
        name: &str,
        tagging: &Tagging,
        variants: &[Variant],
        direction: Direction,
        definitions: &mut Vec<Definition>,
    ) -> Expression {
        let (mut literals, mut types) = (Vec::new(), Vec::new());
        let present = present(variants, direction);
        let is_single = present.len() == 1;
        for variant in present {
            let wire = direction.choose(&variant.name.output, &variant.name.input);
            let takes_any = variant.other && direction == Direction::Input;
            match (tagging, &variant.fields) {
                (Tagging::External, Fields::Unit) if takes_any => {
                    types.push(Expression::known("str"));
                }
                (Tagging::External, Fields::Unit) if !variant.untagged => {
                    literals.extend(variant_names(variant, direction).map(string));
                }
                (Tagging::Number, _) if takes_any => types.push(Expression::known("int")),
                (Tagging::Number, _) => literals.push(wire.clone()),
                (Tagging::Untagged, fields) => {
                    let own = self.part_name(name, &pascal(&variant.name.output));
                    types.push(self.define_fields(&own, fields, direction, definitions));
                }
                (_, fields) if variant.untagged => {
                    let own = self.part_name(name, &pascal(&variant.name.output));
                    types.push(self.define_fields(&own, fields, direction, definitions));
                }
                _ => {
                    let forms = self.variant_forms(name, variant, tagging, direction, 0);
                    if let Tagging::External | Tagging::Adjacent { .. } = tagging {
                        definitions.extend(self.content_definitions(name, variant, direction));
                    }
                    let own = match is_single && forms.len() == 1 {
                        true => name.to_owned(),
                        false => self.part_name(name, &pascal(&variant.name.output)),
                    };
                    let before = definitions.len();
                    types.push(self.define_variant(&own, forms, definitions));
                    document(&mut definitions[before..], variant);
                }
            }
        }
        if !literals.is_empty() {
            types.insert(0, Expression::Known(format!("Literal[{}]", literals.join(", "))));
        }
        Expression::union(types)
    }

    fn define_variant(
        &self,
        own: &str,
        mut forms: Vec<Form>,
        definitions: &mut Vec<Definition>,
    ) -> Expression {
        // The name has the variant already.
        for form in &mut forms {
            form.labels.drain(..1.min(form.labels.len()));
        }
        self.define_forms(own, forms, definitions)
    }

    /// The forms of an object that is one variant, or into which it is flattened.
    pub(super) fn variant_forms(
        &self,
        owner: &str,
        variant: &Variant,
        tagging: &Tagging,
        direction: Direction,
        depth: usize,
    ) -> Vec<Form> {
        let labels = vec![pascal(&variant.name.output)];
        let tag = |key: &str| match variant.other && direction == Direction::Input {
            true => Form::with(Entry::new(key, Expression::known("str"))),
            false => variant_tag(key, variant, direction),
        };
        let named = |form: Form| Form { labels: labels.clone(), ..form };
        match tagging {
            Tagging::Untagged | Tagging::Number => self.untagged_forms(variant, direction, depth),
            _ if variant.untagged => self.untagged_forms(variant, direction, depth),
            Tagging::External => {
                let content = self.content(owner, variant, direction);
                let is_plain = self.is_plain_fields(&variant.fields, direction);
                let form = |(number, name): (usize, &str)| {
                    let entry = Entry { is_plain, ..Entry::new(name, content.clone()) };
                    let mut form = named(Form::with(entry));
                    // The first name is that of the variant.
                    form.labels.extend((number > 0).then(|| pascal(name)));
                    form
                };
                variant_names(variant, direction).enumerate().map(form).collect()
            }
            Tagging::Internal { tag: key } => {
                let rest = self.flat_fields(&variant.fields, direction, depth);
                combine(&[named(tag(key))], &rest)
            }
            Tagging::Adjacent { tag: key, content } => {
                let mut form = named(tag(key));
                if variant.fields != Fields::Unit {
                    let is_optional = match &variant.fields {
                        Fields::Newtype(Type::Unit) => true,
                        Fields::Newtype(ty) => self.api.absence(ty) == Absence::Allowed,
                        _ => false,
                    };
                    let ty = self.content(owner, variant, direction);
                    let is_required = !is_optional || direction == Direction::Output;
                    let is_plain = self.is_plain_fields(&variant.fields, direction);
                    form.entries.push(Entry { is_required, is_plain, ..Entry::new(content, ty) });
                }
                vec![form]
            }
        }
    }

    fn untagged_forms(&self, variant: &Variant, direction: Direction, depth: usize) -> Vec<Form> {
        // serde does not read a unit there.
        if variant.fields == Fields::Unit && direction == Direction::Input {
            return Vec::new();
        }
        let labels = vec![pascal(&variant.name.output)];
        let named = Form { labels, ..Form::default() };
        combine(&[named], &self.flat_fields(&variant.fields, direction, depth))
    }

    fn content_name(&self, owner: &str, variant: &Variant) -> String {
        self.part_name(owner, &format!("{}Content", pascal(&variant.name.output)))
    }

    fn content(&self, owner: &str, variant: &Variant, direction: Direction) -> Expression {
        let name = match variant.fields {
            Fields::Named(_) => self.content_name(owner, variant),
            _ => String::new(),
        };
        self.define_fields(&name, &variant.fields, direction, &mut Vec::new())
    }

    /// The definitions of the object that a variant holds under a key of its own.
    fn content_definitions(
        &self,
        owner: &str,
        variant: &Variant,
        direction: Direction,
    ) -> Vec<Definition> {
        let mut definitions = Vec::new();
        if let Fields::Named(_) = variant.fields {
            let name = self.content_name(owner, variant);
            self.define_fields(&name, &variant.fields, direction, &mut definitions);
        }
        definitions
    }
}

/// Puts the documentation of a variant to its definition.
fn document(definitions: &mut [Definition], variant: &Variant) {
    if let Some(own) = definitions.last_mut() {
        own.docs.clone_from(&variant.docs);
        own.deprecated.clone_from(&variant.deprecated);
    }
}
