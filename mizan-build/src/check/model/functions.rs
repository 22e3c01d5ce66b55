//! What functions say of each other and of contexts.

use mizan_ir::{
    Api, Context, Function, Item, Merge, Parameter, Subject, Suggestion, Target, Type, nearest,
};

use super::Fault;

/// Every name leads somewhere, and one parameter has one type.
pub(super) fn check_functions(api: &Api) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (name, function) in &api.functions {
        let mut checker = Checker { api, function, name, faults: &mut faults };
        checker.check_membership();
        checker.check_affects();
        checker.check_merges();
    }
    faults
}

struct Checker<'api> {
    api: &'api Api,
    function: &'api Function,
    name: &'api str,
    faults: &'api mut Vec<Fault>,
}

impl<'api> Checker<'api> {
    fn fault(
        &mut self,
        (node, index): (&'static str, usize),
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        let subject = Subject::new(Item::Function(self.name.to_owned())).part(node, index);
        let fault = Fault::new(subject, message, help);
        if !self.faults.contains(&fault) {
            self.faults.push(fault);
        }
    }

    fn check_membership(&mut self) {
        let Some(name) = &self.function.context else { return };
        let Some(context) = self.find_context(name, ("context", 0)) else { return };
        self.check_parameters(name, context);
        let is_own = |argument: &Parameter| find(context, &argument.name).is_none();
        let arguments = self.function.arguments.iter().enumerate();
        for (index, argument) in arguments.filter(|(_, argument)| is_own(argument)) {
            if !argument.optional {
                let message =
                    format!("`{}` is no parameter of the context `{name}`", argument.name);
                let help = "all reads of a context are fetched together, so a parameter of one \
                            alone is optional: write `optional=#true`, or make it the context's";
                self.fault(("argument", index), message, help);
            }
        }
    }

    fn check_affects(&mut self) {
        for (index, affects) in self.function.affects.iter().enumerate() {
            let part = ("affects", index);
            let context = match &affects.target {
                Target::Context(name) => {
                    self.find_context(name, part).map(|found| (name.as_str(), found))
                }
                Target::Function(name) => self.find_read(name, part),
            };
            if let Some((name, context)) = context {
                self.check_parameters(name, context);
                self.check_scope(part, &affects.scope, (name, context), affects.is_explicit);
            }
        }
    }

    fn check_merges(&mut self) {
        for (index, merge) in self.function.merge.iter().enumerate() {
            let part = ("merge", index);
            let Some((name, context)) = self.find_read(&merge.slot, part) else { continue };
            self.check_parameters(name, context);
            self.check_scope(part, &merge.scope, (name, context), false);
            if self.check_fit(part, &merge.slot) {
                self.check_instance(part, merge, (name, context));
            }
        }
    }

    /// Of all the instances that show something else, one is meant.
    fn check_instance(
        &mut self,
        part: (&'static str, usize),
        merge: &Merge,
        (name, context): (&str, &Context),
    ) {
        let read = &self.api.functions[&merge.slot];
        let mut missing = Vec::new();
        for parameter in &context.parameters {
            let is_read = read.arguments.iter().any(|argument| argument.name == parameter.name);
            if is_read && !merge.scope.contains(&parameter.name) {
                missing.push(parameter.name.as_str());
            }
        }
        if !missing.is_empty() {
            let message = format!(
                "nothing says of which `{}` the new `{}` is, so every `{name}` that agrees in the \
                 rest would show it",
                missing.join("` and `"),
                merge.slot,
            );
            let help = format!(
                "take it as an argument, and write `scope \"{}\"`, or write `affects` instead",
                missing.join("\"`, `scope \""),
            );
            self.fault(part, message, help);
        }
    }

    /// Whether what a mutation answers is what the read shows, or an element of it that has a key.
    fn check_fit(&mut self, part: (&'static str, usize), slot: &str) -> bool {
        let (answer, shown) = (&self.function.result, &self.api.functions[slot].result);
        let has_key = || match answer {
            Type::Named(path, _) => {
                self.api.types.get(path).is_some_and(|definition| definition.key.is_some())
            }
            _ => false,
        };
        match shown {
            shown if shown == answer => return true,
            Type::List(element) if **element == *answer && has_key() => return true,
            Type::List(element) if **element == *answer => self.fault(
                part,
                format!("`{slot}` shows a list of `{answer}`, which has no key"),
                "name the field that tells its elements apart: `key=\"id\"` on the type",
            ),
            _ => self.fault(
                part,
                format!("`{slot}` shows `{shown}`, and `{}` answers `{answer}`", self.name),
                "a merge brings the new result of the read, or an element of its list: write \
                 `affects` instead",
            ),
        }
        false
    }

    /// An argument of the name of a context's parameter has its type.
    fn check_parameters(&mut self, name: &str, context: &Context) {
        for (index, argument) in self.function.arguments.iter().enumerate() {
            if let Some(parameter) = find(context, &argument.name)
                && parameter.ty != argument.ty
            {
                let message = format!(
                    "`{}` is `{}` in the context `{name}`, and `{}` here",
                    argument.name, parameter.ty, argument.ty,
                );
                let help = "one name has one type, so that the instance it means is known";
                self.fault(("argument", index), message, help);
            }
        }
    }

    fn check_scope(
        &mut self,
        part: (&'static str, usize),
        scope: &[String],
        (name, context): (&str, &Context),
        is_explicit: bool,
    ) {
        for parameter in scope {
            let is_sent =
                self.function.arguments.iter().any(|argument| argument.name == *parameter);
            if find(context, parameter).is_none() {
                let names = context.parameters.iter().map(|parameter| parameter.name.as_str());
                let meant = Suggestion(nearest(parameter, names));
                let message = format!("the context `{name}` has no parameter `{parameter}`{meant}");
                self.fault(part, message, "a scope names parameters of the context");
            } else if !is_sent && !is_explicit {
                let message = format!("`{}` has no argument `{parameter}`", self.name);
                let help = "the value of a scope is the argument of that name; if the backend \
                            finds it otherwise, write `explicit=#true`";
                self.fault(part, message, help);
            }
        }
    }

    fn find_context(&mut self, name: &str, part: (&'static str, usize)) -> Option<&'api Context> {
        let found = self.api.contexts.get(name);
        if found.is_none() {
            let meant = Suggestion(nearest(name, self.api.contexts.keys().map(String::as_str)));
            let message = format!("there is no context `{name}`{meant}");
            self.fault(part, message, format!("declare it: `context \"{name}\"`"));
        }
        found
    }

    /// The context of a read that clients show.
    fn find_read(
        &mut self,
        name: &str,
        part: (&'static str, usize),
    ) -> Option<(&'api str, &'api Context)> {
        let Some(read) = self.api.functions.get(name) else {
            let meant = Suggestion(nearest(name, self.api.functions.keys().map(String::as_str)));
            self.fault(part, format!("there is no function `{name}`{meant}"), "");
            return None;
        };
        let context = read.context.as_ref().filter(|_| read.is_reachable());
        let Some(context) = context else {
            self.fault(
                part,
                format!("`{name}` is no read that a client shows"),
                "name a function that has a `context`, and is neither private nor a page",
            );
            return None;
        };
        // A context that is not there is told at the read.
        self.api.contexts.get_key_value(context).map(|(name, context)| (name.as_str(), context))
    }
}

fn find<'api>(context: &'api Context, name: &str) -> Option<&'api Parameter> {
    context.parameters.iter().find(|parameter| parameter.name == name)
}
