//! The type parameters whose arguments may be `undefined` in a request: a field of such a type may be
//! left out, as serde reads `None` for an absent `Option`.

use mizan_ir::{Absence, Api, Direction, Fields, Presence, Shape, Tagging, Type};

/// For each type, in the order of the types, one flag for each of its type parameters.
pub(super) type Flags = Vec<Vec<bool>>;

/// A mention of a generic type in a request.
struct Mention<'api> {
    /// The number of the definition that mentions it; `None` for a function or a context.
    holder: Option<usize>,
    number: usize,
    arguments: &'api [Type],
}

/// Finds the type parameters that have a field of their own in a request, and an `Option` as their
/// argument somewhere. `is_input` has one flag for each type that the server reads.
pub(super) fn find_absent(api: &Api, roots: &[&Type], is_input: &[bool]) -> Flags {
    let mut has_field: Flags = Vec::with_capacity(api.types.len());
    for definition in api.types.values() {
        let shape = definition.shape.towards(Direction::Input);
        let has = |name: &String| has_optional_field(api, shape, name);
        has_field.push(definition.parameters.iter().map(has).collect());
    }
    let nowhere = has_field.iter().map(|flags| vec![false; flags.len()]).collect();
    if !has_field.iter().flatten().any(|has_field| *has_field) {
        return nowhere;
    }
    let mentions = find_mentions(api, roots, is_input);
    // A definition passes its parameter on to the field of another one.
    grow(&mentions, &mut has_field, |mention, argument, has_field| {
        let Absence::OfParameter(name) = api.absence(&mention.arguments[argument]) else {
            return None;
        };
        let holder = mention.holder?;
        let position = position(api, holder, &name)?;
        has_field[mention.number][argument].then_some((holder, position))
    });
    let mut is_absent: Flags = nowhere;
    grow(&mentions, &mut is_absent, |mention, argument, is_absent| {
        let is_passed = match api.absence(&mention.arguments[argument]) {
            Absence::Allowed => true,
            Absence::OfParameter(name) => mention.holder.is_some_and(|holder| {
                position(api, holder, &name).is_some_and(|index| is_absent[holder][index])
            }),
            _ => false,
        };
        let has_field = has_field[mention.number].get(argument) == Some(&true);
        (is_passed && has_field).then_some((mention.number, argument))
    });
    is_absent
}

/// Sets the flags that `find` names, until it names no further one.
fn grow(
    mentions: &[Mention<'_>],
    flags: &mut Flags,
    find: impl Fn(&Mention<'_>, usize, &Flags) -> Option<(usize, usize)>,
) {
    let mut is_growing = true;
    while is_growing {
        is_growing = false;
        for mention in mentions {
            for argument in 0..mention.arguments.len() {
                if let Some((number, index)) = find(mention, argument, flags)
                    && !flags[number][index]
                {
                    flags[number][index] = true;
                    is_growing = true;
                }
            }
        }
    }
}

fn find_mentions<'api>(
    api: &'api Api,
    roots: &[&'api Type],
    is_input: &[bool],
) -> Vec<Mention<'api>> {
    let mut waiting: Vec<(Option<usize>, &Type)> = roots.iter().map(|ty| (None, *ty)).collect();
    for (number, definition) in api.types.values().enumerate() {
        if is_input[number] {
            let types = definition.shape.towards(Direction::Input).types().into_iter();
            waiting.extend(types.map(|ty| (Some(number), ty)));
        }
    }
    let mut mentions = Vec::new();
    while let Some((holder, ty)) = waiting.pop() {
        waiting.extend(ty.children().map(|child| (holder, child)));
        if let Type::Named(path, arguments) = ty
            && !arguments.is_empty()
            && let Some(number) = api.types.position(path)
        {
            mentions.push(Mention { holder, number, arguments });
        }
    }
    mentions
}

/// True if an object of the shape has a field that may be absent for an argument of the parameter.
fn has_optional_field(api: &Api, shape: &Shape, parameter: &str) -> bool {
    let has_field = |fields: &Fields| match fields {
        Fields::Named(fields) => fields.iter().any(|field| {
            field.input == Presence::IfOption
                && api.absence(&field.ty) == Absence::OfParameter(parameter.to_owned())
        }),
        _ => false,
    };
    // The content of an adjacently tagged variant is a field of the object around it.
    let is_content = |fields: &Fields, tagging: &Tagging| match (fields, tagging) {
        (Fields::Newtype(ty), Tagging::Adjacent { .. }) => {
            api.absence(ty) == Absence::OfParameter(parameter.to_owned())
        }
        _ => false,
    };
    match shape {
        Shape::Struct(fields) | Shape::Tagged { fields, .. } => has_field(fields),
        Shape::Enum { tagging, variants } => variants
            .iter()
            .any(|variant| has_field(&variant.fields) || is_content(&variant.fields, tagging)),
        Shape::Directed { .. } => false,
    }
}

/// The position of a type parameter among those of its definition.
pub(super) fn position(api: &Api, number: usize, parameter: &str) -> Option<usize> {
    let (_, definition) = api.types.iter().as_slice().get(number)?;
    definition.parameters.iter().position(|known| known == parameter)
}
