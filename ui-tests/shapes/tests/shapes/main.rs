//! Shapes on SQLite and Postgres: each test runs on both.

mod databases;
mod editing;
mod edits;
mod hostile;
mod random;
mod reading;
mod shapes;
mod since;
mod statements;
mod writing;
