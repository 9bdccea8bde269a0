//! The same data, settings and seed give the same bytes, on any number of
//! threads and whatever instructions the processor has.

use std::path::Path;

use stancekit::dataset::{Columns, Dataset};
use stancekit::model_file::Model;

use crate::support::{Folder, model};

const DEV: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/datasets/statements/dev.csv");

/// Hides instructions from glibc, which then computes as on an old processor.
const WITHOUT_FMA: (&str, &str) =
    ("GLIBC_TUNABLES", "glibc.cpu.hwcaps=-FMA,-AVX2,-FMA_Usable,-AVX2_Usable");

/// Trains in several circumstances and asserts that all models are the same.
#[track_caller]
fn same_model(folder: &Folder, data: &str, flags: &str) -> Vec<u8> {
    let first = same_on_this_processor(folder, data, flags);
    let old = train(folder, data, &format!("{flags} --output old"), Some(WITHOUT_FMA), "old");
    assert!(old == first, "the model of {data} {flags} differs without FMA");
    first
}

#[track_caller]
fn same_on_this_processor(folder: &Folder, data: &str, flags: &str) -> Vec<u8> {
    let circumstances = [
        ("first", "", None),
        ("again", "", None),
        ("1-thread", "--threads 1", None),
        ("2-threads", "--threads 2", None),
        ("7-threads", "--threads 7", None),
        ("by-variable", "", Some(("RAYON_NUM_THREADS", "3"))),
    ];
    let mut models = circumstances.map(|(name, threads, variable)| {
        let flags = format!("{flags} {threads} --output {name}");
        (name, train(folder, data, &flags, variable, name))
    });
    for (name, bytes) in &models {
        assert!(*bytes == models[0].1, "the model {name} of {data} {flags} differs");
    }
    std::mem::take(&mut models[0].1)
}

fn train(
    folder: &Folder,
    data: &str,
    flags: &str,
    variable: Option<(&str, &str)>,
    output: &str,
) -> Vec<u8> {
    let mut command = folder.command(&format!("train {data} {flags}"));
    command.envs(variable).assert().code(0);
    folder.read(output)
}

#[test]
fn small_data_gives_the_same_model_bytes() {
    let folder = Folder::with_data();
    let first = same_model(&folder, "train.csv", "");
    // The name of the data does not count, its order does, and so does the seed.
    folder.write("other.csv", folder.read("train.csv"));
    assert_eq!(same_model(&folder, "other.csv", "--class-weight none"), first);
    assert_ne!(same_model(&folder, "train.csv", "--seed 1"), first);
    same_model(&folder, "train.csv", "--class-weight balanced --symbols --c 0.3 --tol 1e-9");
    folder
        .write("words.toml", "ask = [\"call on\", \"urge\"]\nharm = [\"pay dearly\", \"ruin\"]\n");
    folder.write(
        "all.toml",
        "[[features]]\nextractor = { type = \"word.v1\", stem = \"English\" }\n\
         [[features]]\nextractor = { type = \"clause.v1\" }\nweight = 0.5\n\
         [[features]]\nextractor = { type = \"negation.v1\", stem = \"English\" }\n\
         [[features]]\nextractor = { type = \"lexicon.v1\", stem = \"English\", classes = \"words.toml\" }\n",
    );
    same_model(&folder, "train.csv", "--config all.toml --tune other.csv --background threat");
}

#[test]
fn shipped_data_gives_the_same_model_bytes() {
    same_model(&Folder::new(), DEV, "--folds 2 --char-ngrams 2-4 --min-df 2");
}

#[test]
fn a_chosen_c_gives_the_same_model_bytes() {
    same_model(&Folder::with_data(), "train.csv", "--c auto --folds 3 --char-ngrams none");
}

#[test]
fn linfas_solver_gives_the_same_model_bytes() {
    // Not on every processor: linfa takes exponentials from the system's library.
    let flags = "--solver linfa --char-ngrams none --folds 2";
    same_on_this_processor(&Folder::with_data(), "train.csv", flags);
}

#[test]
fn predictions_are_the_same_bytes_with_any_number_of_threads() {
    let folder = Folder::new();
    let predict = |flags: &str| {
        let run = folder.run(&format!("predict --model MODEL --format jsonl {flags} {DEV}"));
        run.exits(0).out
    };
    let one = predict("--threads 1");
    assert!(one.lines().count() > 500);
    assert_eq!(predict("--threads 2"), one);
    assert_eq!(predict("--threads 5"), one);
    let mut command = folder.command(&format!("predict --model MODEL --format jsonl {DEV}"));
    command.envs([WITHOUT_FMA]);
    assert!(command.output().unwrap().stdout == one.as_bytes());
}

#[test]
fn folds_and_splits_are_the_same_with_the_same_seed() {
    let folder = Folder::with_data();
    for name in ["a", "b"] {
        folder.run(&format!("split train.csv --output-dir {name} --seed 4")).exits(0);
    }
    for side in ["train", "dev", "test"] {
        assert_eq!(folder.read(&format!("a/{side}.csv")), folder.read(&format!("b/{side}.csv")));
    }
}

#[test]
fn batch_and_one_by_one_agree_bit_for_bit() {
    let data = Dataset::read(&[Path::new(DEV)], &Columns::default()).unwrap();
    let mut texts = data.texts();
    texts.extend(["", " ", "zzz qqq", "\u{fffd}\u{1f600}", "NO! no? no..."]);
    for model in [Model::load(model()).unwrap(), Model::shipped().unwrap()] {
        let bits = |p: &[f64]| p.iter().map(|p| p.to_bits()).collect::<Vec<_>>();
        let batch = model.pipeline.predict(&texts);
        assert_eq!(batch.len(), texts.len());
        for (text, of_batch) in texts.iter().zip(&batch) {
            let alone = model.pipeline.predict_one(text);
            assert_eq!(alone.class, of_batch.class, "{text}");
            assert_eq!(bits(&alone.probabilities), bits(&of_batch.probabilities), "{text}");
        }
        // Neighbours do not count.
        let last = model.pipeline.predict(&texts[texts.len() - 7..]);
        assert_eq!(last, batch[texts.len() - 7..]);
    }
}
