//! Nodes as processes with one cache on a real Redis, of which one is killed or stopped, while Redis hangs or
//! forgets everything: nobody is shown less than what was answered before.
//!
//! `MIZAN_RUNS=2000` plays more schedules, `MIZAN_SEED=7` others. A failure names the seed.

mod application;
mod leases;
mod node;
mod schedules;
