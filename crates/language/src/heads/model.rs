//! A trained model: small weights, quick answers, and the words that led to them.

use super::calibrate::{Line, softmax};
use super::gram::{self, Kind as TokenKind, Token};
use super::matrix::{Counter, Vocabulary, bucket, salt};
use super::solve::Weights;
use super::{Kind, Task};
use std::ops::Range;

/// Words of an explanation weigh at least this share of the weightiest.
const TELLING: f32 = 0.3;
/// An explanation names at most so many places.
const PLACES: usize = 3;
/// Steps of rarity that are told apart, so that a model is the same before and after it was written.
const RARITY: f32 = 2048.0;
/// Outputs that are summed up together.
const BLOCK: usize = 12;

/// One head: its labels, and how margins become probabilities and decisions.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Head {
    pub(super) name: String,
    pub(super) kind: Kind,
    pub(super) labels: Vec<String>,
    pub(super) lines: Vec<Line>,
    /// One label of several: what is added to its log-probability when deciding. Any number: from which probability on it
    /// is said.
    pub(super) lean: Vec<f32>,
    /// From which probability on it is sure.
    pub(super) sure: Vec<f32>,
}

/// What a head says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Answer {
    /// The number of the label.
    pub label: u16,
    /// How probable it is, calibrated on rows that were held back.
    pub probability: f32,
    /// Whether such answers were right often enough there; if not, the answer is "not sure".
    pub sure: bool,
}

/// Several heads over one vocabulary.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    pub(super) note: String,
    pub(super) vocabulary: Vocabulary,
    pub(super) heads: Vec<Head>,
    /// The outputs of each head among all.
    pub(super) ranges: Vec<Range<usize>>,
    pub(super) scale: Vec<f32>,
    pub(super) bias: Vec<f32>,
    /// For each column and output.
    pub(super) weights: Vec<i8>,
}

/// What a model made of one row; keep it and give it the next, so that nothing is allocated anew.
#[derive(Clone, Debug, Default)]
pub struct Reader {
    counter: Counter,
    weighed: Vec<(u32, f32)>,
    /// By how much the first part of the row was brought to its length.
    scale: f32,
    margins: Vec<f32>,
    /// Room for what stands beside the words.
    pub(crate) about: String,
}

/// A margin as the probability of yes.
pub(super) fn chance(line: Line, margin: f32) -> f32 {
    1.0 / (1.0 + (-line.slope * margin - line.offset).exp())
}

impl Head {
    pub(super) fn new(task: &Task) -> Self {
        let (name, kind, labels) = (task.name.clone(), task.kind, task.labels.clone());
        Self { name, kind, labels, lines: Vec::new(), lean: Vec::new(), sure: Vec::new() }
    }

    pub(super) fn outputs(&self) -> usize {
        if self.kind == Kind::One && self.labels.len() == 2 { 1 } else { self.labels.len() }
    }

    /// The probability of each label from its margin.
    fn chances(&self, margins: &[f32]) -> Vec<f32> {
        let line = |(margin, line): (&f32, &Line)| match self.kind {
            Kind::One => line.slope * margin + line.offset,
            Kind::Many => chance(*line, *margin),
        };
        let mut chances: Vec<f32> = margins.iter().zip(&self.lines).map(line).collect();
        if self.kind == Kind::One {
            softmax(&mut chances);
        }
        chances
    }

    /// The label to say and its probability.
    pub(super) fn one(&self, margins: &[f32]) -> (u16, f32) {
        let chances = self.chances(margins);
        let weighed = |label: usize| chances[label].max(1e-30).ln() + self.lean[label];
        let best = (0..chances.len()).reduce(|best, next| if weighed(next) > weighed(best) { next } else { best });
        best.map_or((0, 0.0), |best| (best as u16, chances[best]))
    }
}

