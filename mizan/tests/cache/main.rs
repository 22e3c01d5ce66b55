//! The origin cache: what is served from it, what makes it stale, and what it does in trouble.

mod application;
mod faulty;
mod hits;
mod local;
mod log;
mod marks;
mod people;
mod races;
mod random;
mod reasons;
mod redis;
mod sockets;
mod stale;
mod trouble;
