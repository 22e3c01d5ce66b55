//! Objects in TypeScript: the fields of a struct or variant, with what is flattened into them.

use mizan_ir::{Field, Fields, Presence, Shape, Tagging, Type, Variant};

use super::{
    expression::{Expression, Member},
    text,
    types::{self, Direction, Keys, Types, presence, variant_names},
};

/// How deep structs are flattened into each other; serde itself would not come to an end.
const DEPTH: usize = 16;

/// What an object has to be beside its members.
#[derive(Clone)]
struct Part {
    /// The type where nothing stands beside it.
    alone: Expression,
    /// The type where something does: an object without members forbids no others.
    beside: Expression,
}

impl From<Expression> for Part {
    fn from(ty: Expression) -> Self {
        Self { alone: ty.clone(), beside: ty }
    }
}

/// An object under construction.
#[derive(Clone, Default)]
pub(super) struct Object {
    members: Vec<Member>,
    parts: Vec<Part>,
    /// What stands under keys that nobody knows, where there are any.
    open: Vec<Expression>,
    /// The types of all that stands in `parts`; `None` where that is not known.
    known: Option<Vec<Expression>>,
    depth: usize,
}

impl Object {
    pub(super) fn new(members: Vec<Member>) -> Self {
        Self { members, known: Some(Vec::new()), ..Self::default() }
    }

    fn add_part(&mut self, part: impl Into<Part>, types: Option<Vec<Expression>>) {
        self.parts.push(part.into());
        self.known = self.known.take().zip(types).map(|(mut known, types)| {
            known.extend(types);
            known
        });
    }

    pub(super) fn finish(self) -> Expression {
        self.compose(false)
    }