impl Model {
    /// Joins the weights of heads to one small table.
    pub(super) fn of(vocabulary: &Vocabulary, heads: Vec<Head>, weights: &[Weights]) -> Self {
        let columns = vocabulary.rarity.len();
        let count: usize = weights.iter().map(|weights| weights.count).sum();
        let (mut ranges, mut scale, mut bias) = (Vec::new(), Vec::new(), Vec::new());
        let mut table = vec![0i8; columns * count];
        for weights in weights {
            let from = scale.len();
            for output in 0..weights.count {
                let own = || weights.weights.iter().skip(output).step_by(weights.count);
                let most = own().fold(0.0f32, |most, weight| most.max(weight.abs())).max(1e-9);
                own().enumerate().for_each(|(column, weight)| {
                    table[column * count + from + output] = (weight / most * 127.0).round() as i8;
                });
                scale.push(most / 127.0);
            }
            bias.extend(&weights.bias);
            ranges.push(from..scale.len());
        }
        let rarity = vocabulary.rarity.iter().map(|rarity| (rarity * RARITY).round() / RARITY).collect();
        let (parts, buckets) = (vocabulary.parts.clone(), vocabulary.buckets.clone());
        let vocabulary = Vocabulary::new(vocabulary.reach, parts, vocabulary.even, buckets, rarity);
        Self { note: String::new(), vocabulary, heads, ranges, scale, bias, weights: table }
    }

    /// The same model with a note, say of what it was trained on.
    pub fn with_note(mut self, note: &str) -> Self {
        self.note = note.to_owned();
        self
    }

    /// What was noted.
    pub fn note(&self) -> &str {
        &self.note
    }

    /// The number of the head of this name.
    pub fn head(&self, name: &str) -> Option<usize> {
        self.heads.iter().position(|head| head.name == name)
    }

    /// The labels of a head.
    pub fn labels(&self, head: usize) -> &[String] {
        &self.heads[head].labels
    }

    /// How many bytes it takes in memory.
    pub fn bytes(&self) -> usize {
        self.weights.len() + self.vocabulary.rarity.len() * 8 + (16 << (super::matrix::BITS - 6))
    }

    /// Reads a row: its folded text and what stands beside it. All heads can then be asked.
    pub fn read(&self, parts: &[impl AsRef<str>], reader: &mut Reader) {
        self.read_for(self.scale.len(), parts, reader);
    }

    /// Reads a row for some heads only, which can then be asked.
    pub(crate) fn read_heads(&self, heads: &[usize], parts: &[impl AsRef<str>], reader: &mut Reader) {
        let until = heads.iter().map(|&head| self.ranges[head].end).max();
        self.read_for(until.unwrap_or(0), parts, reader);
    }

    /// Reads a row for the first `count` outputs.
    fn read_for(&self, count: usize, parts: &[impl AsRef<str>], reader: &mut Reader) {
        reader.scale = self.vocabulary.weigh(parts, &mut reader.counter, &mut reader.weighed);
        reader.margins.clear();
        reader.margins.resize(self.scale.len(), 0.0);
        // The rows of weights lie far apart: asked for all at once, they are fetched side by side and not one after another.
        let firsts = reader.weighed.iter().map(|&(column, _)| self.weights[column as usize * self.scale.len()]);
        std::hint::black_box(firsts.fold(0, |all, first| all ^ first));
        if self.scale.len() < BLOCK {
            (0..count).for_each(|output| self.sum::<1>(output, reader));
        } else {
            // The last block may begin inside the one before it.
            let last = self.scale.len() - BLOCK;
            (0..count).step_by(BLOCK).for_each(|first| self.sum::<BLOCK>(first.min(last), reader));
        }
        let each = reader.margins.iter_mut().zip(&self.scale).zip(&self.bias);
        each.for_each(|((sum, scale), bias)| *sum = *sum * scale + bias);
    }

    /// The sums of `N` outputs that stand together: so few that the processor keeps them at hand over all columns.
    fn sum<const N: usize>(&self, first: usize, reader: &mut Reader) {
        let mut sums = [0.0f32; N];
        for &(column, value) in &reader.weighed {
            let from = column as usize * self.scale.len() + first;
            let weights = &self.weights[from..from + N];
            sums.iter_mut().zip(weights).for_each(|(sum, &weight)| *sum += value * f32::from(weight));
        }
        reader.margins[first..first + N].copy_from_slice(&sums);
    }

    /// The margins of a head's labels.
    fn margins(&self, head: usize, reader: &Reader) -> Vec<f32> {
        let margins = &reader.margins[self.ranges[head].clone()];
        match margins {
            [only] if self.heads[head].labels.len() == 2 => vec![-only, *only],
            all => all.to_vec(),
        }
    }

    /// The probability of every label of a head.
    pub fn chances(&self, head: usize, reader: &Reader) -> Vec<f32> {
        self.heads[head].chances(&self.margins(head, reader))
    }

