//! A model as bytes: versioned, checked, small.
//!
//! `WLHEADS`, the version, then the model in little-endian order, then a checksum. Buckets are kept as distances, weights in
//! one byte each.

use super::calibrate::Line;
use super::gram::Reach;
use super::matrix::{BITS, Vocabulary};
use super::model::{Head, Model};
use super::{HeadsError, Kind};

const MARK: &[u8; 7] = b"WLHEADS";
const VERSION: u32 = 2;
/// Steps of rarity that are told apart.
const RARITY: f32 = 2048.0;

/// A number that changes when the bytes do (FNV-1a, Fowler, Noll and Vo); the same on every machine and in every version.
pub fn fingerprint(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
}

fn number(bytes: &mut Vec<u8>, mut value: u32) {
    while value >= 0x80 {
        bytes.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
}

fn text(bytes: &mut Vec<u8>, text: &str) {
    number(bytes, text.len() as u32);
    bytes.extend_from_slice(text.as_bytes());
}

fn floats(bytes: &mut Vec<u8>, values: &[f32]) {
    number(bytes, values.len() as u32);
    values.iter().for_each(|value| bytes.extend_from_slice(&value.to_le_bytes()));
}

impl Model {
    /// The model as bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = MARK.to_vec();
        bytes.extend_from_slice(&VERSION.to_le_bytes());
        text(&mut bytes, &self.note);
        let reach = self.vocabulary.reach;
        bytes.extend_from_slice(&[reach.han, reach.words, reach.gap]);
        floats(&mut bytes, &self.vocabulary.parts);
        floats(&mut bytes, &[self.vocabulary.even]);
        number(&mut bytes, self.vocabulary.buckets.len() as u32);
        let mut before = 0;
        for (&bucket, rarity) in self.vocabulary.buckets.iter().zip(&self.vocabulary.rarity) {
            number(&mut bytes, bucket - before);
            bytes.extend_from_slice(&((rarity * RARITY).round() as u16).to_le_bytes());
            before = bucket;
        }
        number(&mut bytes, self.heads.len() as u32);
        for head in &self.heads {
            text(&mut bytes, &head.name);
            bytes.push(u8::from(head.kind == Kind::Many));
            number(&mut bytes, head.labels.len() as u32);
            head.labels.iter().for_each(|label| text(&mut bytes, label));
            floats(&mut bytes, &head.lines.iter().flat_map(|line| [line.slope, line.offset]).collect::<Vec<_>>());
            floats(&mut bytes, &head.lean);
            floats(&mut bytes, &head.sure);
        }
        floats(&mut bytes, &self.scale);
        floats(&mut bytes, &self.bias);
        bytes.extend(self.weights.iter().map(|weight| weight.to_le_bytes()[0]));
        let sum = fingerprint(&bytes);
        bytes.extend_from_slice(&sum.to_le_bytes());
        bytes
    }

    /// Reads what [`Model::to_bytes`] wrote.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, HeadsError> {
        let other = HeadsError::OtherVersion { wanted: VERSION };
        let rest = bytes.strip_prefix(MARK).ok_or_else(|| other.clone())?;
        let (version, rest) = rest.split_first_chunk::<4>().ok_or_else(|| other.clone())?;
        if u32::from_le_bytes(*version) != VERSION {
            return Err(other);
        }
        let (body, sum) = rest.split_last_chunk::<8>().ok_or(HeadsError::Damaged { what: "it ends too early" })?;
        if fingerprint(&bytes[..bytes.len() - 8]) != u64::from_le_bytes(*sum) {
            return Err(HeadsError::Damaged { what: "its checksum is another" });
        }
        let mut input = Input { rest: body };
        let note = input.text()?;
        let [han, words, gap] = *input.chunk::<3>()?;
        let parts = input.floats()?;
        let &[even] = input.floats()?.as_slice() else {
            return Err(HeadsError::Damaged { what: "it does not say how even lengths are" });
        };
        let vocabulary = input.vocabulary(Reach { han, words, gap }, parts, even)?;
        let heads = (0..input.number()?).map(|_| input.head()).collect::<Result<Vec<_>, _>>()?;
        let (scale, bias) = (input.floats()?, input.floats()?);
        let mut ranges = Vec::new();
        let mut from = 0;
        for head in &heads {
            ranges.push(from..from + head.outputs());
            from += head.outputs();
        }
        let fits = from == scale.len() && from == bias.len();
        if !fits || vocabulary.rarity.len().checked_mul(from) != Some(input.rest.len()) {
            return Err(HeadsError::Damaged { what: "its weights do not fit its heads" });
        }
        let weights = input.rest.iter().map(|&byte| i8::from_le_bytes([byte])).collect();
        Ok(Self { note, vocabulary, heads, ranges, scale, bias, weights })
    }
}

