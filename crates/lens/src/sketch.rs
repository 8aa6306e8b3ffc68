//! Quantiles of spans of time in little memory, exact to merge and to take back.
//!
//! Counts stand in buckets on a logarithmic scale, [`PER_OCTAVE`] for each factor of two: a positive span `x` falls into
//! bucket floor(16 log2 x). Two sketches of the same values are equal whatever the order and the parts they came in,
//! because counts only add. A quantile is answered by the geometric middle of its bucket, so its relative error is at
//! most 2^(1/32) - 1 = 2.2 %. Zero has a bucket of its own and is answered exactly; the mean is exact.

use crate::graph::Waits;

/// Buckets for each factor of two.
pub const PER_OCTAVE: u32 = 16;

/// Largest relative error of a quantile: 2^(1/32) - 1.
pub const RELATIVE_ERROR: f64 = 0.021_897_148_654_116_6;

/// ceil(2^63 x 2^(k/16)): where the buckets of one octave begin, with the leading bit moved to the top.
const BEGINS: [u64; PER_OCTAVE as usize] = [
    0x8000_0000_0000_0000,
    0x85aa_c367_cc48_7b15,
    0x8b95_c1e3_ea8b_d6e7,
    0x91c3_d373_ab11_c337,
    0x9837_f051_8db8_a970,
    0x9ef5_3260_91a1_11ae,
    0xa5fe_d6a9_b151_38eb,
    0xad58_3eea_42a1_4ac7,
    0xb504_f333_f9de_6485,
    0xbd08_a39f_580c_36bf,
    0xc567_2a11_5506_dade,
    0xce24_8c15_1f84_80e4,
    0xd744_fcca_d69d_6af5,
    0xe0cc_deec_2a94_e112,
    0xeac0_c6e7_dd24_392f,
    0xf525_7d15_2486_cc2d,
];

/// For each value of the seven bits after the leading one: the last bucket that begins at or before the lowest number
/// that has them. Buckets are wider than these cells, so at most one begins inside a cell.
const CELLS: [u8; 128] = {
    let mut cells = [0; 128];
    let mut cell = 0;
    while cell < 128 {
        let lowest = (128 + cell as u64) << 56;
        let mut bucket = 0;
        while bucket + 1 < BEGINS.len() && BEGINS[bucket + 1] <= lowest {
            bucket += 1;
        }
        cells[cell] = bucket as u8;
        cell += 1;
    }
    cells
};

/// floor(16 log2 x), for x > 0; exact.
#[inline]
pub fn bucket(x: u64) -> u16 {
    let zeros = x.leading_zeros();
    let top = x << zeros;
    let cell = CELLS[(top >> 56) as usize & 127] as usize;
    let next = BEGINS.get(cell + 1).is_some_and(|&begins| top >= begins);
    ((63 - zeros) * PER_OCTAVE) as u16 + cell as u16 + u16::from(next)
}

/// The geometric middle of a bucket: 2^((bucket + 1/2) / 16).
pub fn middle(bucket: u16) -> f64 {
    ((f64::from(bucket) + 0.5) / f64::from(PER_OCTAVE)).exp2()
}

/// Up to this many buckets are kept as a list; more become a range.
const FEW: usize = 12;

/// The buckets in use. Most transitions of a long tail are seen a few times, the frequent ones fill a range.
#[derive(Clone, Debug)]
enum Buckets {
    Few(Vec<(u16, i64)>),
    Range { first: u16, counts: Vec<i64> },
}

/// The distribution of spans; see the module for its laws.
#[derive(Clone, Debug)]
pub struct Sketch {
    count: i64,
    zeros: i64,
    sum: i128,
    buckets: Buckets,
}

impl Default for Sketch {
    fn default() -> Self {
        Sketch { count: 0, zeros: 0, sum: 0, buckets: Buckets::Few(Vec::new()) }
    }
}