    /// The one label of a head.
    pub fn one(&self, head: usize, reader: &Reader) -> Answer {
        let (label, probability) = self.heads[head].one(&self.margins(head, reader));
        let sure = self.heads[head].sure.get(usize::from(label)).is_some_and(|&level| probability >= level);
        Answer { label, probability, sure }
    }

    /// The labels a head says, the most probable first.
    pub fn many(&self, head: usize, reader: &Reader) -> Vec<Answer> {
        let (own, chances) = (&self.heads[head], self.chances(head, reader));
        let all = chances.iter().enumerate().filter(|&(label, &chance)| chance >= own.lean[label]);
        let mut found: Vec<Answer> = all
            .map(|(label, &probability)| Answer {
                label: label as u16,
                probability,
                sure: probability >= own.sure[label],
            })
            .collect();
        found.sort_by(|a, b| b.probability.total_cmp(&a.probability));
        found
    }

    /// The label nearest to being said, though it may not be: never sure.
    pub fn likeliest(&self, head: usize, reader: &Reader) -> Option<Answer> {
        let lean = &self.heads[head].lean;
        let all = self.chances(head, reader).into_iter().enumerate();
        let best = all.max_by(|a, b| (a.1 / lean[a.0]).total_cmp(&(b.1 / lean[b.0])));
        best.map(|(label, probability)| Answer { label: label as u16, probability, sure: false })
    }

    /// The places in `text`, the first part of the row just read, that speak most for a label; the weightiest first.
    pub fn why(&self, text: &str, head: usize, label: u16, reader: &Reader) -> Vec<Range<usize>> {
        self.whys(text, head, &[label], reader).pop().unwrap_or_default()
    }

    /// The same for several labels, by one look at the text. A number alone speaks for nothing that anybody could see.
    pub fn whys(&self, text: &str, head: usize, labels: &[u16], reader: &Reader) -> Vec<Vec<Range<usize>>> {
        let output = |label: &u16| match (self.heads[head].outputs(), usize::from(*label)) {
            (1, 0) if self.heads[head].labels.len() == 2 => (0, -1.0),
            (1, _) => (0, 1.0),
            (_, label) => (label, 1.0),
        };
        let first = self.ranges[head].start;
        let outputs: Vec<(usize, f32)> =
            labels.iter().map(output).map(|(output, sign)| (first + output, sign)).collect();
        let mut tokens = Vec::new();
        gram::tokens(text, &mut tokens);
        let mut speaks = vec![vec![0.0f32; tokens.len()]; labels.len()];
        gram::grams(text, &tokens, self.vocabulary.reach, salt(0), |gram| {
            let Some(column) = self.vocabulary.column(bucket(gram.hash)) else { return };
            let (first, last) = (gram.first as usize, gram.last as usize);
            let share = self.vocabulary.rarity[column as usize] * reader.scale / (last - first + 1) as f32;
            let weights = &self.weights[column as usize * self.scale.len()..][..self.scale.len()];
            for (speaks, (output, sign)) in speaks.iter_mut().zip(&outputs) {
                let each = sign * f32::from(weights[*output]) * share;
                speaks[first..=last].iter_mut().for_each(|speaks| *speaks += each);
            }
        });
        let worded = |place: &Range<usize>| text[place.clone()].chars().any(char::is_alphabetic);
        speaks.iter().map(|speaks| places(&tokens, speaks).into_iter().filter(worded).collect()).collect()
    }
}

/// Neighbouring tokens that speak loudly, as places of the text.
fn places(tokens: &[Token], speaks: &[f32]) -> Vec<Range<usize>> {
    let loud = |at: usize| if tokens[at].kind == TokenKind::Mark { 0.0 } else { speaks[at] };
    let most = (0..tokens.len()).map(loud).fold(0.0f32, f32::max);
    if most <= 0.0 {
        return Vec::new();
    }
    let mut found: Vec<(f32, Range<usize>)> = Vec::new();
    let mut open = false;
    for (at, token) in tokens.iter().enumerate() {
        let speaks = loud(at);
        let range = token.start as usize..token.end as usize;
        match found.last_mut() {
            _ if speaks < TELLING * most => open = false,
            Some((sum, place)) if open => {
                *sum += speaks;
                place.end = range.end;
            }
            _ => {
                found.push((speaks, range));
                open = true;
            }
        }
    }
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    found.into_iter().take(PLACES).map(|(_, place)| place).collect()
}