/// What is left to read.
struct Input<'a> {
    rest: &'a [u8],
}

impl<'a> Input<'a> {
    fn chunk<const N: usize>(&mut self) -> Result<&'a [u8; N], HeadsError> {
        let (chunk, rest) = self.rest.split_first_chunk().ok_or(HeadsError::Damaged { what: "it ends too early" })?;
        self.rest = rest;
        Ok(chunk)
    }

    fn number(&mut self) -> Result<u32, HeadsError> {
        let mut value = 0u32;
        for shift in [0, 7, 14, 21, 28] {
            let [byte] = *self.chunk::<1>()?;
            value |= u32::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(value);
            }
        }
        Err(HeadsError::Damaged { what: "a number has no end" })
    }

    fn text(&mut self) -> Result<String, HeadsError> {
        let length = self.number()? as usize;
        let (text, rest) =
            self.rest.split_at_checked(length).ok_or(HeadsError::Damaged { what: "it ends too early" })?;
        self.rest = rest;
        String::from_utf8(text.to_vec()).map_err(|_| HeadsError::Damaged { what: "a name is no text" })
    }

    fn floats(&mut self) -> Result<Vec<f32>, HeadsError> {
        let values = (0..self.number()?).map(|_| Ok(f32::from_le_bytes(*self.chunk::<4>()?)));
        let values = values.collect::<Result<Vec<f32>, HeadsError>>()?;
        let all = values.iter().all(|value| value.is_finite());
        all.then_some(values).ok_or(HeadsError::Damaged { what: "a number is not finite" })
    }

    fn vocabulary(&mut self, reach: Reach, parts: Vec<f32>, even: f32) -> Result<Vocabulary, HeadsError> {
        let (mut buckets, mut rarity, mut bucket) = (Vec::new(), Vec::new(), 0u32);
        for column in 0..self.number()? {
            let further = self.number()?;
            bucket = bucket.saturating_add(further);
            if bucket >> BITS > 0 || (column > 0 && further == 0) {
                return Err(HeadsError::Damaged { what: "its columns are out of order" });
            }
            buckets.push(bucket);
            rarity.push(f32::from(u16::from_le_bytes(*self.chunk::<2>()?)) / RARITY);
        }
        Ok(Vocabulary::new(reach, parts, even, buckets, rarity))
    }

    fn head(&mut self) -> Result<Head, HeadsError> {
        let name = self.text()?;
        let kind = if *self.chunk::<1>()? == [1] { Kind::Many } else { Kind::One };
        let labels = (0..self.number()?).map(|_| self.text()).collect::<Result<Vec<_>, _>>()?;
        let lines =
            self.floats()?.chunks(2).map(|pair| Line { slope: pair[0], offset: pair[pair.len() - 1] }).collect();
        let head = Head { name, kind, labels, lines, lean: self.floats()?, sure: self.floats()? };
        let count = head.labels.len();
        if [head.lines.len(), head.lean.len(), head.sure.len()] != [count; 3] || count == 0 {
            return Err(HeadsError::Damaged { what: "a head does not fit its labels" });
        }
        Ok(head)
    }
}
