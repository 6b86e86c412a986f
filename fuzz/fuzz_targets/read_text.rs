//! Plain text in any encoding and layout.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| xxgk_fuzz::check_as("a.txt", xxgk::Format::Text, bytes));
