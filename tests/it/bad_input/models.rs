//! Files that are no model, or a broken one.

use std::collections::HashMap;
use std::fs;

use safetensors::Dtype;
use safetensors::tensor::TensorView;
use stancekit::model_file::Model;

use crate::support::{Folder, model};

/// A command for each way that a model gets in.
const COMMANDS: [&str; 3] =
    ["inspect m", "evaluate --model m train.csv", "predict --model m train.csv --format jsonl"];

#[test]
fn a_truncated_model_is_refused_at_every_length() {
    let whole = fs::read(model()).unwrap();
    for length in 0..whole.len() {
        let error = Model::from_bytes(&whole[..length], "m").unwrap_err().to_string();
        assert!(error.starts_with("m: is "), "{length}: {error}");
    }
    let folder = Folder::with_data();
    for length in [0, 7, 8, 100, whole.len() / 2, whole.len() - 1] {
        folder.write("m", &whole[..length]);
        for command in COMMANDS {
            folder.run(command).fails(["m: is no stancekit model, or is cut short", "train"]);
        }
    }
    folder.write("m", [whole.as_slice(), b"\n"].concat());
    folder.run("inspect m").fails(["m: is no stancekit model"]);
}

#[test]
fn a_model_with_one_byte_changed_is_refused() {
    let whole = fs::read(model()).unwrap();
    let header = header_end(&whole);
    let folder = Folder::with_data();
    for (n, place) in (0..header).chain((header..whole.len()).step_by(61)).enumerate() {
        for change in [0x01, 0x20, 0xff] {
            let mut bytes = whole.clone();
            bytes[place] ^= change;
            let error = Model::from_bytes(&bytes, "m").expect_err(&format!("byte {place}"));
            assert!(error.to_string().starts_with("m: is "), "byte {place}: {error}");
            if n % 997 == 0 && change == 1 {
                folder.write("m", bytes);
                folder.run("inspect m").fails(["m: is "]);
            }
        }
    }
    let mut bytes = whole.clone();
    *bytes.last_mut().unwrap() ^= 1;
    folder.write("m", bytes);
    folder.run("inspect m").fails(["m: is damaged: its checksum is wrong", "train it again"]);
}

/// Where the header of a model ends.
fn header_end(bytes: &[u8]) -> usize {
    8 + u64::from_le_bytes(bytes[..8].try_into().unwrap()) as usize
}

/// The small model with the text of its header changed.
fn with_header(from: &str, to: &str) -> Vec<u8> {
    let whole = fs::read(model()).unwrap();
    let (header, tensors) = whole.split_at(header_end(&whole));
    let header = std::str::from_utf8(&header[8..]).unwrap();
    assert_eq!(header.matches(from).count(), 1, "{header}");
    let header = header.replace(from, to);
    [&(header.len() as u64).to_le_bytes(), header.as_bytes(), tensors].concat()
}

#[test]
fn a_model_of_another_format_is_refused_with_advice() {
    let folder = Folder::with_data();
    folder.write("m", with_header(r#"\"format\":5"#, r#"\"format\":6"#));
    for command in COMMANDS {
        folder.run(command).fails(["m: is of format 6", "reads up to 5", "use a newer stancekit"]);
    }
    folder.write("m", with_header(r#"\"format\":5"#, r#"\"format\":0"#));
    folder.run("inspect m").fails(["m: is of format 0", "train it again"]);
    folder.write("m", with_header(r#"\"format\":5"#, r#"\"former\":5"#));
    folder.run("inspect m").fails(["m: is "]);
}

#[test]
fn a_file_that_is_no_model_is_refused() {
    let folder = Folder::with_data();
    let data = [0_u8; 8];
    let foreign = |metadata: Option<HashMap<String, String>>| {
        let tensor = TensorView::new(Dtype::F32, vec![2], &data).unwrap();
        safetensors::serialize([("weights", tensor)], metadata).unwrap()
    };
    let other = HashMap::from([("format".to_owned(), "pt".to_owned())]);
    let broken = HashMap::from([("stancekit".to_owned(), "{".to_owned())]);
    for bytes in [
        b"text,label\nWe go.,x\n".to_vec(),
        Vec::new(),
        vec![0xff; 64],
        b"\x1f\x8b\x08\x00".to_vec(),
        foreign(None),
        foreign(Some(other)),
        foreign(Some(broken)),
    ] {
        folder.write("m", bytes);
        for command in COMMANDS {
            folder.run(command).fails([
                "m: is no stancekit model",
                "expected a .safetensors file written by `stancekit train`",
            ]);
        }
    }
}

#[test]
fn a_model_that_is_not_there_is_said() {
    let folder = Folder::with_data();
    for command in COMMANDS {
        folder.run(command).fails(["m: cannot read: No such file"]);
    }
    fs::create_dir(folder.path("m")).unwrap();
    folder.run("inspect m").fails(["m: cannot read: Is a directory"]);
}
