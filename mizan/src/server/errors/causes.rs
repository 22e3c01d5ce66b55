//! The errors of the wiring by what causes them: a function, a borrowed type, a linked crate.

use mizan_ir::PagingError;
use mizan_ir::linked_crates::{LinkedCrate, LinkedFunction};

use super::WiringError;
use crate::auth::policy::PolicyError;
use crate::declared::function::Function;
use crate::declared::inputs::Dependency;

impl WiringError {
    #[cfg(feature = "cache")]
    pub(in crate::server) fn uncacheable(function: &Function, borrower: &Function) -> Self {
        Self::Uncacheable {
            function: path(function),
            location: location(function),
            borrower: path(borrower),
        }
    }

    #[cfg(feature = "cache")]
    pub(in crate::server) fn never_kept(function: &Function, other: &Function) -> Self {
        Self::NeverKept {
            function: path(function),
            location: location(function),
            other: path(other),
        }
    }

    pub(in crate::server) fn not_provided(function: &Function, dependency: &Dependency) -> Self {
        Self::NotProvided {
            function: path(function),
            location: location(function),
            type_name: (dependency.name)(),
            is_identity: dependency.is_identity,
            is_object: dependency.is_object,
        }
    }

    pub(in crate::server) fn no_sessions(function: &Function) -> Self {
        Self::NoSessions { function: path(function), location: location(function) }
    }

    pub(in crate::server) fn no_slot(
        function: &Function,
        context: &'static str,
        reads: Vec<&'static str>,
    ) -> Self {
        Self::NoSlot { function: path(function), location: location(function), context, reads }
    }

    pub(in crate::server) fn no_pages(function: &Function, error: PagingError) -> Self {
        let reason = error.to_string();
        Self::NoPages { function: path(function), location: location(function), reason }
    }

    pub(in crate::server) fn policy(function: &Function, error: PolicyError) -> Self {
        let (function, location) = (path(function), location(function));
        match error {
            PolicyError::NoProvider => Self::NobodyIdentified { function, location },
            PolicyError::UnknownGuardIdentity(type_name) => {
                Self::UnknownGuard { function, location, type_name }
            }
        }
    }

    pub(in crate::server) fn large_body(function: &Function, body: u64, most: usize) -> Self {
        let (function, location) = (path(function), location(function));
        Self::LargeBody { function, location, body, most }
    }

    #[cfg(feature = "uploads")]
    pub(in crate::server) fn undetectable_content(
        function: &Function,
        parameter: &'static str,
        content_type: &'static str,
    ) -> Self {
        let (function, location) = (path(function), location(function));
        Self::UndetectableContent { function, location, parameter, content_type }
    }

    pub(in crate::server) fn same_route(first: &Function, second: &Function) -> Self {
        let route = |function: &Function| function.route.map_or("", |route| route.path);
        Self::SameRoute {
            routes: [route(first), route(second)],
            locations: [location(first), location(second)],
        }
    }

    pub(in crate::server) fn not_linked(linked_crate: &LinkedCrate) -> Self {
        let functions = linked_crate.functions.iter();
        Self::NotLinked {
            crate_name: linked_crate.alias.clone(),
            file: functions.clone().next().map(|first| first.file.clone()).unwrap_or_default(),
            functions: functions.map(|function| function.name.clone()).collect(),
        }
    }

    pub(in crate::server) fn left_out(
        linked_crate: &LinkedCrate,
        function: &LinkedFunction,
    ) -> Self {
        Self::LeftOut {
            function: function.name.clone(),
            crate_name: linked_crate.alias.clone(),
            file: function.file.clone(),
        }
    }

    pub(in crate::server) fn unread(function: &Function) -> Self {
        Self::Unread { function: path(function), location: location(function) }
    }

    pub(in crate::server) fn misread(function: &Function) -> Self {
        Self::Misread { function: path(function), location: location(function) }
    }

    pub(in crate::server) fn same_name(first: &Function, second: &Function) -> Self {
        Self::SameName { name: first.name, locations: [location(first), location(second)] }
    }
}

fn path(function: &Function) -> String {
    format!("{}::{}", function.module, function.name)
}

fn location(function: &Function) -> String {
    format!("{}:{}", function.file, function.line)
}