    /// The type of the object, which may have to stand beside others.
    fn compose(mut self, has_others: bool) -> Expression {
        if !self.open.is_empty() {
            let mut all = std::mem::take(&mut self.open);
            match self.known {
                None => all = vec![Expression::atom("unknown")],
                Some(known) => {
                    all.extend(self.members.iter().map(|member| member.ty.clone()));
                    all.extend(known);
                    if self.members.iter().any(|member| member.optional) {
                        all.push(Expression::atom("undefined"));
                    }
                }
            }
            self.members.push(types::index("string", Expression::union(all)));
        }
        if self.members.is_empty() && self.parts.is_empty() {
            let nothing = types::index("string", Expression::atom("never"));
            return Expression::Object(if has_others { Vec::new() } else { vec![nothing] });
        }
        let is_alone = !has_others && self.members.is_empty() && self.parts.len() == 1;
        let parts = self.parts.into_iter();
        let parts = parts.map(|part| if is_alone { part.alone } else { part.beside });
        let own = (!self.members.is_empty()).then_some(Expression::Object(self.members));
        let mut parts: Vec<Expression> = own.into_iter().chain(parts).collect();
        if parts.len() == 1 { parts.remove(0) } else { Expression::Intersection(parts) }
    }
}

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
            if presence(field.output, field.input, direction) == Presence::Skipped {
                continue;
            }
            match (field.flatten, direction) {
                (true, _) => self.add_flat(object, &field.ty, direction),
                (false, Direction::Input) if !field.aliases.is_empty() => {
                    self.add_aliased(object, field);
                }
                (false, _) => object.members.extend(self.member(field, direction)),
            }
        }
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

    /// Adds what stands in an object for a flattened field of that type.
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
        self.add_shape(object, directed(&shape, direction), ty, direction);
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

    /// A struct as an object under construction, as deep in others.
    fn inner(&self, shape: &Shape, depth: usize, direction: Direction) -> Object {
        let (members, fields) = match shape {
            Shape::Tagged { tag, name, fields } if direction == Direction::Output => {
                (vec![Member::new(tag, Expression::atom(text::string(name)))], fields)
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

    /// A type as it stands beside others in one object: by its name, unless it is an object
    /// without members, or may be one.
    fn beside(&self, ty: &Type, depth: usize, direction: Direction) -> Expression {
        let mention = self.expression(ty, direction);
        let Type::Named(path, arguments) = ty else { return mention };
        if depth > DEPTH {
            return mention;
        }
        let shape = self.shape_of(path, arguments);
        let shape = directed(&shape, direction);
        if is_told_apart(shape) {
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
                let present = types::present(variants, direction);
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

    /// What an untagged variant adds to an object. A unit adds nothing, and is not read there.
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

    /// Adds a flattened struct: by its name, unless it has unknown keys of its own.
    fn add_inner(&self, object: &mut Object, inner: Object, ty: &Type, direction: Direction) {
        if !inner.open.is_empty() {
            object.members.extend(inner.members);
            object.open.extend(inner.open);
            for part in inner.parts {
                object.add_part(part, inner.known.clone());
            }
        } else if !inner.members.is_empty() || !inner.parts.is_empty() {
            let beside = inner.clone().compose(true);
            let is_same = beside == inner.clone().compose(false);
            let beside = if is_same { self.expression(ty, direction) } else { beside };
            let types = inner.known.map(|known| {
                let members = inner.members.into_iter();
                let undefined = Expression::atom("undefined");
                members
                    .flat_map(|member| match member.optional {
                        true => vec![member.ty, undefined.clone()],
                        false => vec![member.ty],
                    })
                    .chain(known)
                    .collect()
            });
            object.add_part(Part { alone: self.expression(ty, direction), beside }, types);
        }
    }

    /// All of a flattened struct, or nothing of it.
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
        let types = there.known.take().map(|mut known| {
            known.push(Expression::atom("undefined"));
            known
        });
        let or_absent = |ty: Expression| Expression::union([ty, absent.clone()]);
        let part = Part {
            beside: or_absent(there.clone().compose(true)),
            alone: or_absent(there.compose(false)),
        };
        object.add_part(part, types);
    }

    /// Where anything may stand in the object, nothing tells whether all of it is there.
    fn add_open_optional(&self, object: &mut Object, there: Object) {
        let members = there.members.into_iter();
        object.members.extend(members.map(|member| Member { optional: true, ..member }));
        object.open.extend(there.open);
        for part in there.parts {
            let part = Expression::union([part.beside, Expression::Object(Vec::new())]);
            object.add_part(part, there.known.clone());
        }
    }

    /// A variant as it stands in an object: a unit becomes a key with `null`.
    fn in_object(&self, variant: &Variant) -> Variant {
        let mut variant = variant.clone();
        if variant.fields == Fields::Unit {
            variant.fields = Fields::Newtype(Type::Unit);
        }
        variant
    }

    /// The types of everything that stands in the objects of an enum.
    fn types_of(&self, shape: &Shape, direction: Direction) -> Option<Vec<Expression>> {
        let (tagging, variants) = match shape {
            Shape::Enum { tagging, variants } => (tagging, variants),
            Shape::Tagged { fields: Fields::Named(fields), .. } => {
                let mut types = vec![Expression::atom("string")];
                types.extend(self.field_types(fields, direction)?);
                return Some(types);
            }
            _ => return None,
        };
        let mut types = vec![Expression::atom("undefined")];
        for variant in variants {
            match (tagging, &variant.fields) {
                (Tagging::External, _) => types.push(self.fields(&variant.fields, direction)),
                (_, Fields::Named(fields)) if !matches!(tagging, Tagging::Adjacent { .. }) => {
                    types.extend(self.field_types(fields, direction)?);
                }
                (_, Fields::Unit) => {}
                (Tagging::Adjacent { .. }, fields) => types.push(self.fields(fields, direction)),
                _ => return None,
            }
            types.push(Expression::atom("string"));
        }
        Some(types)
    }

    fn field_types(&self, fields: &[Field], direction: Direction) -> Option<Vec<Expression>> {
        let is_flat = fields.iter().any(|field| field.flatten);
        let types = fields.iter().map(|field| self.expression(&field.ty, direction));
        (!is_flat).then(|| types.chain([Expression::atom("undefined")]).collect())
    }

    /// The keys of the objects that a flattened type makes; `None` where they are not known.
    fn names_of(&self, ty: &Type, direction: Direction, depth: usize) -> Option<Vec<String>> {
        let Type::Named(path, arguments) = ty else { return None };
        let mut names = Vec::new();
        match &*self.shape_of(path, arguments) {
            Shape::Struct(Fields::Newtype(inner)) if depth < DEPTH => {
                return self.names_of(inner, direction, depth + 1);
            }
            Shape::Struct(Fields::Named(fields)) => {
                names.extend(self.field_names(fields, direction, depth)?);
            }
            Shape::Tagged { tag, fields: Fields::Named(fields), .. } => {
                names.extend(self.field_names(fields, direction, depth)?);
                names.push(tag.clone());
            }
            Shape::Enum { tagging, variants } => {
                for variant in variants {
                    names.extend(self.variant_keys(tagging, variant, direction, depth)?);
                }
                match tagging {
                    Tagging::Internal { tag } => names.push(tag.clone()),
                    Tagging::Adjacent { tag, content } => {
                        names.extend([tag.clone(), content.clone()]);
                    }
                    Tagging::External | Tagging::Untagged => {}
                }
            }
            _ => return None,
        }
        let mut distinct: Vec<String> = Vec::new();
        for name in names {
            if !distinct.contains(&name) {
                distinct.push(name);
            }
        }
        Some(distinct)
    }

    fn variant_keys(
        &self,
        tagging: &Tagging,
        variant: &Variant,
        direction: Direction,
        depth: usize,
    ) -> Option<Vec<String>> {
        match (tagging, &variant.fields) {
            (Tagging::External, _) => {
                Some(variant_names(variant, direction).map(str::to_owned).collect())
            }
            (Tagging::Internal { .. }, Fields::Unit) => Some(Vec::new()),
            (Tagging::Internal { .. } | Tagging::Untagged, Fields::Named(fields)) => {
                self.field_names(fields, direction, depth)
            }
            (Tagging::Internal { .. } | Tagging::Untagged, Fields::Newtype(inner)) => {
                self.names_of(inner, direction, depth + 1)
            }
            _ => Some(Vec::new()),
        }
    }

    fn field_names(
        &self,
        fields: &[Field],
        direction: Direction,
        depth: usize,
    ) -> Option<Vec<String>> {
        let mut names = Vec::new();
        for field in fields {
            match field.flatten {
                true if depth < DEPTH => {
                    names.extend(self.names_of(&field.ty, direction, depth + 1)?);
                }
                true => return None,
                false => {
                    names.push(direction.choose(&field.name.output, &field.name.input).clone());
                }
            }
        }
        Some(names)
    }
}

/// The shape that has one direction only.
fn directed(mut shape: &Shape, direction: Direction) -> &Shape {
    while let Shape::Directed { output, input } = shape {
        shape = direction.choose(output, input);
    }
    shape
}

/// Whether each of its objects has a member that tells which variant it is.
fn is_told_apart(shape: &Shape) -> bool {
    match shape {
        Shape::Enum { tagging, variants } => {
            *tagging != Tagging::Untagged && variants.iter().all(|variant| !variant.untagged)
        }
        _ => false,
    }
}
