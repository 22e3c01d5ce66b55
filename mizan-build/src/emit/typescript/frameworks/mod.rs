//! The frameworks that clients have hooks for, each a file here and a folder of `kernel/adapters`.

mod declarations;
mod exports;
mod framework;
mod module;
mod react;
mod solid;
mod svelte;
mod vue;

pub(super) use declarations::emit_declarations;
pub(super) use exports::{emit_exports, find_exports};
pub(crate) use framework::Framework;
pub(super) use module::emit_module;
pub(crate) use react::React;
pub(crate) use solid::Solid;
pub(crate) use svelte::Svelte;
pub(crate) use vue::Vue;

/// All frameworks. The names that they export are reserved in every client.
pub(crate) const FRAMEWORKS: &[&dyn Framework] = &[&React, &Solid, &Svelte, &Vue];
