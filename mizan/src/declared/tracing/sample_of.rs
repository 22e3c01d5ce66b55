//! Values of types that serde writes and does not read, made of samples of their fields.

use std::marker::PhantomData;
use std::rc::Rc;
use std::sync::Arc;

use serde::de::DeserializeOwned;

use super::settle::settle;
use crate::Type;
use crate::declared::model::definitions::Types;
use crate::declared::types::Parameter;

/// The depth of values within each other at which a type that contains itself has no samples.
const END: usize = 8;

/// Makes the samples of one value.
#[derive(Default)]
pub struct Samples {
    is_full: bool,
    depth: usize,
}

impl Samples {
    /// Begins a value, which has all of its optional parts or none.
    pub(super) fn begin(&mut self, is_full: bool) {
        (self.is_full, self.depth) = (is_full, 0);
    }

    /// A sample inside of another value: the first variant that has one.
    fn inside<T: SampleOf>(&mut self) -> Option<T> {
        if self.depth >= END {
            return None;
        }
        self.depth += 1;
        let sample = (0..T::VARIANTS).find_map(|variant| T::sample(variant, self));
        self.depth -= 1;
        sample
    }

    /// A sample inside of another value, which is left out where that has the least.
    fn optional<T: SampleOf>(&mut self) -> Option<T> {
        if self.is_full { self.inside() } else { None }
    }
}

/// A type with samples. The derive implements it for a type without serde's `Deserialize`.
pub trait SampleOf: Sized {
    /// The number of variants; 1 for a struct.
    const VARIANTS: usize = 1;

    /// A sample of a variant; `None` if a part of it has none.
    fn sample(variant: usize, samples: &mut Samples) -> Option<Self>;
}

/// The samples of a field. The compiler takes the first of the four traits below that fits the type.
pub struct Sampler<T: ?Sized>(PhantomData<T>);

impl<T: ?Sized> Sampler<T> {
    /// The only value.
    pub const NEW: Self = Self(PhantomData);
}

/// Samples that serde reads.
pub trait SampleByReading<T> {
    /// A sample of the type.
    fn make(&self, samples: &mut Samples) -> Option<T>;

    /// A sample behind a pointer.
    fn boxed(&self, samples: &mut Samples) -> Option<Box<T>> {
        self.make(samples).map(Box::new)
    }
}

impl<T: DeserializeOwned + Type> SampleByReading<T> for &&&Sampler<T> {
    fn make(&self, samples: &mut Samples) -> Option<T> {
        let mut types = Types::default();
        let ty = T::describe(&mut types);
        settle(types, &ty, samples.is_full)
    }
}

/// Samples of a type that has some.
pub trait SampleOfItself<T> {
    /// A sample of the type.
    fn make(&self, samples: &mut Samples) -> Option<T>;

    /// A sample behind a pointer.
    fn boxed(&self, samples: &mut Samples) -> Option<Box<T>> {
        self.make(samples).map(Box::new)
    }
}

impl<T: SampleOf> SampleOfItself<T> for &&Sampler<T> {
    fn make(&self, samples: &mut Samples) -> Option<T> {
        samples.inside()
    }
}

/// The default value.
pub trait SampleByDefault<T> {
    /// A sample of the type.
    fn make(&self, samples: &mut Samples) -> Option<T>;

    /// A sample behind a pointer.
    fn boxed(&self, samples: &mut Samples) -> Option<Box<T>> {
        self.make(samples).map(Box::new)
    }
}

impl<T: Default> SampleByDefault<T> for &Sampler<T> {
    fn make(&self, _: &mut Samples) -> Option<T> {
        Some(T::default())
    }
}

/// No sample. A type behind a reference, such as a path, need not have a size.
pub trait NoSample<T: ?Sized> {
    /// A sample of the type.
    fn make(&self, samples: &mut Samples) -> Option<T>
    where
        T: Sized;

    /// A sample behind a pointer.
    fn boxed(&self, samples: &mut Samples) -> Option<Box<T>>;
}

impl<T: ?Sized> NoSample<T> for Sampler<T> {
    fn make(&self, _: &mut Samples) -> Option<T>
    where
        T: Sized,
    {
        None
    }

    fn boxed(&self, _: &mut Samples) -> Option<Box<T>> {
        None
    }
}

macro_rules! samples {
    ($($type:ty: $value:expr;)+) => {
        $(impl SampleOf for $type {
            fn sample(_: usize, _: &mut Samples) -> Option<Self> {
                Some($value)
            }
        })+
    };
}

samples! {
    (): ();
    bool: true;
    i8: 1;
    i16: 1;
    i32: 1;
    i64: 1;
    isize: 1;
    u8: 1;
    u16: 1;
    u32: 1;
    u64: 1;
    usize: 1;
    f32: 1.5;
    f64: 1.5;
    char: 'a';
    String: "text".to_owned();
    &str: "text";
}

impl<const INDEX: usize> SampleOf for Parameter<INDEX> {
    fn sample(_: usize, _: &mut Samples) -> Option<Self> {
        Some(Self)
    }
}

impl<T: SampleOf> SampleOf for &T {
    fn sample(_: usize, samples: &mut Samples) -> Option<Self> {
        // A test makes a few of them, and ends.
        samples.inside().map(|value| &*Box::leak(Box::new(value)))
    }
}

impl<T: SampleOf> SampleOf for Option<T> {
    fn sample(_: usize, samples: &mut Samples) -> Option<Self> {
        Some(samples.optional())
    }
}

impl<T: SampleOf> SampleOf for Vec<T> {
    fn sample(_: usize, samples: &mut Samples) -> Option<Self> {
        Some(samples.optional().into_iter().collect())
    }
}

macro_rules! pointers {
    ($($pointer:ident)+) => {
        $(impl<T: SampleOf> SampleOf for $pointer<T> {
            fn sample(_: usize, samples: &mut Samples) -> Option<Self> {
                samples.inside().map($pointer::new)
            }
        })+
    };
}

pointers! { Box Rc Arc }
