//! The wiring of functions to the values that the application provides.

use std::any::{Any, TypeId, type_name};
use std::collections::BTreeMap;
use std::sync::Arc;

use super::admission::{Admission, Gate};
use super::clock::{Clocks, clocks_of_changes};
use super::errors::WiringError;
use super::limits::Limits;
use super::member::{Member, MemberLimits};
use super::observer::SharedObserver;
use super::paging::Paging;
use super::slots::find_slots;
use crate::auth::identify::{IdentityProviders, Precedence};
use crate::auth::policy::AccessPolicy;
#[cfg(feature = "forms")]
use crate::data::forms::validator::Validator;
use crate::declared::blocking::BlockingThreads;
use crate::declared::function::{FUNCTIONS, Function};
use crate::declared::inputs::{Attached, Dependency, Injected, InjectedIdentity, Inputs};
use crate::declared::request::Request;
use crate::declared::session::Session;

/// The parts of a server that every function shares.
pub(super) struct Common<'builder> {
    pub(super) observer: &'builder SharedObserver,
    pub(super) limits: &'builder Limits,
    pub(super) gate: &'builder Gate,
    pub(super) threads: BlockingThreads,
}

/// The values that functions may borrow.
#[derive(Default)]
pub(super) struct Provisions {
    /// The provided values.
    pub(super) values: Vec<Provision>,
    /// The identity providers themselves.
    pub(super) providers: Vec<Provision>,
    /// The types whose values are attached to requests.
    pub(super) attached: Vec<Attached>,
    /// The identity types, each with its providers.
    pub(super) identities: Vec<IdentityProviders>,
}

/// A value that functions may borrow by its type.
pub(super) struct Provision {
    id: TypeId,
    type_name: &'static str,
    value: Arc<dyn Any + Send + Sync>,
}

impl Provision {
    pub(super) fn of<T: Send + Sync + 'static>(value: Arc<T>) -> Self {
        Self { id: TypeId::of::<T>(), type_name: type_name::<T>(), value }
    }
}

impl Provisions {
    /// An error for each type that is provided twice, or provided and identified.
    pub(super) fn find_doubles(&self) -> Vec<WiringError> {
        let mut errors = Vec::new();
        for Attached { id, type_name, .. } in &self.attached {
            if self.values.iter().any(|provision| provision.id == *id) {
                errors.push(WiringError::ProvidedTwice { type_name });
            }
            if self.identities.iter().any(|identity| identity.id == *id) {
                errors.push(WiringError::ProvidedAndIdentified { type_name });
            }
        }
        for (index, provision) in self.values.iter().enumerate() {
            let Provision { id, type_name, .. } = *provision;
            if self.values[..index].iter().any(|earlier| earlier.id == id) {
                errors.push(WiringError::ProvidedTwice { type_name });
            }
            if self.identities.iter().any(|identity| identity.id == id) {
                errors.push(WiringError::ProvidedAndIdentified { type_name });
            }
        }
        errors
    }

    /// An error if a JWT and an MWT are signed with one secret.
    pub(super) fn find_shared_secret(&self) -> Option<WiringError> {
        let keys = |kind| self.identities.iter().flat_map(move |it| it.key_checks(kind));
        let jwts: Vec<Vec<u8>> = keys(Precedence::Jwt).collect();
        keys(Precedence::Mwt).any(|key| jwts.contains(&key)).then_some(WiringError::SharedSecret)
    }

