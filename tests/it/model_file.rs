//! Model files: written, read back, and old ones read for ever.

use std::fs;
use std::path::{Path, PathBuf};

use safetensors::SafeTensors;
use serde_json::Value;
use stancekit::features::Room;
use stancekit::model_file::{FORMAT, Model, Models};

use crate::support::{Folder, model, rows};

/// Models of all formats and what they said when they were made. Never changed:
/// a new format gets a new pair.
const COMPAT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/compat");

#[test]
fn what_is_saved_is_what_is_loaded() {
    let folder = Folder::new();
    for model in [Model::load(model()).unwrap(), Model::shipped().unwrap()] {
        let path = folder.path("m");
        model.save(&path).unwrap();
        let again = Model::load(&path).unwrap();
        assert_eq!(again, model);
        for (text, ..) in rows() {
            let (a, b) = (model.pipeline.predict_one(text), again.pipeline.predict_one(text));
            let bits = |p: Vec<f64>| p.into_iter().map(f64::to_bits).collect::<Vec<_>>();
            assert_eq!(bits(a.probabilities), bits(b.probabilities));
        }
        let first = fs::read(&path).unwrap();
        again.save(&path).unwrap();
        assert_eq!(fs::read(&path).unwrap(), first);
        assert_eq!(again.to_bytes().unwrap(), first);
        assert_eq!(folder.names(), ["m"]);
    }
}

#[test]
fn a_loaded_model_is_byte_for_byte_its_file() {
    let bytes = fs::read(model()).unwrap();
    assert_eq!(Model::from_bytes(&bytes, "m").unwrap().to_bytes().unwrap(), bytes);
}

#[test]
fn the_header_has_one_key_and_the_tensors_are_those_of_the_format() {
    let bytes = fs::read(model()).unwrap();
    let (_, metadata) = SafeTensors::read_metadata(&bytes).unwrap();
    let keys = metadata.metadata().as_ref().unwrap();
    assert_eq!(keys.keys().collect::<Vec<_>>(), ["stancekit"]);
    let header: Value = serde_json::from_str(&keys["stancekit"]).unwrap();
    let names: Vec<&String> = header.as_object().unwrap().keys().collect();
    assert_eq!(names, ["blake3", "calibration", "format", "labels", "spec", "training"]);
    assert_eq!(header["format"], FORMAT);
    let tensors = SafeTensors::deserialize(&bytes).unwrap();
    let mut names = tensors.names();
    names.sort_unstable();
    assert_eq!(
        names,
        [
            "block.0.idf",
            "block.0.offsets",
            "block.0.vocabulary",
            "block.1.idf",
            "block.1.offsets",
            "block.1.vocabulary",
            "fingerprints.exact",
            "fingerprints.groups",
            "fingerprints.near",
            "intercept",
            "weights"
        ]
    );
    let loaded = Model::from_bytes(&bytes, "m").unwrap();
    let n_features = loaded.pipeline.tfidf().n_features();
    assert_eq!(tensors.tensor("weights").unwrap().shape(), [n_features, 3]);
    // The seams between tensors fit any reader that maps the file.
    let start = 8 + u64::from_le_bytes(bytes[..8].try_into().unwrap());
    assert_eq!(start % 8, 0);
}

#[test]
fn no_path_host_or_date_is_in_the_bytes() {
    let folder = Folder::with_data();
    let data = folder.path("train.csv");
    let output = folder.path("m");
    let more = [data.to_str().unwrap(), "--output", output.to_str().unwrap()];
    folder.run_all("train", &more).exits(0);
    let bytes = folder.read("m");
    // The same bytes from a relative path of another folder.
    assert_eq!(bytes, fs::read(model()).unwrap());
    let holds = |needle: &str| {
        !needle.is_empty() && bytes.windows(needle.len()).any(|part| part == needle.as_bytes())
    };
    let text = |path: &str| fs::read_to_string(path).unwrap_or_default().trim().to_owned();
    let mut secrets = vec![
        "train.csv".to_owned(),
        folder.path("").display().to_string(),
        env!("CARGO_MANIFEST_DIR").to_owned(),
        text("/etc/hostname"),
        text("/proc/sys/kernel/hostname"),
    ];
    secrets.extend(["HOME", "USER", "HOSTNAME"].iter().filter_map(|v| std::env::var(v).ok()));
    // Short ones ("/", "root") may stand in a vocabulary by chance.
    for secret in secrets.iter().filter(|secret| secret.len() > 5) {
        assert!(!holds(secret), "{secret}");
    }
    let (_, metadata) = SafeTensors::read_metadata(&bytes).unwrap();
    let header = metadata.metadata().as_ref().unwrap()["stancekit"].clone();
    let date = regex::Regex::new(r"20[0-9]{2}-[0-9]{2}|[0-9]{2}:[0-9]{2}:[0-9]{2}").unwrap();
    assert!(!header.contains('/') && !date.is_match(&header), "{header}");
}

/// The files in the folder of old models that end in `.safetensors`.
fn old_models() -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = fs::read_dir(COMPAT)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "safetensors"))
        .collect();
    paths.sort();
    paths
}

#[test]
fn old_models_load_and_say_what_they_said() {
    let paths = old_models();
    for format in 1..=FORMAT {
        assert!(paths.contains(&Path::new(COMPAT).join(format!("format-{format}.safetensors"))));
    }
    for path in paths {
        let models = Models::load(&path).unwrap();
        let labels = models.labels();
        let said = fs::read_to_string(path.with_extension("jsonl")).unwrap();
        assert!(said.lines().count() >= 3);
        for line in said.lines() {
            let stored: Value = serde_json::from_str(line).unwrap();
            let place = models.place_of(stored["value"].as_str().unwrap_or_default()).unwrap();
            let text = stored["text"].as_str().unwrap();
            let prediction = models.predict_in(place, text, &mut Room::default());
            assert_eq!(labels.name(prediction.class), stored["label"], "{line}");
            let stored = stored["probabilities"].as_object().unwrap();
            assert_eq!(stored.len(), labels.len());
            for (label, p) in labels.names().iter().zip(&prediction.probabilities) {
                assert!((stored[label].as_f64().unwrap() - p).abs() < 1e-6, "{label}: {p}, {line}");
            }
        }
    }
}
