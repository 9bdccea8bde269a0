//! The terms that rows share, apart from those of one row alone.

use std::cmp::Reverse;

use crate::solver::Problem;

/// What a visit needs of a row beside its terms.
pub(super) struct Row {
    pub(super) target: u32,
    /// Its weight, over the penalty.
    pub(super) scale: f32,
    /// `q` of the terms that no other row holds.
    pub(super) alone: f32,
    /// `q` of all its terms and of the intercepts.
    pub(super) q: f32,
    /// Whether it is left out of the next round.
    pub(super) rest: bool,
    /// Where its shared terms begin.
    start: usize,
}

/// The terms that more than one row holds, the commonest first.
pub(super) struct Shared {
    pub(super) rows: Vec<Row>,
    places: Vec<u32>,
    values: Vec<f32>,
    /// For each column of the problem its place here, or `ALONE`.
    pub(super) place_of: Vec<u32>,
    pub(super) n_places: usize,
}

/// The place of a term that stands in one row alone, or in none.
pub(super) const ALONE: u32 = u32::MAX;

impl Shared {
    /// Takes up the terms of a problem.
    pub(super) fn new(problem: &Problem<'_>) -> Self {
        let mut df = vec![0_u32; problem.n_features];
        problem.indices.iter().for_each(|column| df[*column as usize] += 1);
        let mut columns: Vec<u32> =
            (0..problem.n_features as u32).filter(|column| df[*column as usize] > 1).collect();
        columns.sort_by_key(|column| Reverse(df[*column as usize]));
        let entries = columns.iter().map(|column| df[*column as usize] as usize).sum();
        let mut place_of = df;
        place_of.fill(ALONE);
        for (place, column) in columns.iter().enumerate() {
            place_of[*column as usize] = place as u32;
        }
        let mut rows = Vec::with_capacity(problem.n_samples());
        let mut places = Vec::with_capacity(entries);
        let mut values = Vec::with_capacity(entries);
        for row in 0..problem.n_samples() {
            let start = places.len();
            let (mut square, mut alone) = (0.0, 0.0);
            for (column, value) in problem.row(row) {
                square += value * value;
                match place_of[column] {
                    ALONE => alone += value * value,
                    place => {
                        places.push(place);
                        values.push(value as f32);
                    }
                }
            }
            let scale = problem.sample_weights[row] / problem.l2;
            rows.push(Row {
                target: problem.targets[row] as u32,
                scale: scale as f32,
                alone: (scale * alone) as f32,
                q: (scale * square) as f32,
                rest: false,
                start,
            });
        }
        Self { rows, places, values, place_of, n_places: columns.len() }
    }

    /// The shared terms of a row.
    pub(super) fn terms(&self, at: usize) -> (&[u32], &[f32]) {
        let end = self.rows.get(at + 1).map_or(self.places.len(), |row| row.start);
        let range = self.rows[at].start..end;
        (&self.places[range.clone()], &self.values[range])
    }

    /// Forgets the rows' terms.
    pub(super) fn forget_terms(&mut self) {
        self.places = Vec::new();
        self.values = Vec::new();
    }
}
