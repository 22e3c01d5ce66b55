//! Shapes on SQLite and Postgres: each test runs on both.

mod columns;
mod databases;
mod editing;
mod edits;
mod hostile;
mod macros;
mod random;
mod reading;
mod relations;
mod shapes;
mod since;
mod statements;
mod writing;