impl Sketch {
    /// Adds a span `times` times; negative `times` takes it back. Spans below zero count as zero.
    #[inline]
    pub fn add(&mut self, span: i64, times: i64) {
        self.count += times;
        if span <= 0 {
            self.zeros += times;
            return;
        }
        self.sum += i128::from(span) * i128::from(times);
        let bucket = bucket(span as u64);
        if let Buckets::Range { first, counts } = &mut self.buckets
            && let Some(count) = counts.get_mut(usize::from(bucket.wrapping_sub(*first)))
        {
            *count += times;
            return;
        }
        self.count_in(bucket, times);
    }

    /// The way of buckets that are not inside a range.
    #[inline(never)]
    fn count_in(&mut self, bucket: u16, times: i64) {
        match &mut self.buckets {
            Buckets::Few(list) => match list.binary_search_by_key(&bucket, |entry| entry.0) {
                Ok(at) => list[at].1 += times,
                Err(at) if list.len() < FEW => list.insert(at, (bucket, times)),
                Err(_) => {
                    let list = std::mem::take(list);
                    self.buckets = Buckets::Range { first: octave(bucket), counts: Vec::new() };
                    list.into_iter().chain([(bucket, times)]).for_each(|(bucket, times)| self.count_in(bucket, times));
                }
            },
            Buckets::Range { first, counts } => {
                let begins = octave(bucket);
                if begins < *first {
                    counts.splice(0..0, std::iter::repeat_n(0, usize::from(*first - begins)));
                    *first = begins;
                }
                let at = usize::from(bucket - *first);
                if at >= counts.len() {
                    counts.resize(usize::from(begins - *first) + PER_OCTAVE as usize, 0);
                }
                counts[at] += times;
            }
        }
    }

    /// Adds everything the other has.
    pub fn merge(&mut self, other: &Sketch) {
        self.count += other.count;
        self.zeros += other.zeros;
        self.sum += other.sum;
        other.each(|bucket, times| self.count_in(bucket, times));
    }

    /// Hands over every bucket in use, lowest first.
    fn each(&self, mut take: impl FnMut(u16, i64)) {
        match &self.buckets {
            Buckets::Few(list) => list.iter().for_each(|&(bucket, times)| take(bucket, times)),
            Buckets::Range { first, counts } => {
                let used = counts.iter().enumerate().filter(|&(_, &times)| times != 0);
                used.for_each(|(at, &times)| take(first + at as u16, times));
            }
        }
    }

    /// How many spans.
    pub fn count(&self) -> u64 {
        self.count.max(0) as u64
    }

    /// How many of them are zero.
    pub fn zeros(&self) -> u64 {
        self.zeros.max(0) as u64
    }

    /// Arithmetic mean, exact up to rounding; 0 when empty.
    pub fn mean(&self) -> f64 {
        if self.count > 0 { self.sum as f64 / self.count as f64 } else { 0.0 }
    }

    /// Quantiles by nearest rank: the smallest span that at least `q` of all are at most as long as. `ranks` must be
    /// sorted; 0 when empty.
    pub fn quantiles<const N: usize>(&self, ranks: [f64; N]) -> [f64; N] {
        let mut answer = [0.0; N];
        let due = ranks.map(|rank| (rank * self.count as f64).ceil() as i64);
        let mut below = self.zeros;
        let mut next = due.iter().take_while(|&&rank| rank <= below).count();
        self.each(|bucket, times| {
            below += times;
            while next < N && due[next] <= below {
                answer[next] = middle(bucket);
                next += 1;
            }
        });
        answer
    }

    /// The figures people read, for spans in microseconds: in seconds.
    pub fn waits(&self) -> Waits {
        let [p25, p50, p75, p90, p99] = self.quantiles([0.25, 0.5, 0.75, 0.9, 0.99]).map(seconds);
        Waits { mean: seconds(self.mean()), p25, p50, p75, p90, p99 }
    }
}

fn octave(bucket: u16) -> u16 {
    bucket / PER_OCTAVE as u16 * PER_OCTAVE as u16
}

fn seconds(micros: f64) -> f64 {
    micros / 1e6
}
