use super::*;

/// Rows of one probability, of which `right` of `n` are the first label.
fn rows(p: f64, right: usize, n: usize) -> (Vec<usize>, Vec<Vec<f64>>) {
    ((0..n).map(|row| usize::from(row >= right)).collect(), vec![vec![p, 1.0 - p]; n])
}

fn loss(scaling: &Scaling, truth: &[usize], probabilities: &[Vec<f64>]) -> f64 {
    let of_row = |(class, p): (&usize, &Vec<f64>)| {
        let mut p = p.clone();
        scaling.apply(&mut p);
        -libm::log(p[*class])
    };
    truth.iter().zip(probabilities).map(of_row).sum()
}

#[test]
fn a_temperature_worked_by_hand() {
    // Said 0.9, true 0.75: odds of 9 become odds of 3, so the factor is 1/2. The
    // penalty of one row in a hundred thousand does not show.
    let (truth, probabilities) = rows(0.9, 75_000, 100_000);
    let scaling = Scaling::fit(ScalingKind::Temperature, &truth, &probabilities).unwrap();
    assert!((scaling.factors()[0] - 0.5).abs() < 1e-4, "{scaling:?}");
    assert!((scaling.temperature().unwrap() - 2.0).abs() < 1e-3);
    let mut p = vec![0.9, 0.1];
    scaling.apply(&mut p);
    assert!((p[0] - 0.75).abs() < 1e-5 && (p[0] + p[1] - 1.0).abs() < 1e-12);
}

#[test]
fn a_vector_mends_one_label_and_leaves_another() {
    // Of three labels the first is said to be twice as frequent as it is.
    let said = [vec![0.6, 0.2, 0.2], vec![0.2, 0.6, 0.2], vec![0.3, 0.1, 0.6]];
    let (mut truth, mut probabilities) = (Vec::new(), Vec::new());
    for (p, counts) in said.iter().zip([[30, 35, 35], [10, 70, 20], [15, 10, 75]]) {
        for (class, count) in counts.into_iter().enumerate() {
            truth.extend(std::iter::repeat_n(class, count * 10));
            probabilities.extend(std::iter::repeat_n(p.clone(), count * 10));
        }
    }
    let of = |kind| Scaling::fit(kind, &truth, &probabilities).unwrap();
    let (one, each) = (of(ScalingKind::Temperature), of(ScalingKind::Vector));
    let nothing = Scaling::default();
    let [before, one, after] =
        [&nothing, &one, &each].map(|scaling| loss(scaling, &truth, &probabilities));
    assert!(after < one && one < before, "{before} {one} {after}");
    let mut p = said[0].clone();
    each.apply(&mut p);
    assert!((p[0] - 0.3).abs() < 0.05, "{p:?}");
    assert!(each.check(3).is_ok() && each.check(2).is_err());
}

/// At the optimum no step in any direction lowers loss and penalty.
#[test]
fn it_is_the_optimum() {
    let (mut truth, mut probabilities) = (Vec::new(), Vec::new());
    for row in 0..300 {
        let a = 0.05 + 0.9 * f64::from(row * 37 % 300) / 300.0;
        let b = (1.0 - a) * 0.7;
        let drawn = f64::from(row * 13 % 101) / 101.0;
        truth.push(usize::from(drawn > a * 0.8) + usize::from(drawn > a * 0.8 + b));
        probabilities.push(vec![a, b, 1.0 - a - b]);
    }
    let penalized = |scaling: &Scaling| {
        let factors: f64 = scaling.factors.iter().map(|f| (f - 1.0).powi(2)).sum();
        let biases: f64 = scaling.biases.iter().map(|b| b * b).sum();
        loss(scaling, &truth, &probabilities) + 0.5 * (factors + biases)
    };
    for kind in ScalingKind::ALL {
        let found = Scaling::fit(kind, &truth, &probabilities).unwrap();
        let least = penalized(&found);
        for place in 0..found.factors.len() + found.biases.len() {
            for step in [-1e-3, 1e-3] {
                let mut moved = found.clone();
                match place.checked_sub(found.factors.len()) {
                    None => moved.factors[place] += step,
                    Some(place) => moved.biases[place] += step,
                }
                assert!(penalized(&moved) > least, "{kind:?} {place} {step}");
            }
        }
    }
}

#[test]
fn temperature_is_a_softmax_of_scores_over_it() {
    let scores = [2.0, -1.0, 0.5];
    let of = |temperature: f64| {
        let mut p: Vec<f64> = scores.iter().map(|s| s / temperature).collect();
        softmax(&mut p);
        p
    };
    let mut p = of(1.0);
    Scaling { factors: vec![0.4], biases: vec![] }.apply(&mut p);
    for (a, b) in p.iter().zip(of(2.5)) {
        assert!((a - b).abs() < 1e-12);
    }
}

#[test]
fn odd_rows() {
    // All right: the factor is finite. None right: it stays over 0.
    for (right, above) in [(50, true), (0, false)] {
        let (truth, probabilities) = rows(0.8, right, 50);
        let scaling = Scaling::fit(ScalingKind::Temperature, &truth, &probabilities).unwrap();
        assert!(scaling.check(2).is_ok(), "{scaling:?}");
        assert_eq!(scaling.factors()[0] > 1.0, above, "{scaling:?}");
    }
    // A label without probability says nothing, and stays without.
    let scaling = Scaling::fit(ScalingKind::Vector, &[0, 1], &[vec![0.5, 0.5], vec![1.0, 0.0]]);
    let mut p = vec![1.0, 0.0];
    scaling.unwrap().apply(&mut p);
    assert!(p[1] < 1e-100);
    assert!(Scaling::fit(ScalingKind::Temperature, &[1], &[vec![1.0, 0.0]]).is_err());
    let wide = vec![1.0 / 201.0; 201];
    assert!(Scaling::fit(ScalingKind::Vector, &[0], &[wide]).is_err());
    assert!(Scaling { factors: vec![f64::NAN], biases: vec![] }.check(2).is_err());
    let mut p = vec![0.2, 0.8];
    Scaling::default().apply(&mut p);
    assert_eq!(p, [0.2, 0.8]);
}
