//! Web pages in any encoding.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| xxgk_fuzz::check_as("a.html", xxgk::Format::Html, bytes));
