//! From margins to probabilities that mean what they say, learned on rows the weights have not seen.

/// For each answer: a slope and an offset, `ln p = slope * margin + offset - ln sum`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Line {
    pub(super) slope: f32,
    pub(super) offset: f32,
}

/// Steps towards the common slope, and from there to each answer's own line.
const COMMON: usize = 12;
const OWN: usize = 40;
/// How firmly a line is held at the common one, in rows that would have to speak against it.
const FIRM: f32 = 2.0;

/// Turns scores into probabilities that sum to one.
pub(super) fn softmax(scores: &mut [f32]) {
    let top = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut sum = 0.0;
    for score in scores.iter_mut() {
        *score = (*score - top).exp();
        sum += *score;
    }
    scores.iter_mut().for_each(|score| *score /= sum);
}

/// Fits lines for answers of which exactly one is right: vector scaling (Guo, Pleiss, Sun and Weinberger 2017). `margins`
/// has `count` values for each of `right`. Newton's method with the diagonal only, at half its step, which bounds the
/// rest of the curvature (Böhning 1992); first one slope for all, then each its own.
pub(super) fn one_of(margins: &[f32], right: &[u16], count: usize) -> Vec<Line> {
    let mut common = 1.0;
    for _ in 0..COMMON {
        let (slope, bend) = common_slope(margins, right, count, common);
        common = (common - slope / bend.max(1e-9)).clamp(common / 2.0, common * 2.0);
    }
    let mut lines = vec![Line { slope: common, offset: 0.0 }; count];
    let mut scores = vec![0.0f32; count];
    let mut sums = vec![Curve::default(); count];
    for _ in 0..OWN {
        let firm = FIRM / (common * common).max(1e-6);
        sums.iter_mut().for_each(|sum| *sum = Curve { slope: [0.0; 2], bend: [firm, FIRM] });
        for (row, &right) in margins.chunks(count).zip(right) {
            for ((score, margin), line) in scores.iter_mut().zip(row).zip(&lines) {
                *score = line.slope * margin + line.offset;
            }
            softmax(&mut scores);
            for (answer, (&score, &margin)) in scores.iter().zip(row).enumerate() {
                let miss = score - f32::from(u8::from(answer == usize::from(right)));
                sums[answer].add(miss, score * (1.0 - score), margin);
            }
        }
        for (line, sum) in lines.iter_mut().zip(&sums) {
            line.slope -= 0.5 * (sum.slope[0] + firm * (line.slope - common)) / sum.bend[0];
            line.offset -= 0.5 * (sum.slope[1] + FIRM * line.offset) / sum.bend[1];
        }
    }
    lines
}

/// First and second derivatives for the slope and the offset of a line.
#[derive(Clone, Copy, Debug, Default)]
struct Curve {
    slope: [f32; 2],
    bend: [f32; 2],
}

impl Curve {
    fn add(&mut self, miss: f32, bend: f32, margin: f32) {
        self.slope[0] += miss * margin;
        self.slope[1] += miss;
        self.bend[0] += bend * margin * margin;
        self.bend[1] += bend;
    }
}

/// First and second derivative of the loss for a slope that all answers share.
fn common_slope(margins: &[f32], right: &[u16], count: usize, common: f32) -> (f32, f32) {
    let (mut slope, mut bend) = (0.0f64, 0.0f64);
    let mut scores = vec![0.0f32; count];
    for (row, &right) in margins.chunks(count).zip(right) {
        scores.iter_mut().zip(row).for_each(|(score, margin)| *score = common * margin);
        softmax(&mut scores);
        let each = || scores.iter().zip(row).map(|(&score, &margin)| (f64::from(score), f64::from(margin)));
        let mean: f64 = each().map(|(score, margin)| score * margin).sum();
        slope += mean - f64::from(row[usize::from(right)]);
        bend += each().map(|(score, margin)| score * (margin - mean).powi(2)).sum::<f64>();
    }
    (slope as f32, bend as f32)
}

/// Fits the line of one yes-or-no answer (Platt 1999, with the targets he gives against too sure an end).
pub(super) fn yes_or_no(margins: &[f32], yes: &[bool]) -> Line {
    let found = yes.iter().filter(|&&yes| yes).count() as f64;
    let (high, low) = ((found + 1.0) / (found + 2.0), 1.0 / (yes.len() as f64 - found + 2.0));
    let (mut slope, mut offset) = (1.0f64, (low / high).ln().clamp(-1.0, 1.0));
    for _ in 0..50 {
        let (mut g, mut h) = ([0.0f64; 2], [1e-3f64, 0.0, 1e-3]);
        for (&margin, &yes) in margins.iter().zip(yes) {
            let margin = f64::from(margin);
            let p = 1.0 / (1.0 + (-slope * margin - offset).exp());
            let miss = p - if yes { high } else { low };
            let bend = (p * (1.0 - p)).max(1e-9);
            g = [g[0] + miss * margin, g[1] + miss];
            h = [h[0] + bend * margin * margin, h[1] + bend * margin, h[2] + bend];
        }
        let area = h[0] * h[2] - h[1] * h[1];
        let step = [(g[0] * h[2] - g[1] * h[1]) / area, (g[1] * h[0] - g[0] * h[1]) / area];
        let most = step[0].abs().max(step[1].abs());
        let damp = if most > 2.0 { 2.0 / most } else { 1.0 };
        slope -= damp * step[0];
        offset -= damp * step[1];
        if most < 1e-6 {
            break;
        }
    }
    Line { slope: slope.max(0.0) as f32, offset: offset as f32 }
}

/// How firmly a share is claimed: in nine of ten draws (one-sided) the true share is not below the bound.
const CLAIM: f64 = 1.282;

/// The lower bound of a share of which `right` of `all` were seen (Wilson 1927).
fn at_least(right: usize, all: usize) -> f64 {
    let (n, z) = (all as f64, CLAIM);
    let share = right as f64 / n;
    let middle = share + z * z / (2.0 * n);
    (middle - z * (share * (1.0 - share) / n + z * z / (4.0 * n * n)).sqrt()) / (1.0 + z * z / n)
}

/// The lowest probability from which on at least `share` of `said` (probability, and whether it was right) is right; above
/// one if there is none. A level holds for at least `least` of them. Among many levels the luckiest would look best, so what
/// counts is the lower bound.
pub(super) fn sure_from(said: &mut [(f32, bool)], share: f64, least: usize) -> f32 {
    said.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (mut right, mut level) = (0usize, 1.01);
    for (at, &(probability, is_right)) in said.iter().enumerate() {
        right += usize::from(is_right);
        if at + 1 >= least && at_least(right, at + 1) >= share {
            level = probability;
        }
    }
    level
}
