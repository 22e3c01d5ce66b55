//! KDL read back: what was written is what is read, in every style, and errors are reported.

mod diagnostics;
mod random;
mod styles;
