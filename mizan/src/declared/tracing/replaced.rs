//! The arguments and results of functions whose JSON `as` tells: serde is compared with the type
//! that `as` names.

use std::collections::BTreeMap;
use std::marker::PhantomData;

use mizan_ir::{Api, SourceLocation, Type};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::compare::unknown_form;
use super::conformity::{Difference, compare};
use super::given::GivenTypes;
use super::report::{Finding, Report, Untraced};
use super::sample_of::{SampleOf, Samples};
use super::samples::{Amount, SampleMaker};
use super::settle::{Settled, try_all};
use super::trace::{Rewrite, Trace, rewrite, write_samples};
use crate::declared::function::Function;
use crate::declared::model::definitions::{Describe, Types};

/// An argument or a result with `as`.
pub struct ReplacedType {
    /// The name of the parameter; empty for the result.
    pub place: &'static str,
    /// The name that the compiler gives the type.
    pub name: fn() -> &'static str,
    /// The type that `as` names.
    pub describe: Describe,
    /// The functions of the type.
    pub trace: Trace,
}

/// The functions of a result: of its success, if it is a `Result`. The compiler takes the inherent
/// constants of a `Result`, and of any other type those of [`NoResult`].
pub struct AnswerTrace<T>(PhantomData<T>);

impl<T, E> AnswerTrace<Result<T, E>> {
    /// True for a `Result`.
    pub const IS_RESULT: bool = true;
    /// The name that the compiler gives the success.
    pub const NAME: fn() -> &'static str = std::any::type_name::<T>;
}

impl<T: Serialize + DeserializeOwned, E> AnswerTrace<Result<T, E>> {
    /// Reads JSON as a success, and writes the value again.
    pub const REWRITE: Option<Rewrite> = Some(rewrite::<T>);
}

impl<T: Serialize + SampleOf, E> AnswerTrace<Result<T, E>> {
    /// The JSON that serde writes for samples of a success.
    pub const WRITE: Option<fn(&mut Samples) -> Vec<String>> = Some(write_samples::<T>);
}

/// A result that is no `Result`, or one whose success lacks the traits.
pub trait NoResult: Sized {
    /// It is no `Result`.
    const IS_RESULT: bool = false;
    /// The name that the compiler gives the type.
    const NAME: fn() -> &'static str = std::any::type_name::<Self::Whole>;
    /// Serde does not read and write it.
    const REWRITE: Option<Rewrite> = None;
    /// Serde does not write it, or there are no samples of it.
    const WRITE: Option<fn(&mut Samples) -> Vec<String>> = None;
    /// The type of the result.
    type Whole;
}

impl<T> NoResult for AnswerTrace<T> {
    type Whole = T;
}

/// An argument or a result with `as`, and where it stands.
pub(super) struct Replaced {
    /// The path of the function.
    pub(super) path: String,
    location: SourceLocation,
    /// The type that the client was told.
    told: Type,
    ty: &'static ReplacedType,
}

/// The arguments and the result of a function that have `as`.
pub(super) fn describe_replaced(function: &'static Function, types: &mut Types) -> Vec<Replaced> {
    let describe = |ty: &'static ReplacedType| Replaced {
        path: format!("{}::{}", function.module, function.name),
        location: function.description.location(),
        told: (ty.describe)(types),
        ty,
    };
    function.description.replaced().iter().map(describe).collect()
}

/// Compares what serde does with an argument or a result with what the client was told.
pub(super) fn trace_replaced(
    api: &Api,
    given: &GivenTypes,
    replaced: Replaced,
    report: &mut Report,
) {
    let given_here = given.of_names.get((replaced.ty.name)());
    let mut tracer =
        ReplacedTracer { api, paths: &given.of_paths, replaced, report, is_traced: false };
    if let Some((json, is_value)) = given_here {
        tracer.trace_given(json, *is_value);
    } else {
        tracer.trace_samples();
    }
    if !tracer.is_traced {
        tracer.leave("there is no way to make a value of it");
    }
}

struct ReplacedTracer<'api> {
    api: &'api Api,
    paths: &'api BTreeMap<String, Value>,
    replaced: Replaced,
    report: &'api mut Report,
    is_traced: bool,
}

impl ReplacedTracer<'_> {
    fn is_argument(&self) -> bool {
        !self.replaced.ty.place.is_empty()
    }

    /// Compares what a test gives. The JSON of a value is a sample of what a client sends, if it is
    /// what the client was told.
    fn trace_given(&mut self, json: &Value, is_value: bool) {
        if is_value {
            self.compare_written(json);
        }
        if self.is_argument() || !is_value {
            self.read(json.clone());
        }
    }

    fn trace_samples(&mut self) {
        let Trace { read, rewrite, write, .. } = self.replaced.ty.trace;
        if read.is_some() || rewrite.is_some() {
            for amount in [Amount::Full, Amount::Least] {
                let maker = SampleMaker { api: self.api, given: self.paths };
                let sample = maker.sample(&self.replaced.told, amount, 0);
                self.read(sample);
            }
        } else if let Some(write) = write {
            for json in write(&mut Samples::default()) {
                self.compare_text(&json);
            }
        }
    }

    /// Reads a sample of what the client was told, and compares what serde writes of a result.
    fn read(&mut self, sample: Value) {
        let Trace { read, rewrite, .. } = self.replaced.ty.trace;
        let mut written = None;
        let settled = try_all(
            &mut |json| match (read, rewrite) {
                (Some(read), _) => read(json),
                (None, Some(rewrite)) => rewrite(json).map(|json| written = Some(json)),
                (None, None) => Ok(()),
            },
            sample,
        );
        match settled {
            Settled::Read(_) => {
                self.is_traced = true;
                if let Some(json) = written {
                    self.compare_text(&json);
                }
            }
            Settled::Refused(json, message) if self.is_argument() => {
                self.find(format!("it may send `{json}`"), format!("refuses that: {message}"));
            }
            Settled::Refused(json, message) => {
                let told = format!("the server writes `{}`", self.replaced.told);
                self.find(told, format!("does not read such JSON, `{json}`: {message}"));
            }
            Settled::Unknown(message) => self.leave(&unknown_form(&message)),
        }
    }

    fn compare_text(&mut self, json: &str) {
        if let Ok(value) = serde_json::from_str(json) {
            self.compare_written(&value);
        }
    }

    /// Compares JSON that serde has written.
    fn compare_written(&mut self, value: &Value) {
        self.is_traced = true;
        if let Err(Difference { told, found, .. }) = compare(self.api, &self.replaced.told, value) {
            self.find(format!("the server writes {told}"), format!("writes {found}"));
        }
    }

    fn find(&mut self, told: String, does: String) {
        self.is_traced = true;
        let Replaced { path, location, ty, .. } = &self.replaced;
        let (path, location, place) = (path.clone(), location.clone(), ty.place.to_owned());
        self.report.add(Finding { path, location, place, told, does });
    }

    /// Adds the type to those that cannot be traced.
    fn leave(&mut self, reason: &str) {
        self.is_traced = true;
        let Replaced { path, location, ty, .. } = &self.replaced;
        let untraced = Untraced {
            path: path.clone(),
            place: ty.place.to_owned(),
            location: location.clone(),
            reason: reason.to_owned(),
            name: (ty.name)().to_owned(),
            is_only_read: self.is_argument(),
        };
        self.report.add_untraced(untraced);
    }
}
