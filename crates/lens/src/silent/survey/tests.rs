use super::*;
use proptest::prelude::*;

/// A sample of Californian schools, 15 districts of 757 (Lumley 2004): district, type of school (elementary, high,
/// middle), whether it met its target; schools, sum of scores, sum of pupils.
const SCHOOLS: [(usize, usize, usize, u32, u32, u32); 46] = [
    (0, 0, 1, 10, 7203, 3884),
    (0, 2, 0, 2, 1458, 1870),
    (0, 2, 1, 1, 711, 1023),
    (1, 0, 0, 3, 2013, 1191),
    (1, 0, 1, 31, 20495, 13847),
    (2, 0, 1, 2, 1001, 937),
    (2, 1, 1, 1, 529, 388),
    (2, 2, 0, 1, 547, 343),
    (3, 0, 0, 1, 709, 425),
    (3, 0, 1, 9, 6005, 3696),
    (3, 2, 0, 2, 1190, 1875),
    (3, 2, 1, 1, 689, 962),
    (4, 0, 0, 1, 552, 345),
    (4, 0, 1, 12, 8633, 6130),
    (4, 2, 1, 3, 2184, 2550),
    (5, 0, 1, 2, 1116, 683),
    (6, 0, 1, 1, 551, 274),
    (7, 0, 1, 2, 963, 732),
    (7, 1, 1, 1, 443, 418),
    (7, 2, 1, 1, 482, 286),
    (8, 0, 1, 9, 6858, 3794),
    (8, 1, 1, 1, 703, 2147),
    (8, 2, 1, 2, 1550, 1434),
    (9, 0, 0, 1, 629, 540),
    (9, 0, 1, 15, 9964, 6995),
    (9, 1, 0, 1, 595, 1585),
    (9, 1, 1, 1, 661, 1855),
    (9, 2, 0, 1, 614, 1015),
    (9, 2, 1, 2, 1298, 2978),
    (10, 0, 0, 1, 699, 196),
    (10, 0, 1, 3, 2160, 646),
    (10, 1, 0, 1, 687, 210),
    (10, 1, 1, 3, 2161, 895),
    (10, 2, 1, 1, 679, 233),
    (11, 0, 1, 8, 5418, 2551),
    (11, 1, 1, 1, 608, 1689),
    (11, 2, 1, 2, 1333, 1841),
    (12, 0, 0, 5, 2554, 2546),
    (12, 0, 1, 25, 14254, 11920),
    (12, 1, 1, 3, 1577, 6195),
    (12, 2, 1, 4, 2009, 5153),
    (13, 0, 1, 1, 494, 308),
    (13, 2, 0, 1, 411, 372),
    (14, 0, 1, 2, 1166, 691),
    (14, 1, 0, 1, 696, 442),
    (14, 2, 0, 1, 631, 508),
];

/// Schools in the state, by type and by whether they met their target.
const TYPES: [f64; 3] = [4421.0, 755.0, 1018.0];
const TARGET: [f64; 2] = [1072.0, 5122.0];

fn schools(sum: fn(u32, u32) -> u32) -> Vec<Answer> {
    let answer = |&(group, kind, met, schools, scores, pupils): &(usize, usize, usize, u32, u32, u32)| Answer {
        weight: f64::from(schools),
        value: f64::from(sum(scores, pupils)) / f64::from(schools),
        places: vec![kind, met],
        group,
    };
    SCHOOLS.iter().map(answer).collect()
}

/// Mean and its error, the error as of 15 districts drawn from 757, to half of the last digit given.
fn check(answers: &[Answer], margins: &[Vec<f64>], times: f64, wanted: [f64; 2], half: f64) {
    let found = reweighted(answers, margins).unwrap();
    let error = found.error * (1.0_f64 - 15.0 / 757.0).sqrt();
    assert!((found.mean * times - wanted[0]).abs() < half, "{found:?}, wanted {wanted:?}");
    assert!((error * times - wanted[1]).abs() < half, "{error}, wanted {wanted:?}");
}

