//! Fingerprints in a model file.

use std::collections::HashMap;
use std::fs;

use safetensors::tensor::{Dtype, SafeTensors, TensorView};
use stancekit::leakage::{Fingerprints, Kind, Level, Row};
use stancekit::model_file::{Model, Models};

use super::{planted, train};
use crate::support::{Folder, model, rows};

#[test]
fn each_level_costs_what_the_format_says() {
    let folder = planted();
    let tensors = |flags: &str| {
        train(&folder, flags);
        let bytes = folder.read("m");
        let tensors = SafeTensors::deserialize(&bytes).unwrap();
        let kept = tensors.iter().filter(|(name, _)| name.starts_with("fingerprints."));
        let mut kept: Vec<(String, usize)> =
            kept.map(|(name, tensor)| (name.to_owned(), tensor.data().len())).collect();
        kept.sort();
        kept
    };
    // 46 rows in 16 topics.
    let exact = ("fingerprints.exact".to_owned(), 46 * 8);
    let groups = ("fingerprints.groups".to_owned(), 16 * 8);
    let near = ("fingerprints.near".to_owned(), 46 * 64);
    assert_eq!(tensors("--fingerprints none"), []);
    assert_eq!(tensors("--fingerprints exact"), [exact.clone(), groups.clone()]);
    let all = [exact, groups, near];
    assert_eq!(tensors("--fingerprints near"), all);
    assert_eq!(tensors(""), all);
    assert!(all.iter().map(|(_, bytes)| bytes).sum::<usize>() <= 46 * 80);
    let inspected = folder.run("inspect m --format json").exits(0).json();
    let counts = serde_json::json!({ "exact": 46, "near": 46, "groups": 16 });
    assert_eq!(inspected["fingerprints"], counts);
    let text = folder.run("inspect m").exits(0).out;
    assert!(text.contains("\nfingerprints    46 exact, 46 near, 16 groups\n"), "{text}");
}

#[test]
fn many_rows_have_hashes_alone_by_default() {
    let folder = Folder::new();
    let mut table = "text,label\n".to_owned();
    for row in 0..=Level::MOST_NEAR {
        let (word, label) = if row % 2 == 0 { ("stay", "demand") } else { ("never", "denial") };
        table.push_str(&format!("{word} {},{label}\n", row % 30));
    }
    folder.write("train.csv", table);
    let flags = "--char-ngrams none --word-ngrams 1-1 --tol 0.5";
    let kept = |flags: &str| {
        train(&folder, flags);
        let known = Model::load(&folder.path("m")).unwrap().fingerprints.unwrap();
        (known.exact().len(), known.near().map(<[_]>::len))
    };
    assert_eq!(Level::of_size(Level::MOST_NEAR), Level::Near);
    // Texts that stand more than once are kept once.
    assert_eq!(kept(flags), (30, None));
    assert_eq!(kept(&format!("{flags} --fingerprints near")), (30, Some(30)));
}

#[test]
fn a_model_keeps_its_fingerprints_when_it_is_written_again() {
    let model = Model::load(model()).unwrap();
    let known = model.fingerprints.clone().unwrap();
    let all = rows();
    let rows: Vec<Row<'_>> =
        all.iter().map(|(text, _, topic)| Row { text, group: Some(topic) }).collect();
    let salt = &model.record.data_blake3;
    assert_eq!(Fingerprints::of(&rows, Level::Near, salt), Some(known));
    let again = Model::from_bytes(&model.to_bytes().unwrap(), "m").unwrap();
    assert_eq!(again, model);
}

#[test]
fn an_old_model_has_none() {
    let old = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/compat/format-4.safetensors");
    let models = Models::load(old.as_ref()).unwrap();
    assert_eq!(models.models()[0].fingerprints, None);
    assert_eq!(models.leakage(&[(0, Row { text: "Go.", group: None })]), None);
}

/// What is hashed must never change: rows of a stored file are found.
#[test]
fn rows_of_a_stored_model_are_found_by_later_versions() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/compat/format-5.safetensors");
    let models = Models::load(path.as_ref()).unwrap();
    let row = |text, group| (0, Row { text, group: Some(group) });
    let found = models.leakage(&[
        row("The “harbour union” must be given back its berths, the captain said.", "a"),
        row("\u{a0}the farmers called on the council TO let the water through.", "b"),
        row("The builder has denied ever having dug on the farmers' land.", "c"),
        row("Nothing of this was ever said.", "mine"),
        row("Nothing of this was ever said.", "d"),
    ]);
    let found = found.unwrap();
    let kinds: Vec<(usize, Kind)> = found.leaks.iter().map(|leak| (leak.row, leak.kind)).collect();
    assert_eq!(kinds, [(0, Kind::Near), (1, Kind::Exact), (2, Kind::Near), (3, Kind::Group)]);
}

/// The small model with a tensor changed, and a checksum that is right again.
fn with_tensor(name: &str, dtype: Dtype, shape: Vec<usize>, data: &[u8]) -> Vec<u8> {
    let bytes = fs::read(model()).unwrap();
    let (_, metadata) = SafeTensors::read_metadata(&bytes).unwrap();
    let json = &metadata.metadata().as_ref().unwrap()["stancekit"];
    let at = json.find("\"blake3\":\"").unwrap() + 10;
    let zeros = "0".repeat(64);
    let json = [&json[..at], &zeros, &json[at + 64..]].concat();
    let metadata = HashMap::from([("stancekit".to_owned(), json)]);
    let tensors = SafeTensors::deserialize(&bytes).unwrap();
    let mut tensors: HashMap<String, TensorView<'_>> =
        tensors.iter().map(|(name, tensor)| (name.to_owned(), tensor)).collect();
    tensors.insert(name.to_owned(), TensorView::new(dtype, shape, data).unwrap());
    let mut bytes = safetensors::serialize(tensors, Some(metadata)).unwrap();
    let checksum = blake3::hash(&bytes).to_hex();
    let at = bytes.windows(64).position(|part| part == zeros.as_bytes()).unwrap();
    bytes[at..at + 64].copy_from_slice(checksum.as_bytes());
    bytes
}

#[test]
fn broken_fingerprints_are_an_error() {
    let two = [1_u64, 2].map(u64::to_le_bytes).concat();
    let swapped = [2_u64, 1].map(u64::to_le_bytes).concat();
    let of = |name: &str, dtype, shape, data: &[u8]| {
        let name = format!("fingerprints.{name}");
        Model::from_bytes(&with_tensor(&name, dtype, shape, data), "m")
    };
    assert_eq!(
        of("exact", Dtype::U64, vec![2], &two).unwrap().fingerprints.unwrap().exact(),
        [1, 2]
    );
    for (name, dtype, shape, data, expected) in [
        ("near", Dtype::U8, vec![65], &[0; 65][..], "65 bytes, expected a multiple of 64"),
        ("near", Dtype::U8, vec![2, 64], &[0; 128], "sorted, each once"),
        ("near", Dtype::U64, vec![8], &[0; 64], "fingerprints.near: found U64, expected U8"),
        ("exact", Dtype::U64, vec![2], &swapped, "sorted, each once"),
        ("exact", Dtype::U8, vec![16], &two, "fingerprints.exact: found U8, expected U64"),
        ("groups", Dtype::U64, vec![2], &swapped, "sorted, each once"),
    ] {
        let error = of(name, dtype, shape, data).unwrap_err().to_string();
        let begins = error.starts_with("m: its parts do not fit: ");
        assert!(begins && error.contains(expected), "{name}: {error}");
    }
}
