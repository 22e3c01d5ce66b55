//! Ports: the protocol over anything that carries frames.

mod application;
mod asking;
mod ends;
mod in_process;
mod lines;
mod uploads;
