//! The parts of an API: what some of its functions lead to.

use super::{Api, Context, Target};
use crate::{ByName, Type, TypeDefinition};

impl Api {
    /// Removes the contexts and channels that no function names, and the types that no function or
    /// context leads to.
    ///
    /// ```
    /// use mizan_ir::{Api, TypeDefinition};
    ///
    /// let mut api = Api::default();
    /// api.types.insert("shop::Order".to_owned(), TypeDefinition::default());
    /// api.keep_mentioned();
    /// assert!(api.types.is_empty());
    /// ```
    pub fn keep_mentioned(&mut self) {
        let contexts = self.find_named_contexts(&self.contexts);
        self.contexts.keep(&contexts);
        let functions = &self.functions;
        self.channels.retain(|name, _| functions.values().any(|it| it.is_in_channel(name)));
        let types = self.find_reached_types(&self.types);
        self.types.keep(&types);
    }

    /// The part of the API that the wanted functions make up, with the contexts and types that they
    /// lead to.
    ///
    /// ```
    /// use mizan_ir::{Api, Function};
    ///
    /// let mut api = Api::default();
    /// api.functions.insert("ping".to_owned(), Function::default());
    /// api.functions.insert("audit".to_owned(), Function::default());
    /// assert_eq!(api.only(|name| name == "ping").functions.len(), 1);
    /// ```
    pub fn only(&self, is_wanted: impl Fn(&str) -> bool) -> Self {
        let mut part = Self::default();
        for (name, function) in &self.functions {
            if is_wanted(name) {
                part.functions.insert(name.clone(), function.clone());
            }
        }
        part.contexts = self.contexts.only(&part.find_named_contexts(&self.contexts));
        for (name, channel) in &self.channels {
            if part.functions.values().any(|it| it.is_in_channel(name)) {
                part.channels.insert(name.clone(), channel.clone());
            }
        }
        part.types = self.types.only(&part.find_reached_types(&self.types));
        part
    }

    /// One flag for each of the contexts, in the order of the names: `true` if a function reads with
    /// the context or affects it, whole or in part.
    fn find_named_contexts(&self, contexts: &ByName<Context>) -> Vec<bool> {
        let mut is_named = vec![false; contexts.len()];
        let mut name = |context: Option<&str>| {
            if let Some(number) = context.and_then(|context| contexts.position(context)) {
                is_named[number] = true;
            }
        };
        let context_of = |read: &str| self.functions.get(read)?.context.as_deref();
        for function in self.functions.values() {
            name(function.context.as_deref());
            for affects in &function.affects {
                match &affects.target {
                    Target::Context(context) => name(Some(context)),
                    Target::Function(read) => name(context_of(read)),
                }
            }
            for merge in &function.merge {
                name(context_of(&merge.slot));
            }
        }
        is_named
    }

    /// One flag for each of the types, in the order of the paths: `true` if a function or a context
    /// leads to it.
    fn find_reached_types<'types>(
        &'types self,
        types: &'types ByName<TypeDefinition>,
    ) -> Vec<bool> {
        let mut is_reached = vec![false; types.len()];
        let mut open = self.mentions();
        while let Some(ty) = open.pop() {
            open.extend(ty.children());
            if let Type::Named(path, _) = ty
                && let Some(number) = types.position(path)
                && !is_reached[number]
            {
                is_reached[number] = true;
                let definition = &types[path.as_str()];
                open.extend(definition.shape.types());
                open.extend(&definition.defaults);
            }
        }
        is_reached
    }

    /// The types that functions and contexts name directly.
    fn mentions(&self) -> Vec<&Type> {
        let mut types = Vec::new();
        for context in self.contexts.values() {
            types.extend(context.parameters.iter().map(|parameter| &parameter.ty));
        }
        for channel in self.channels.values() {
            types.extend(channel.parameters.iter().map(|parameter| &parameter.ty));
            types.extend(channel.written());
        }
        for function in self.functions.values() {
            types.extend(function.arguments.iter().map(|argument| &argument.ty));
            types.push(&function.result);
            types.extend(&function.error);
        }
        types
    }
}
