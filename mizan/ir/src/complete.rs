//! The completion of a type definition, once its types are resolved and its source file is known.

use crate::{
    Absence, Api, Field, Fields, Presence, Shape, SourceLocation, Type, TypeDefinition, Variant,
};

impl TypeDefinition {
    /// Makes the fields of `Option` types optional, because serde reads an object without them, and
    /// sets the file of every location in the definition. [`Api::complete`] does the same for the
    /// fields of types that are transparent.
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
        each_location(&mut self.shape, &mut |location| file.clone_into(&mut location.file));
    }
}

impl Api {
    /// Makes the fields, arguments and parameters optional whose types are transparent around an
    /// `Option`, because serde reads a message without them.
    ///
    /// ```
    /// use mizan_ir::{Api, Fields, Function, Parameter, Shape, Type, TypeDefinition};
    ///
    /// let mut api = Api::default();
    /// let shape = Shape::Struct(Fields::Newtype(Type::Option(Box::new(Type::String))));
    /// let note = TypeDefinition { shape, transparent: true, ..TypeDefinition::default() };
    /// api.types.insert("shop::Note".to_owned(), note);
    /// let arguments = vec![Parameter::new("note", Type::named("shop::Note"))];
    /// api.functions.insert("order".to_owned(), Function { arguments, ..Function::default() });
    /// api.complete();
    /// assert!(api.functions["order"].arguments[0].optional);
    /// ```
    pub fn complete(&mut self) {
        let transparent = self.types.iter().filter(|(_, definition)| definition.transparent);
        let known = Self { types: transparent.cloned().collect(), ..Self::default() };
        if known.types.is_empty() {
            return;
        }
        for definition in self.types.values_mut() {
            each_field(&mut definition.shape, &mut |field| {
                field.input = known.presence(field);
            });
        }
        let functions = self.functions.values_mut().flat_map(|function| &mut function.arguments);
        let contexts = self.contexts.values_mut().flat_map(|context| &mut context.parameters);
        let channels = self.channels.values_mut().flat_map(|channel| &mut channel.parameters);
        for parameter in functions.chain(contexts).chain(channels) {
            parameter.optional |= known.absence(&parameter.ty) == Absence::Allowed;
        }
    }

    /// The presence of a field in the JSON that serde reads.
    fn presence(&self, field: &Field) -> Presence {
        match (field.input, self.absence(&field.ty)) {
            (Presence::Required, Absence::Allowed) => Presence::Optional,
            (Presence::Required, Absence::OfParameter(_)) if !field.flatten => Presence::IfOption,
            (presence, _) => presence,
        }
    }

    /// Changes every known location of the API.
    ///
    /// ```
    /// use mizan_ir::{Api, Context, SourceLocation};
    ///
    /// let mut api = Api::default();
    /// let location = SourceLocation { file: "server/src/main.rs".to_owned(), line: 3, column: 12 };
    /// api.contexts.insert("user".to_owned(), Context { location, ..Context::default() });
    /// api.change_locations(|location| location.file = "src/main.rs".to_owned());
    /// assert_eq!(api.contexts["user"].location.file, "src/main.rs");
    /// ```
    pub fn change_locations(&mut self, mut change: impl FnMut(&mut SourceLocation)) {
        let mut change = |location: &mut SourceLocation| {
            if !location.file.is_empty() {
                change(location);
            }
        };
        for context in self.contexts.values_mut() {
            change(&mut context.location);
            context.parameters.iter_mut().for_each(|parameter| change(&mut parameter.location));
        }
        for channel in self.channels.values_mut() {
            change(&mut channel.location);
            channel.parameters.iter_mut().for_each(|parameter| change(&mut parameter.location));
        }
        for function in self.functions.values_mut() {
            change(&mut function.location);
            function.arguments.iter_mut().for_each(|argument| change(&mut argument.location));
        }
        for definition in self.types.values_mut() {
            change(&mut definition.location);
            each_location(&mut definition.shape, &mut change);
        }
    }
}

/// Makes a field of an `Option` optional in requests: serde reads `None` if the field is absent.
fn complete_field(field: &mut Field) {
    let read = match &field.ty {
        Type::Directed(_, input) => input,
        ty => ty,
    };
    field.input = match (field.input, read) {
        (Presence::Required, Type::Option(_)) => Presence::Optional,
        (Presence::Required, Type::Parameter(_)) if !field.flatten => Presence::IfOption,
        (presence, _) => presence,
    };
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

fn each_location(shape: &mut Shape, look: &mut impl FnMut(&mut SourceLocation)) {
    each_variant(shape, &mut |variant| look(&mut variant.location));
    each_field(shape, &mut |field| look(&mut field.location));
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
