//! Sentences of the articles in `datasets/articles/dev` and of the text in which
//! `tests/it/sentences.rs` counts them right: ours, and those of the crate
//! sentencex.
//!
//! `cargo bench --bench sentences`. Both take the same texts, one at a time.

use std::fs;
use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use stancekit::article;

#[path = "../tests/it/sentences/traps.rs"]
mod traps;

fn articles() -> Vec<String> {
    let folder = fs::read_dir("datasets/articles/dev").expect("the articles are there");
    let mut paths: Vec<_> = folder.map(|entry| entry.expect("an entry").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "txt"));
    paths.sort();
    paths.iter().map(|path| fs::read_to_string(path).expect("an article")).collect()
}

fn sentences(criterion: &mut Criterion) {
    let news = articles();
    let traps = vec![traps::traps().0];
    let both = [news.clone(), traps.clone()].concat();
    for (name, texts) in [("news", news), ("traps", traps), ("both", both)] {
        let mut group = criterion.benchmark_group(format!("sentences/{name}"));
        group.throughput(Throughput::Bytes(texts.iter().map(|text| text.len() as u64).sum()));
        group.bench_function("stancekit", |b| {
            b.iter(|| {
                for text in &texts {
                    black_box(article::sentences(text));
                }
            });
        });
        group.bench_function("sentencex", |b| {
            b.iter(|| {
                for text in &texts {
                    black_box(sentencex::segment("en", text));
                }
            });
        });
        group.finish();
    }
}

criterion_group!(benches, sentences);
criterion_main!(benches);
