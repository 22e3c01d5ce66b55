//! Any body of a call, in a frame of a port.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| mizan_fuzz::check_over_port(data));
