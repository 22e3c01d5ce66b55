//! Any claims, behind a signature that is good.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| mizan_fuzz::check_token(data));
