//! Workbooks: the first byte chooses the reader, the others are the file.
#![no_main]

use xxgk::Format;

libfuzzer_sys::fuzz_target!(init: xxgk_fuzz::allow_caught_panics(), |bytes: &[u8]| {
    let Some((first, bytes)) = bytes.split_first() else { return };
    let (name, format) = [
        ("a.xlsx", Format::Xlsx),
        ("a.xls", Format::Xls),
        ("a.xlsb", Format::Xlsb),
        ("a.ods", Format::Ods),
    ][usize::from(first % 4)];
    xxgk_fuzz::check_as(name, format, bytes);
});
