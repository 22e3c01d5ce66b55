//! Any headers that say who is asking, and from where.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| mizan_fuzz::check_headers(data));
