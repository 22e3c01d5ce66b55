//! The model of an API: the only contract between a backend and its clients.
//!
//! An [`Api`] lists the functions, the contexts that bundle reads, the invalidations of each
//! mutation, and the JSON of every type in both directions. An `Api` comes from one of three
//! sources: the scan of a Rust crate, the registry of a linked program, or the KDL file of any
//! other backend. The emitters write clients from it. [`to_kdl`] writes its canonical text.
//!
//! ```
//! use mizan_ir::{Api, Context, Parameter, Type};
//!
//! let mut api = Api::default();
//! api.contexts.insert(
//!     "user".to_owned(),
//!     Context {
//!         parameters: vec![Parameter::new("user_id", Type::Integer("i64"))],
//!         ..Context::default()
//!     },
//! );
//! assert!(mizan_ir::to_kdl(&api).contains("parameter \"user_id\" type=\"i64\""));
//! ```

mod absence;
mod api;
#[doc(hidden)]
pub mod binary;
mod by_name;
mod complete;
mod diagnostic;
mod direction;
mod editing;
mod external;
mod form;
pub mod hash;
pub mod kdl;
mod limits;
#[doc(hidden)]
pub mod linked_crates;
mod nearest;
mod paging;
mod pattern;
mod shape;
mod source_location;
mod subject;
mod type_text;
mod types;

pub use absence::Absence;
pub use api::{
    Affects, Api, Auth, Cache, Channel, ChannelRole, Context, Function, Identity, Merge, Parameter,
    Route, Target,
};
pub use by_name::ByName;
pub use diagnostic::{Diagnostic, Level};
pub use direction::Direction;
pub use editing::{EditedRows, Editing};
pub use external::{
    ExternalModel, ExternalType, Samples, external_definition, external_types, find_external_type,
};
pub use form::{Bounds, Form, FormField, Rule};
#[cfg(feature = "kdl")]
pub use kdl::from_kdl;
pub use kdl::{VERSION, to_kdl};
pub use limits::{Limits, Period, Rate, RateError};
pub use nearest::{Suggestion, nearest};
pub use paging::{Next, Paging, PagingError};
pub use pattern::{Pattern, PatternError};
pub use shape::{Field, Fields, Name, Presence, Shape, Tagging, TypeDefinition, Variant};
#[doc(hidden)]
pub use source_location::MovedPositions;
pub use source_location::SourceLocation;
pub use subject::{Item, Part, Subject};
pub use type_text::{TypeTextError, is_type_path};
pub use types::{Children, FLOATS, INTEGERS, Type};
