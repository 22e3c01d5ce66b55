//! Structs, and the fields that serde flattens into them.

use mizan_ir::{Absence, Direction, Field, Fields, Presence, Shape, Tagging, Type, Variant};

use super::{
    definitions::OPTIONAL_NAME,
    mentions::Keys,
    object::{DEPTH, Object, Part},
    table::Types,
};
use crate::emit::{
    typescript::printer::{Expression, Member, string},
    variants::present,
};

impl Types<'_> {
    /// An object of some members and the fields behind them.
    pub(super) fn object(
        &self,
        members: Vec<Member>,
        fields: &[Field],
        direction: Direction,
    ) -> Expression {
        let mut object = Object::new(members);
        self.add_fields(&mut object, fields, direction);
        object.finish()
    }

    fn add_fields(&self, object: &mut Object, fields: &[Field], direction: Direction) {
        for field in fields {
            if direction.choose(field.output, field.input) == Presence::Skipped {
                continue;
            }
            match (field.flatten, direction) {
                (true, _) => self.add_flat(object, &field.ty, direction),
                (false, Direction::Input) if !field.aliases.is_empty() => {
                    self.add_aliased(object, field);
                }
                (false, Direction::Input) if let Some(name) = self.absent_parameter(field) => {
                    self.add_if_option(object, field, name);
                }
                (false, _) => object.members.extend(self.member(field, direction)),
            }
        }
    }

    /// The type parameter that makes a field optional.
    fn absent_parameter(&self, field: &Field) -> Option<String> {
        match self.api.absence(&field.ty) {
            Absence::OfParameter(name)
                if field.input == Presence::IfOption && self.is_absent_parameter(&name) =>
            {
                Some(name)
            }
            _ => None,
        }
    }

    /// A field that may be left out if the argument of that type parameter may be `undefined`.
    fn add_if_option(&self, object: &mut Object, field: &Field, parameter: String) {
        let Some(member) = self.member(field, Direction::Input) else { return };
        self.add_member_if_option(object, member, &parameter);
    }

    /// A member that may be left out if the argument of that type parameter may be `undefined`.
    pub(super) fn add_member_if_option(
        &self,
        object: &mut Object,
        member: Member,
        parameter: &str,
    ) {
        let types = vec![member.ty.clone(), Expression::atom("undefined")];
        let parameter = Expression::atom(self.parameter(parameter));
        let arguments = vec![parameter, Expression::Object(vec![member])];
        object.add_part(Expression::Generic(OPTIONAL_NAME.to_owned(), arguments), Some(types));
    }

    /// A field that is read under one of several names.
    fn add_aliased(&self, object: &mut Object, field: &Field) {
        let Some(member) = self.member(field, Direction::Input) else { return };
        let names: Vec<&String> = [&field.name.input].into_iter().chain(&field.aliases).collect();
        let one = |chosen: &String| {
            let named = |name: &&String| match *name == chosen {
                true => Some(Member {
                    name: Member::new(name, Expression::Tuple(Vec::new())).name,
                    ..member.clone()
                }),
                false => Member::forbidden(name).map(|member| member.at(&field.location)),
            };
            Expression::Object(names.iter().filter_map(named).collect())
        };
        let types = vec![member.ty.clone(), Expression::atom("undefined")];
        object.add_part(Expression::union(names.iter().map(|name| one(name))), Some(types));
    }

    /// Adds a flattened field of that type to an object.
    pub(super) fn add_flat(&self, object: &mut Object, ty: &Type, direction: Direction) {
        object.depth += 1;
        match ty {
            _ if object.depth > DEPTH => {}
            Type::Unit => {}
            Type::Json => object.open.push(self.expression(&Type::Json, direction)),
            Type::Directed(output, input) => {
                self.add_flat(object, direction.choose(output, input), direction);
            }
            Type::Option(inner) => self.add_optional(object, inner, direction),
            Type::Map(key, value) => match self.keys(key, direction) {
                Keys::Some(_) => object.add_part(
                    self.expression(ty, direction),
                    Some(vec![self.expression(value, direction), Expression::atom("undefined")]),
                ),
                Keys::Any(_) => object.open.push(self.expression(value, direction)),
            },
            Type::Named(path, arguments) => self.add_named(object, path, arguments, ty, direction),
            _ => object.add_part(self.expression(ty, direction), None),
        }
        object.depth -= 1;
    }

    fn add_named(
        &self,
        object: &mut Object,
        path: &str,
        arguments: &[Type],
        ty: &Type,
        direction: Direction,
    ) {
        let shape = self.shape_of(path, arguments);
        self.add_shape(object, shape.towards(direction), ty, direction);
    }

    fn add_shape(&self, object: &mut Object, shape: &Shape, ty: &Type, direction: Direction) {
        match shape {
            Shape::Struct(Fields::Unit) => {}
            Shape::Struct(Fields::Newtype(inner)) => self.add_flat(object, inner, direction),
            Shape::Struct(Fields::Named(_)) | Shape::Tagged { fields: Fields::Named(_), .. } => {
                let inner = self.inner(shape, object.depth, direction);
                self.add_inner(object, inner, ty, direction);
            }
            Shape::Enum { tagging: Tagging::External, variants } => {
                let variants: Vec<Variant> =
                    variants.iter().map(|variant| self.in_object(variant)).collect();
                let alone = self.enumeration(&Tagging::External, &variants, direction);
                let shape = Shape::Enum { tagging: Tagging::External, variants };
                let beside = self.shape_beside(&shape, object.depth, direction);
                object.add_part(Part { alone, beside }, self.types_of(&shape, direction));
            }
            _ => {
                let part = Part {
                    alone: self.expression(ty, direction),
                    beside: self.beside(ty, object.depth, direction),
                };
                object.add_part(part, self.types_of(shape, direction));
            }
        }
    }

    /// A struct as an object under construction, at a depth in others.
    fn inner(&self, shape: &Shape, depth: usize, direction: Direction) -> Object {
        let (members, fields) = match shape {
            Shape::Tagged { tag, name, fields } if direction == Direction::Output => {
                (vec![Member::new(tag, Expression::atom(string(name)))], fields)
            }
            Shape::Struct(fields) | Shape::Tagged { fields, .. } => (Vec::new(), fields),
            Shape::Enum { .. } | Shape::Directed { .. } => (Vec::new(), &Fields::Unit),
        };
        let mut inner = Object { depth, ..Object::new(members) };
        if let Fields::Named(fields) = fields {
            self.add_fields(&mut inner, fields, direction);
        }
        inner
    }

    /// The mention of a type that is a part of an object: its name, unless its objects may have no
    /// members and would then forbid those beside it.
    fn beside(&self, ty: &Type, depth: usize, direction: Direction) -> Expression {
        let mention = self.expression(ty, direction);
        let Type::Named(path, arguments) = ty else { return mention };
        if depth > DEPTH {
            return mention;
        }
        let shape = self.shape_of(path, arguments);
        let shape = shape.towards(direction);
        if is_discriminated(shape) {
            return mention;
        }
        let beside = self.shape_beside(shape, depth + 1, direction);
        if beside == self.shape(shape, direction) { mention } else { beside }
    }

    fn shape_beside(&self, shape: &Shape, depth: usize, direction: Direction) -> Expression {
        match shape {
            Shape::Struct(Fields::Newtype(inner)) => self.beside(inner, depth, direction),
            Shape::Struct(Fields::Named(_)) | Shape::Tagged { fields: Fields::Named(_), .. } => {
                self.inner(shape, depth, direction).compose(true)
            }
            Shape::Enum { tagging, variants } => {
                let present = present(variants, direction);
                Expression::union(present.iter().filter_map(|variant| {
                    match variant.untagged || *tagging == Tagging::Untagged {
                        true => self.content_beside(&variant.fields, depth, direction),
                        false => Some(self.variant(variant, tagging, &present, direction)),
                    }
                }))
            }
            _ => self.shape(shape, direction),
        }
    }

    /// The part that an untagged variant adds to an object. A unit adds nothing, and serde does not
    /// read it there.
    fn content_beside(
        &self,
        fields: &Fields,
        depth: usize,
        direction: Direction,
    ) -> Option<Expression> {
        match fields {
            Fields::Unit => {
                (direction == Direction::Output).then(|| Expression::Object(Vec::new()))
            }
            fields => Some(self.shape_beside(&Shape::Struct(fields.clone()), depth, direction)),
        }
    }

    /// Adds a flattened struct: by its name, unless it has keys that are only known at run time.
    fn add_inner(&self, object: &mut Object, inner: Object, ty: &Type, direction: Direction) {
        if !inner.open.is_empty() {
            object.members.extend(inner.members);
            object.open.extend(inner.open);
            for part in inner.parts {
                object.add_part(part, inner.part_values.clone());
            }
        } else if !inner.members.is_empty() || !inner.parts.is_empty() {
            let beside = inner.clone().compose(true);
            let is_same = beside == inner.clone().compose(false);
            let beside = if is_same { self.expression(ty, direction) } else { beside };
            let types = inner.part_values.map(|values| {
                let members = inner.members.into_iter();
                let undefined = Expression::atom("undefined");
                members
                    .flat_map(|member| match member.optional {
                        true => vec![member.ty, undefined.clone()],
                        false => vec![member.ty],
                    })
                    .chain(values)
                    .collect()
            });
            object.add_part(Part { alone: self.expression(ty, direction), beside }, types);
        }
    }

    /// Adds an optional struct: all of its fields are present, or none of them.
    fn add_optional(&self, object: &mut Object, inner: &Type, direction: Direction) {
        let mut there = Object::new(Vec::new());
        there.depth = object.depth;
        self.add_flat(&mut there, inner, direction);
        if there.parts.is_empty() || !there.open.is_empty() {
            self.add_open_optional(object, there);
            return;
        }
        let absent = match self.names_of(inner, direction, 0) {
            Some(names) => Expression::Object(
                names.iter().filter_map(|name| Member::forbidden(name)).collect(),
            ),
            None => {
                let keys = self.expression(inner, direction).to_line();
                let never = Expression::atom("never");
                let member = Member::pattern(format!("[key in keyof ({keys})]"), never);
                Expression::Object(vec![Member { optional: true, ..member }])
            }
        };
        let types = there.part_values.take().map(|mut values| {
            values.push(Expression::atom("undefined"));
            values
        });
        let or_absent = |ty: Expression| Expression::union([ty, absent.clone()]);
        let part = Part {
            beside: or_absent(there.clone().compose(true)),
            alone: or_absent(there.compose(false)),
        };
        object.add_part(part, types);
    }

    /// Adds an optional struct with open keys. Such an object does not show that the struct is
    /// absent, so each of its members is optional.
    fn add_open_optional(&self, object: &mut Object, there: Object) {
        let members = there.members.into_iter();
        object.members.extend(members.map(|member| Member { optional: true, ..member }));
        object.open.extend(there.open);
        for part in there.parts {
            let part = Expression::union([part.beside, Expression::Object(Vec::new())]);
            object.add_part(part, there.part_values.clone());
        }
    }

    /// A variant that is flattened into an object, where serde writes a unit as a key with `null`.
    fn in_object(&self, variant: &Variant) -> Variant {
        let mut variant = variant.clone();
        if variant.fields == Fields::Unit {
            variant.fields = Fields::Newtype(Type::Unit);
        }
        variant
    }
}

/// Returns true for an enum each of whose objects has a member that names the variant.
fn is_discriminated(shape: &Shape) -> bool {
    match shape {
        Shape::Enum { tagging, variants } => {
            *tagging != Tagging::Untagged && variants.iter().all(|variant| !variant.untagged)
        }
        _ => false,
    }
}