    /// All functions of the program by their names, each wired to its values.
    pub(super) fn wire(
        &self,
        clocks: &Clocks,
        common: &Common<'_>,
        errors: &mut Vec<WiringError>,
    ) -> BTreeMap<&'static str, Arc<Member>> {
        let mut functions: Vec<&'static Function> = FUNCTIONS.iter().collect();
        functions.sort_by_key(|function| (function.name, function.file, function.line));
        let mut wired: BTreeMap<&'static str, Arc<Member>> = BTreeMap::new();
        for function in &functions {
            let Some(mut member) = self.wire_one(function, &functions, common, errors) else {
                continue;
            };
            member.clocks = clocks_of_changes(function, clocks);
            if let Some(first) = wired.insert(function.name, Arc::new(member)) {
                errors.push(WiringError::same_name(first.function, function));
            }
            #[cfg(feature = "forms")]
            if let Some(validator) = Validator::of(function)
                // What is missing is told of the function itself.
                && let Some(member) = self.wire_one(validator, &functions, common, &mut Vec::new())
            {
                wired.insert(validator.name, Arc::new(member));
            }
        }
        wired
    }

    fn wire_one(
        &self,
        function: &'static Function,
        functions: &[&'static Function],
        common: &Common<'_>,
        errors: &mut Vec<WiringError>,
    ) -> Option<Member> {
        #[cfg(feature = "uploads")]
        errors.extend(find_undetectable(function));
        errors.extend(find_large_body(function, common.limits.body));
        let injected = self.inject_all(function, errors);
        #[cfg(feature = "forms")]
        let lent = self.lend_to_rules(function, errors);
        let slots = find_slots(function, functions, errors);
        let policy = AccessPolicy::new(function, &injected, &self.identities)
            .map_err(|error| errors.push(WiringError::policy(function, error)))
            .ok()?;
        let paging = Paging::of(function)
            .map_err(|error| errors.push(WiringError::no_pages(function, error)))
            .ok()?;
        Some(Member {
            function,
            inputs: Arc::new(Inputs {
                arguments: function.arguments,
                #[cfg(feature = "uploads")]
                files: function.files,
                injected,
                #[cfg(feature = "forms")]
                lent,
                threads: common.threads.clone(),
            }),
            slots,
            clocks: Vec::new(),
            policy,
            observer: common.observer.clone(),
            limits: MemberLimits::new(function, common.limits),
            admission: Admission::of(function, common.gate),
            paging: paging.map(Arc::new),
            key: format!(",\"{}\":", function.name).into_bytes(),
        })
    }

    fn inject_all(&self, function: &Function, errors: &mut Vec<WiringError>) -> Vec<Injected> {
        let mut injected = Vec::new();
        for dependency in function.dependencies {
            match self.inject(dependency) {
                Some(value) => injected.push(value),
                None => errors.push(WiringError::not_provided(function, dependency)),
            }
        }
        let has_sessions = || self.identities.iter().any(|it| it.has(Precedence::Session));
        if injected.iter().any(|value| matches!(value, Injected::Session)) && !has_sessions() {
            errors.push(WiringError::no_sessions(function));
        }
        injected
    }

    /// What the rules of the function's forms borrow. An identity, and a value that is attached
    /// to a request, are found for a function that borrows them, and not for a rule.
    #[cfg(feature = "forms")]
    fn lend_to_rules(
        &self,
        function: &Function,
        errors: &mut Vec<WiringError>,
    ) -> Vec<(TypeId, Injected)> {
        let mut needs = crate::data::forms::needs::Needs::default();
        function.rules.iter().for_each(|rules| rules(&mut needs));
        let mut lent = Vec::new();
        for dependency in &needs.dependencies {
            match self.inject(dependency) {
                Some(Injected::Attached(_) | Injected::Identity(_)) | None => {
                    errors.push(WiringError::not_provided(function, dependency));
                }
                Some(value) => lent.push((dependency.id, value)),
            }
        }
        lent
    }

    /// The content of a provided `Arc`.
    fn find_shared(&self, dependency: &Dependency) -> Option<Arc<dyn Any + Send + Sync>> {
        let provision = self.values.iter().find(|it| it.id == dependency.shared_id)?;
        (dependency.unwrap_shared)(&provision.value)
    }

    /// The source of a borrowed value: provided values come first.
    fn inject(&self, dependency: &Dependency) -> Option<Injected> {
        let mut provisions = self.values.iter().chain(&self.providers);
        if let Some(provision) = provisions.find(|provision| provision.id == dependency.id) {
            return Some(Injected::Provided(Arc::clone(&provision.value)));
        }
        if let Some(content) = self.find_shared(dependency) {
            return Some(Injected::Provided(content));
        }
        if let Some(position) = self.identities.iter().position(|it| it.id == dependency.id) {
            let is_required = !dependency.is_optional;
            return Some(Injected::Identity(InjectedIdentity { position, is_required }));
        }
        if let Some(attached) = self.attached.iter().find(|it| it.id == dependency.id) {
            let is_required = !dependency.is_optional;
            return Some(Injected::Attached(Attached { is_required, ..*attached }));
        }
        match dependency.id {
            id if id == TypeId::of::<Request>() => Some(Injected::Request),
            id if id == TypeId::of::<Session>() => Some(Injected::Session),
            _ => None,
        }
    }
}

/// An error if a function takes larger bodies than the server.
fn find_large_body(function: &Function, most: usize) -> Option<WiringError> {
    let body = function.limits.body.filter(|body| *body > most as u64)?;
    Some(WiringError::large_body(function, body, most))
}

/// An error for each accepted content type that the first bytes of a file cannot show.
#[cfg(feature = "uploads")]
fn find_undetectable(function: &'static Function) -> impl Iterator<Item = WiringError> {
    use crate::declared::content_type::is_detectable;

    function.files.iter().flat_map(|parameter| {
        let undetectable = parameter.accept.iter().filter(|accepted| !is_detectable(accepted));
        undetectable.map(|content_type| {
            WiringError::undetectable_content(function, parameter.name, content_type)
        })
    })
}
