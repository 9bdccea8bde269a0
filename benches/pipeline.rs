//! Features, fit and predict on the shipped statements, at several sizes.
//!
//! `cargo bench`. Rows are taken again from the start where there are too few.
//! Whole programs are compared with others by `benches/peers/run`.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use stancekit::dataset::{Columns, Dataset};
use stancekit::features::Tfidf;
use stancekit::model_file::Model;
use stancekit::pipeline::{Pipeline, PipelineSpec};

const SIZES: [usize; 3] = [1_000, 10_000, 100_000];

fn steps(criterion: &mut Criterion) {
    let data = Dataset::read(&["datasets/statements/train.csv"], &Columns::default())
        .expect("the shipped statements can be read");
    let model = Model::shipped().expect("the shipped model can be read").pipeline;
    let spec = PipelineSpec::default();
    let tfidf = Tfidf { normalization: spec.normalization.clone(), blocks: spec.features.clone() };
    let pipeline = Pipeline::new(spec).expect("the defaults make sense");
    let mut group = criterion.benchmark_group("statements");
    group.sample_size(10);
    for size in SIZES {
        let part = data.subset(&(0..size).map(|row| row % data.examples.len()).collect::<Vec<_>>());
        let texts = part.texts();
        group.throughput(Throughput::Elements(texts.len() as u64));
        group.bench_with_input(BenchmarkId::new("features", size), &texts, |b, texts| {
            b.iter(|| tfidf.fit_transform(texts));
        });
        group.bench_with_input(BenchmarkId::new("fit", size), &part, |b, part| {
            b.iter(|| pipeline.fit_dataset(part));
        });
        group.bench_with_input(BenchmarkId::new("predict", size), &texts, |b, texts| {
            b.iter(|| model.predict(texts));
        });
    }
    group.finish();
}

criterion_group!(benches, steps);
criterion_main!(benches);
