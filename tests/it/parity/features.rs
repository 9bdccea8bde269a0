//! Vocabulary, idf and matrix of `TfidfVectorizer`.

use stancekit::features::{CsrMatrix, Tfidf};
use stancekit::text::Normalization;

use super::Largest;
use super::expected::{Block, Expected, Row};

#[test]
fn vocabulary_idf_and_matrix_are_those_of_scikit_learn() {
    let mut idf = Largest::new("idf", 1e-6);
    let mut weights = Largest::new("weights", 1e-6);
    for corpus in Expected::read().corpora {
        let data = corpus.read();
        for expected in &corpus.features {
            let blocks: Vec<_> = expected.blocks.iter().map(Block::spec).collect();
            let place = format!("{}, {blocks:?}", corpus.name);
            let tfidf = Tfidf { normalization: vec![Normalization::Lowercase], blocks };
            let (fitted, matrix) = tfidf.fit_transform(&data.texts()).expect("texts with terms");
            for (block, expected) in fitted.blocks().iter().zip(&expected.blocks) {
                let terms = (0..block.vocabulary.len()).map(|term| block.vocabulary.term(term));
                assert_eq!(terms.collect::<Vec<_>>(), expected.vocabulary(), "{place}");
                assert_eq!(block.idf.len(), expected.idf().len(), "{place}");
                for (found, expected) in block.idf.iter().zip(expected.idf()) {
                    idf.compare(f64::from(*found), expected, &place);
                }
            }
            compare(&matrix, &expected.rows, &place, &mut weights);
            compare(&fitted.transform(&data.texts()), &expected.rows, &place, &mut weights);
            compare(&fitted.transform(&corpus.held_out), &expected.held_out, &place, &mut weights);
        }
    }
    idf.show();
    weights.show();
}

fn compare(matrix: &CsrMatrix, expected: &[Row], place: &str, weights: &mut Largest) {
    assert_eq!(matrix.n_samples(), expected.len(), "{place}");
    for (row, expected) in expected.iter().enumerate() {
        let (columns, values) = matrix.row(row);
        assert_eq!(columns, expected.columns(), "row {row} of {place}");
        for (found, expected) in values.iter().zip(expected.values()) {
            weights.compare(f64::from(*found), expected, place);
        }
    }
}