#[test]
fn schools_reweighted_give_the_reference() {
    let (score, pupils) = (schools(|scores, _| scores), schools(|_, pupils| pupils));
    let both = [TYPES.to_vec(), TARGET.to_vec()];
    check(&score, &[], 1.0, [644.17, 26.329], 5e-3);
    check(&score, &both[..1], 1.0, [642.31, 26.934], 5e-3);
    check(&score, &both, 1.0, [641.23, 26.873], 5e-3);
    check(&pupils, &both[..1], 6194.0, [3_680_893.0, 473_431.0], 1.0);
    // Published as 3,647,300 (463,511): raking was stopped there when no margin was off by more than one school.
    check(&pupils, &both, 6194.0, [3_647_280.0, 463_582.0], 1.0);
    check(&pupils, &both, 6194.0, [3_647_300.0, 463_511.0], 100.0);
}

#[test]
fn the_silent_are_the_dissatisfied_less_those_who_said_so() {
    let interval = Interval { low: 0.01, high: 0.35 };
    let found = Reweighted { mean: 0.2, error: 0.08, interval, effective: 90.0 }.silent(1_000.0, 50.0);
    assert_eq!((found.count, found.interval), (150.0, Interval { low: 0.0, high: 300.0 }));
}

#[test]
fn without_assumptions_little_is_known() {
    let found = bounds(0.30, 0.80);
    assert!((found.low - 0.24).abs() < 1e-12 && (found.high - 0.94).abs() < 1e-12, "{found:?}");
    assert_eq!(bounds(1.0, 0.8), Interval { low: 0.8, high: 0.8 });
}

#[test]
fn uneven_weights_cost_answers() {
    assert_eq!(effective(&[2.0; 7]), 7.0);
    assert_eq!(effective(&[1.0, 3.0]), 1.6);
    assert_eq!(effective(&[]), 0.0);
}

#[test]
fn no_single_answer_speaks_for_everybody() {
    let mut propensities = vec![0.5; 20];
    propensities.push(0.001);
    let weights = inverse_weights(&propensities, 0.95);
    assert!(weights.iter().all(|weight| *weight == 2.0), "{weights:?}");
}

#[test]
fn the_silent_are_one_wave_further() {
    let waves = [0.8, 0.7, 0.6].map(|mean| Wave { answers: 100.0, mean });
    let found = resistance(&waves, 300.0).unwrap();
    assert!((found.slope + 0.1).abs() < 1e-12 && (found.silent - 0.5).abs() < 1e-12);
    assert!((found.everybody - 0.6).abs() < 1e-12);
    assert_eq!(resistance(&waves[..1], 3.0), Err(RegressionError::TooShort { rows: 1, terms: 2 }));
}

#[test]
fn surveys_that_cannot_be_reweighted_say_why() {
    let answers = schools(|scores, _| scores);
    let ask = |margins: &[Vec<f64>]| rake(&answers, margins).unwrap_err();
    assert_eq!(ask(&[vec![6194.0]]), SurveyError::NoPlace { answer: 1, margin: 0 });
    assert_eq!(ask(&[vec![1.0; 4]]), SurveyError::Nobody { margin: 0, category: 3 });
    assert_eq!(ask(&[TYPES.to_vec(), vec![1.0, 2.0]]), SurveyError::Totals { first: 6194.0, other: 3.0 });
    assert_eq!(reweighted(&answers[..3], &[]), Err(SurveyError::OneGroup));
}

proptest! {
    #[test]
    fn raking_hits_the_margins(
        weights in prop::collection::vec(0.1f64..9.0, 6),
        rows in prop::collection::vec(1.0f64..9.0, 2),
        columns in prop::collection::vec(1.0f64..9.0, 3),
    ) {
        let scale = rows.iter().sum::<f64>() / columns.iter().sum::<f64>();
        let margins = [rows, columns.iter().map(|count| count * scale).collect()];
        let answers: Vec<Answer> = weights
            .iter()
            .enumerate()
            .map(|(at, weight)| Answer { weight: *weight, value: 0.0, places: vec![at / 3, at % 3], group: at })
            .collect();
        let raked = rake(&answers, &margins).unwrap();
        for (margin, wanted) in margins.iter().enumerate() {
            for (category, wanted) in wanted.iter().enumerate() {
                let there = answers.iter().zip(&raked).filter(|(answer, _)| answer.places[margin] == category);
                let found: f64 = there.map(|(_, weight)| weight).sum();
                prop_assert!((found - wanted).abs() < 1e-6 * wanted, "{found} for {wanted}");
            }
        }
    }
}
