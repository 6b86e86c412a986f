//! The whole path: the format is told from the bytes.
#![no_main]

libfuzzer_sys::fuzz_target!(init: xxgk_fuzz::allow_caught_panics(), |bytes: &[u8]| {
    if let Ok(source) = xxgk::Source::from_bytes("a", bytes.to_vec()) {
        xxgk_fuzz::check(&source);
    }
});
