//! The JSON Schema in the repository is the one that the code builds, and it is strict where it should be.

use serde_json::{Value, json};
use std::sync::OnceLock;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/schema/report.schema.json");

/// Every reason why the document is not what the schema describes.
fn errors(document: &Value) -> Vec<String> {
    static VALIDATOR: OnceLock<jsonschema::Validator> = OnceLock::new();
    let validator = VALIDATOR.get_or_init(|| {
        let schema = serde_json::from_str(&xxgk::output::schema::schema()).unwrap();
        jsonschema::draft202012::options().should_validate_formats(true).build(&schema).unwrap()
    });
    validator.iter_errors(document).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

/// Fails unless the document is what the schema describes.
pub fn validate(document: &Value) {
    let errors = errors(document);
    assert!(errors.is_empty(), "{}\nin {document:#}", errors.join("\n"));
}

fn refused(document: &Value) -> bool {
    !errors(document).is_empty()
}

/// `SNAPSHOTS=overwrite cargo test` rewrites the file.
#[test]
fn the_file_is_up_to_date() {
    let built = xxgk::output::schema::schema();
    if std::env::var_os("SNAPSHOTS").is_some_and(|value| value == "overwrite") {
        std::fs::write(FILE, &built).unwrap();
    }
    let file = std::fs::read_to_string(FILE).unwrap();
    assert!(file == built, "schema/report.schema.json is out of date: run SNAPSHOTS=overwrite cargo test");
}

#[test]
fn it_is_a_valid_schema_of_its_draft() {
    let schema: Value = serde_json::from_str(&xxgk::output::schema::schema()).unwrap();
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    assert_eq!(schema["properties"]["schema_version"]["const"], xxgk::output::json::SCHEMA_VERSION);
    jsonschema::draft202012::meta::validate(&schema).unwrap();
}

/// Every property, down to the last column, says in both languages what it is.
#[test]
fn every_field_is_described_in_both_languages() {
    fn walk(path: &str, schema: &Value, fields: &mut usize) {
        match schema {
            Value::Object(map) => {
                for (key, value) in map {
                    // What `allOf` and the forms demand adds no field.
                    if key == "allOf" || key.starts_with("form_") {
                        continue;
                    }
                    if key == "properties" {
                        for (name, field) in value.as_object().unwrap() {
                            *fields += 1;
                            for words in ["title", "x-title-zh"] {
                                let text = field[words].as_str().unwrap_or_default();
                                assert!(!text.is_empty(), "{path}/{name} has no {words}");
                                let chinese = text.chars().any(|c| ('\u{4E00}'..='\u{9FFF}').contains(&c));
                                assert!(words == "title" || chinese, "{path}/{name}: {words} is {text}");
                            }
                            walk(&format!("{path}/{name}"), field, fields);
                        }
                    } else {
                        walk(&format!("{path}/{key}"), value, fields);
                    }
                }
            }
            Value::Array(items) => items.iter().for_each(|item| walk(path, item, fields)),
            _ => {}
        }
    }
    let schema: Value = serde_json::from_str(&xxgk::output::schema::schema()).unwrap();
    let mut fields = 0;
    walk("", &schema, &mut fields);
    // The three forms alone have more rows and columns than that.
    assert!(fields > 150, "{fields}");
}

#[test]
fn every_table_row_and_column_of_every_form_is_in_it() {
    let schema: Value = serde_json::from_str(&xxgk::output::schema::schema()).unwrap();
    let tables = &schema["properties"]["tables"]["properties"];
    for form in xxgk::form::forms() {
        for table in &form.tables {
            let rows = &tables[&table.id]["properties"];
            for row in &table.rows {
                assert!(rows[&row.key].is_object(), "{} {} {}", form.id, table.id, row.key);
                let words = rows[&row.key]["x-description-zh"].as_str().unwrap();
                assert!(words.contains(&row.label), "{words}");
            }
            for group in &table.groups {
                assert!(rows[&group.key].is_object(), "{} {} {}", form.id, table.id, group.key);
            }
            let columns = &schema["$defs"][format!("{}_row", table.id)]["properties"];
            for column in &table.columns {
                let words = columns[&column.key]["x-description-zh"].as_str().unwrap();
                assert!(words.contains(&column.label), "{words}");
            }
        }
    }
}

#[test]
fn what_is_not_described_is_refused() {
    let whole = super::json::document("2021");
    validate(&whole);
    let with = |pointer: &str, key: &str, value: Value| {
        let mut document = whole.clone();
        document.pointer_mut(pointer).unwrap()[key] = value;
        document
    };
    let without = |pointer: &str, key: &str| {
        let mut document = whole.clone();
        document.pointer_mut(pointer).unwrap().as_object_mut().unwrap().remove(key).unwrap();
        document
    };
    assert!(refused(&with("", "remark", json!(1))));
    assert!(refused(&with("", "form", json!("2020"))));
    assert!(refused(&with("", "form", Value::Null)), "no form, no tables");
    assert!(refused(&with("/tables", "art20_7", json!({}))));
    assert!(refused(&with("/tables/applications", "denied_1", json!({}))));
    assert!(refused(&with("/tables/applications/granted", "company", json!(1))));
    assert!(refused(&with("/tables/applications/granted", "total", json!("1"))));
    assert!(refused(&with("/nulls", "/title", json!("unknown"))));
    assert!(refused(&with("", "published", json!("2021-02-30"))));
    assert!(refused(&without("", "nulls")));
    assert!(refused(&without("/tables", "litigation")));
    assert!(refused(&without("/tables/applications", "granted")));
    assert!(refused(&without("/tables/applications/granted", "research")));
    // Rows and columns of another form may stand beside those of the form.
    validate(&with("/tables/applications", "other", json!({ "total": 3 })));
    validate(&with("/tables/applications", "denied", json!({ "total": 3 })));
    validate(&with("/tables/art20_1/regulations", "made_this_year", json!(2)));
}
