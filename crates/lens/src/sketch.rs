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

/// More buckets than this become a range.
const FEW: usize = 12;

/// The buckets in use. Most transitions of a long tail are seen a few times and need a short list; the frequent ones
/// fill a range. A count beyond 32 bits is so rare that its sketch goes back to a list, and ranges stay narrow.
#[derive(Clone, Debug)]
enum Buckets {
    List(Vec<(u16, i64)>),
    Range { first: u16, counts: Vec<u32> },
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
        Sketch { count: 0, zeros: 0, sum: 0, buckets: Buckets::List(Vec::new()) }
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
            && let Ok(times) = i32::try_from(times)
            && let Some(sum) = count.checked_add_signed(times)
        {
            *count = sum;
            return;
        }
        self.count_in(bucket, times);
    }

    /// The way of counts that are not inside a range.
    #[inline(never)]
    fn count_in(&mut self, bucket: u16, times: i64) {
        match &mut self.buckets {
            Buckets::List(list) => match list.binary_search_by_key(&bucket, |entry| entry.0) {
                Ok(at) => list[at].1 += times,
                Err(at) => {
                    list.insert(at, (bucket, times));
                    if list.len() > FEW {
                        self.become_range();
                    }
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
                match u32::try_from(i64::from(counts[at]) + times) {
                    Ok(sum) => counts[at] = sum,
                    Err(_) => {
                        self.become_list();
                        self.count_in(bucket, times);
                    }
                }
            }
        }
    }

    /// Makes a range of a list whose counts fit.
    fn become_range(&mut self) {
        if let Buckets::List(list) = &mut self.buckets
            && list.iter().all(|&(_, times)| u32::try_from(times).is_ok())
        {
            let list = std::mem::take(list);
            self.buckets = Buckets::Range { first: octave(list[0].0), counts: Vec::new() };
            list.into_iter().for_each(|(bucket, times)| self.count_in(bucket, times));
        }
    }

    fn become_list(&mut self) {
        let mut list = Vec::new();
        self.each(|bucket, times| list.push((bucket, times)));
        self.buckets = Buckets::List(list);
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
            Buckets::List(list) => list.iter().for_each(|&(bucket, times)| take(bucket, times)),
            Buckets::Range { first, counts } => {
                let used = counts.iter().enumerate().filter(|&(_, &times)| times != 0);
                used.for_each(|(at, &times)| take(first + at as u16, i64::from(times)));
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(spans: &[i64]) -> Sketch {
        let mut sketch = Sketch::default();
        spans.iter().for_each(|&span| sketch.add(span, 1));
        sketch
    }

    /// Every figure of a sketch.
    fn told(sketch: &Sketch) -> (u64, u64, f64, [f64; 6]) {
        (sketch.count(), sketch.zeros(), sketch.mean(), sketch.quantiles([0.0, 0.25, 0.5, 0.9, 0.99, 1.0]))
    }

    #[test]
    fn buckets_begin_where_the_logarithm_says() {
        assert_eq!([1, 2, 3, 4, 1_000_000, u64::MAX].map(bucket), [0, 16, 25, 32, 318, 1023]);
        for (number, &begins) in BEGINS.iter().enumerate() {
            let number = number as u16;
            assert_eq!((bucket(begins), bucket(begins - 1)), (63 * 16 + number, 63 * 16 + number - 1));
        }
        for x in (1..2_000_000).chain((0..40_000).map(|x| x * 987_654_321 + 1)) {
            assert_eq!(bucket(x), ((x as f64).log2() * 16.0).floor() as u16, "{x}");
        }
    }

    #[test]
    fn nothing_is_nothing_and_ties_are_exact() {
        assert_eq!(told(&of(&[])), (0, 0, 0.0, [0.0; 6]));
        assert_eq!(told(&of(&[0, 0, 0])), (3, 3, 0.0, [0.0; 6]));
        let [half, most] = of(&[0, 0, 1 << 20]).quantiles([0.5, 1.0]);
        assert_eq!((half, most), (0.0, middle(320)));
    }

    #[test]
    fn a_count_beyond_32_bits_is_kept() {
        let mut sketch = of(&(1..100).collect::<Vec<_>>());
        let before = told(&sketch);
        sketch.add(50, i64::from(u32::MAX));
        sketch.add(1 << 40, 1);
        assert_eq!(sketch.count(), 100 + u64::from(u32::MAX));
        assert_eq!(sketch.quantiles([0.5]), [middle(bucket(50))]);
        sketch.add(1 << 40, -1);
        sketch.add(50, -i64::from(u32::MAX));
        assert_eq!(told(&sketch), before);
    }

    proptest! {
        #[test]
        fn quantiles_keep_the_stated_error(mut spans in proptest::collection::vec(prop_oneof![0i64..50, 0i64..1 << 50], 1..200), q in 0.0f64..1.0) {
            let [ours] = of(&spans).quantiles([q]);
            spans.sort_unstable();
            let exact = spans[((q * spans.len() as f64).ceil() as usize).max(1) - 1] as f64;
            prop_assert!((ours - exact).abs() <= exact * RELATIVE_ERROR * 1.000_001, "{} for {}", ours, exact);
        }

        #[test]
        fn parts_order_and_taking_back_change_nothing(spans in proptest::collection::vec(0i64..1 << 50, 0..100), extra in proptest::collection::vec(0i64..1 << 50, 0..50), cut in 0usize..100) {
            let whole = told(&of(&spans));
            let cut = cut.min(spans.len());
            let mut merged = of(&spans[cut..]);
            merged.merge(&of(&spans[..cut]));
            prop_assert_eq!(told(&merged), whole);
            extra.iter().for_each(|&span| merged.add(span, 1));
            extra.iter().rev().for_each(|&span| merged.add(span, -1));
            prop_assert_eq!(told(&merged), whole);
        }
    }
}
