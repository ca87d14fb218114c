//! Known answers: far points score high, threads change nothing, odd tables do no harm.

use super::*;

/// A cloud around 0, and one point far away at the end.
fn cloud(features: usize, far: f32) -> Rows {
    let mut random = Random::new(42, 0);
    #[expect(clippy::cast_possible_truncation, reason = "rows have this precision")]
    let cells = (0..features * 600).map(|_| random.normal() as f32).collect();
    let mut rows = Rows::new(features, cells);
    rows.push(&vec![far; features]);
    rows
}

fn settings(algorithm: Algorithm) -> Settings {
    Settings { algorithm, trees: 50, sample: 256, ..Settings::default() }
}

fn jobs(count: usize) -> NonZeroUsize {
    NonZeroUsize::new(count).unwrap()
}

#[test]
fn a_point_far_away_scores_highest() {
    let rows = cloud(3, 8.0);
    for algorithm in Algorithm::ALL {
        let scores = Forest::fit(&rows, settings(algorithm)).scores(&rows, jobs(1));
        let (far, others) = scores.split_last().unwrap();
        assert!(others.iter().all(|score| score < far), "{}", algorithm.name());
        assert!(scores.iter().all(|score| (0.0..=1.0).contains(score)));
    }
}

#[test]
fn any_number_of_threads_gives_the_same_bits() {
    let rows = cloud(4, 5.0);
    for algorithm in Algorithm::ALL {
        let one = Forest::fit(&rows, settings(algorithm));
        for count in [2, 3, 8, 99] {
            let more = Forest::fit(&rows, Settings { jobs: jobs(count), ..settings(algorithm) });
            assert_eq!(one, more, "{count} threads");
            assert_eq!(one.scores(&rows, jobs(1)), one.scores(&rows, jobs(count)));
        }
        let other = Forest::fit(&rows, Settings { seed: 2, ..settings(algorithm) });
        assert_ne!(one, other);
    }
}

#[test]
fn only_eif_plus_sees_what_was_constant() {
    let mut rows = Rows::new(2, Vec::new());
    for at in 0_u8..200 {
        rows.push(&[f32::from(at), 5.0]);
    }
    let gain = |algorithm| {
        let forest = Forest::fit(&rows, settings(algorithm));
        forest.score(&[100.0, 6.0]) - forest.score(&[100.0, 5.0])
    };
    assert!(gain(Algorithm::EifPlus) > 0.1);
    assert!(gain(Algorithm::Iforest).abs() < 1e-12);
}

#[test]
fn tables_without_anything_to_learn_do_no_harm() {
    let empty = Forest::fit(&Rows::new(3, Vec::new()), Settings::default());
    assert!((empty.score(&[1.0, 2.0, 3.0]) - 0.5).abs() < 1e-12);
    let one = Forest::fit(&Rows::new(2, vec![1.0, 2.0]), Settings::default());
    assert!((one.score(&[9.0, 9.0]) - 0.5).abs() < 1e-12);
    let without = Forest::fit(&Rows::new(0, Vec::new()), Settings::default());
    assert!((without.score(&[]) - 0.5).abs() < 1e-12);
    let odd = Rows::new(2, vec![f32::NAN, f32::INFINITY, 1.0, f32::NEG_INFINITY, 2.0, 3.0]);
    for algorithm in Algorithm::ALL {
        let scores = Forest::fit(&odd, settings(algorithm)).scores(&odd, jobs(2));
        assert!(scores.iter().all(|score| score.is_finite()));
    }
}
