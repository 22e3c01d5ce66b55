//! What of a type definition only shows when its types are known, and where it stands.

use crate::{Api, Field, Fields, Place, Presence, Shape, Type, TypeDefinition, Variant};

impl TypeDefinition {
    /// Lets the fields that serde reads without them be left out, and names the file in which the
    /// parts of the definition stand.
    ///
    /// ```
    /// use mizan_ir::{Fields, Shape, TypeDefinition};
    ///
    /// let mut definition = TypeDefinition::default();
    /// definition.complete("src/model.rs");
    /// assert_eq!(definition.shape, Shape::Struct(Fields::Unit));
    /// ```
    pub fn complete(&mut self, file: &str) {
        each_field(&mut self.shape, &mut complete_field);
        each_place(&mut self.shape, &mut |place| file.clone_into(&mut place.file));
    }
}

impl Api {
    /// Changes every place that is known.
    ///
    /// ```
    /// use mizan_ir::{Api, Context, Place};
    ///
    /// let mut api = Api::default();
    /// let place = Place { file: "server/src/main.rs".to_owned(), line: 3, column: 12 };
    /// api.contexts.insert("user".to_owned(), Context { place, ..Context::default() });
    /// api.change_places(|place| place.file = "src/main.rs".to_owned());
    /// assert_eq!(api.contexts["user"].place.file, "src/main.rs");
    /// ```
    pub fn change_places(&mut self, mut change: impl FnMut(&mut Place)) {
        let mut change = |place: &mut Place| {
            if !place.file.is_empty() {
                change(place);
            }
        };
        for context in self.contexts.values_mut() {
            change(&mut context.place);
            context.parameters.iter_mut().for_each(|parameter| change(&mut parameter.place));
        }
        for function in self.functions.values_mut() {
            change(&mut function.place);
            function.arguments.iter_mut().for_each(|argument| change(&mut argument.place));
        }
        for definition in self.types.values_mut() {
            change(&mut definition.place);
            each_place(&mut definition.shape, &mut change);
        }
    }
}

/// serde takes a field of an `Option` for `None` when it is not there.
fn complete_field(field: &mut Field) {
    let read = match &field.ty {
        Type::Directed(_, input) => input,
        ty => ty,
    };
    if matches!(read, Type::Option(_)) && field.input == Presence::Required {
        field.input = Presence::Optional;
    }
}

fn each_field(shape: &mut Shape, look: &mut impl FnMut(&mut Field)) {
    each_fields(shape, &mut |fields| {
        if let Fields::Named(fields) = fields {
            fields.iter_mut().for_each(&mut *look);
        }
    });
}

fn each_fields(shape: &mut Shape, look: &mut impl FnMut(&mut Fields)) {
    match shape {
        Shape::Struct(fields) | Shape::Tagged { fields, .. } => look(fields),
        Shape::Enum { variants, .. } => {
            variants.iter_mut().for_each(|variant| look(&mut variant.fields));
        }
        Shape::Directed { output, input } => {
            each_fields(output, look);
            each_fields(input, look);
        }
    }
}

fn each_place(shape: &mut Shape, look: &mut impl FnMut(&mut Place)) {
    each_variant(shape, &mut |variant| look(&mut variant.place));
    each_field(shape, &mut |field| look(&mut field.place));
}

fn each_variant(shape: &mut Shape, look: &mut impl FnMut(&mut Variant)) {
    match shape {
        Shape::Struct(_) | Shape::Tagged { .. } => {}
        Shape::Enum { variants, .. } => variants.iter_mut().for_each(look),
        Shape::Directed { output, input } => {
            each_variant(output, look);
            each_variant(input, look);
        }
    }
}
