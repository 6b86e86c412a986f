//! The JSON Schema.
/// x
pub fn schema() -> String {
    String::new()
}
