//! KDL read back: what was written is what is read, in every style, and mistakes are told.

mod mistakes;
mod random;
mod styles;
