//! Shapes on SQLite and Postgres: each test runs on both.

mod databases;
mod editing;
mod edits;
mod random;
mod reading;
mod shapes;
mod statements;
mod writing;
