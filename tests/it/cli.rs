//! The command line as a contract: names, columns and fields that other
//! programs parse.

mod calibrating;
mod card;
mod choosing_c;
mod compare;
mod count;
mod csv_in;
mod evaluate;
mod evaluation_page;
mod explain;
mod formats;
mod help;
mod model_per;
mod operating_point;
mod predict;
mod tables;
mod train;

use serde_json::Value;

/// The names of an object's fields, sorted.
pub fn fields(object: &Value) -> Vec<&str> {
    let mut names: Vec<&str> = object.as_object().unwrap().keys().map(String::as_str).collect();
    names.sort_unstable();
    names
}

/// Checks what holds of each labelled statement.
#[track_caller]
fn check_statement(object: &Value) {
    let probabilities = object["probabilities"].as_object().unwrap();
    let p = |label: &str| probabilities[label].as_f64().unwrap();
    let names: Vec<&str> = probabilities.keys().map(String::as_str).collect();
    assert_eq!(names, ["demand", "denial", "threat"]);
    let sum: f64 = names.iter().map(|label| p(label)).sum();
    assert!((sum - 1.0).abs() < 1e-9, "{object}");
    assert!(names.iter().all(|label| (0.0..=1.0).contains(&p(label))), "{object}");
    let likeliest = names.iter().max_by(|a, b| p(a).total_cmp(&p(b))).unwrap();
    assert_eq!(object["confidence"].as_f64().unwrap().to_bits(), p(likeliest).to_bits());
    if !object["label"].is_null() {
        assert_eq!(object["label"], **likeliest, "{object}");
    }
}
