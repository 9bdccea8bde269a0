//! The texts that are most alike to another, as the model sees them.

use rayon::prelude::*;

use crate::features::{FittedTfidf, Room};

/// Texts looked at by one task.
const CHUNK: usize = 256;

/// Keeps the texts nearest to one, by the cosine of their TF-IDF vectors, of
/// all that it is shown. Nothing is dense, and no other text is kept.
#[derive(Debug, Clone)]
pub struct Nearest<'a, T> {
    tfidf: &'a FittedTfidf,
    row: Vec<(u32, f32)>,
    most: usize,
    found: Vec<Neighbour<T>>,
}

/// A text that is near.
#[derive(Debug, Clone, PartialEq)]
pub struct Neighbour<T> {
    /// The cosine: 0 where no term is shared, 1 where all are the same.
    pub similarity: f64,
    /// The text.
    pub text: String,
    /// What came with it.
    pub of: T,
}

impl<'a, T: Send + Sync> Nearest<'a, T> {
    /// Looks for the `most` texts nearest to `text`.
    pub fn new(tfidf: &'a FittedTfidf, text: &str, most: usize) -> Self {
        let row = tfidf.transform_one(text, &mut Room::default()).to_vec();
        Self { tfidf, row, most, found: Vec::new() }
    }

    /// Shows it texts, each with what belongs to it.
    pub fn look_at(&mut self, texts: Vec<(String, T)>) {
        let row = &self.row;
        let similarities: Vec<f64> = texts
            .par_chunks(CHUNK)
            .flat_map_iter(|texts| {
                let mut room = Room::default();
                let of = |(text, _): &(String, T)| {
                    cosine(row, self.tfidf.transform_one(text, &mut room))
                };
                texts.iter().map(of).collect::<Vec<_>>()
            })
            .collect();
        let shown = texts.into_iter().zip(similarities).filter(|(_, similarity)| *similarity > 0.0);
        let neighbours = shown.map(|((text, of), similarity)| Neighbour { similarity, text, of });
        self.found.extend(neighbours);
        // Stable: of equally near ones those shown first.
        self.found.sort_by(|a, b| b.similarity.total_cmp(&a.similarity));
        self.found.truncate(self.most);
    }

    /// Those that were nearest, the nearest first, of equally near ones the
    /// first; none that shares no term.
    pub fn found(self) -> Vec<Neighbour<T>> {
        self.found
    }
}

/// The cosine of two rows of `(column, value)`, columns ascending.
fn cosine(a: &[(u32, f32)], b: &[(u32, f32)]) -> f64 {
    let square = |row: &[(u32, f32)]| row.iter().map(|(_, v)| f64::from(*v).powi(2)).sum::<f64>();
    let mut others = b.iter().peekable();
    let mut dot = 0.0;
    for (column, value) in a {
        while others.next_if(|(other, _)| other < column).is_some() {}
        if let Some((_, other)) = others.next_if(|(other, _)| other == column) {
            dot += f64::from(*value) * f64::from(*other);
        }
    }
    match dot == 0.0 {
        true => 0.0,
        false => dot / (square(a) * square(b)).sqrt(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worked_by_hand() {
        let a = [(0, 3.0), (2, 4.0)];
        assert_eq!(cosine(&a, &a), 1.0);
        assert_eq!(cosine(&a, &[(0, 2.0)]), 0.6);
        assert_eq!(cosine(&a, &[(1, 2.0), (2, 1.0), (5, 2.0)]), 4.0 / 15.0);
        assert_eq!(cosine(&a, &[(1, 2.0)]), 0.0);
        assert_eq!(cosine(&a, &[]), 0.0);
    }
}
