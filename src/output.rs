//! What comes out: the canonical JSON of a filing and the JSON Schema that describes it.

pub mod json;
pub mod schema;
