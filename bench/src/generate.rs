//! A seeded log of service journeys: a Markov chain over thirty activities with skewed waits.

use std::f64::consts::TAU;

/// Activities, with the channel and the owner each belongs to.
pub(crate) const ACTIVITIES: [(&str, &str, &str); 30] = [
    ("look at catalogue", "web", "Web shop"),
    ("add to cart", "web", "Web shop"),
    ("pay", "web", "Payments"),
    ("confirm order", "web", "Web shop"),
    ("ask chat bot", "chat", "Chat team"),
    ("bot answers", "chat", "Chat team"),
    ("queue in chat", "chat", "Chat team"),
    ("chat with agent", "chat", "Chat team"),
    ("call", "phone", "Hotline"),
    ("wait in queue", "phone", "Hotline"),
    ("talk to agent", "phone", "Hotline"),
    ("promise answer", "phone", "Hotline"),
    ("call back", "phone", "Hotline"),
    ("write e-mail", "email", "Mail team"),
    ("reply by e-mail", "email", "Mail team"),
    ("assign", "internal", "Dispatch"),
    ("reassign", "internal", "Dispatch"),
    ("check bill", "internal", "Billing"),
    ("correct bill", "internal", "Billing"),
    ("refund", "internal", "Billing"),
    ("pick goods", "internal", "Warehouse"),
    ("dispatch", "internal", "Warehouse"),
    ("deliver", "shop", "Delivery"),
    ("return goods", "shop", "Shops"),
    ("refuse return", "shop", "Shops"),
    ("send technician", "internal", "Repairs"),
    ("repair", "shop", "Repairs"),
    ("solved", "internal", "Dispatch"),
    ("reopen", "phone", "Hotline"),
    ("closed", "internal", "Dispatch"),
];

/// Outcomes and how many of a thousand touches have them.
const OUTCOMES: [(&str, u64); 5] = [("ok", 880), ("failed", 60), ("waiting", 30), ("abandoned", 20), ("refused", 10)];

/// 2025-01-01T00:00:00Z in microseconds.
const BEGINS: i64 = 1_735_689_600_000_000;
const YEAR: f64 = 365.0 * 86_400e6;

/// One row of a log.
#[derive(Clone, Copy)]
pub(crate) struct Row {
    pub(crate) case: u64,
    pub(crate) customer: u64,
    pub(crate) activity: usize,
    pub(crate) at: i64,
    pub(crate) outcome: &'static str,
    /// Known with the last row of a case.
    pub(crate) complained: bool,
}

/// Rows of whole cases, one case after the other; two cases of about five rows for each customer.
pub(crate) struct Log {
    dice: Dice,
    left: u64,
    case: u64,
    ways: Vec<[u64; ACTIVITIES.len()]>,
}

/// Splitmix64 (Steele, Lea and Flood 2014).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Between 0 and 1, never 0.
    fn share(&mut self) -> f64 {
        ((self.next() >> 11) + 1) as f64 / (1_u64 << 53) as f64
    }

    /// Standard normal (Box and Muller 1958).
    fn bell(&mut self) -> f64 {
        (-2.0 * self.share().ln()).sqrt() * (TAU * self.share()).cos()
    }

    /// An index, with the chance its weight has among all.
    fn pick(&mut self, weights: &[u64]) -> usize {
        let mut left = self.next() % weights.iter().sum::<u64>();
        weights
            .iter()
            .position(|&weight| {
                left < weight || {
                    left -= weight;
                    false
                }
            })
            .unwrap_or(0)
    }
}

impl Log {
    pub(crate) fn new(seed: u64, touches: u64) -> Log {
        let mut dice = Dice(seed);
        // From each activity up to eight others follow, the first of them most often.
        let ways = (0..ACTIVITIES.len()).map(|_| {
            let mut weights = [0; ACTIVITIES.len()];
            for weight in [400, 200, 100, 60, 40, 20, 5, 1] {
                weights[(dice.next() % ACTIVITIES.len() as u64) as usize] += weight;
            }
            weights
        });
        let ways = ways.collect();
        Log { dice, left: touches, case: 0, ways }
    }

    /// Fills `rows` with the next case; false when the log is told.
    pub(crate) fn next_case(&mut self, rows: &mut Vec<Row>) -> bool {
        rows.clear();
        if self.left == 0 {
            return false;
        }
        let (case, customer) = (self.case, self.case / 2);
        self.case += 1;
        let mut activity = self.dice.pick(&[30, 0, 0, 0, 20, 0, 0, 0, 30, 0, 0, 0, 0, 20]);
        let mut at = BEGINS + (self.dice.share() * YEAR) as i64;
        let outcomes = OUTCOMES.map(|(_, weight)| weight);
        loop {
            let outcome = OUTCOMES[self.dice.pick(&outcomes)].0;
            rows.push(Row { case, customer, activity, at, outcome, complained: false });
            if self.dice.share() < 0.2 || rows.len() == 60 {
                break;
            }
            activity = self.dice.pick(&self.ways[activity].clone());
            // Median half an hour, the longest weeks.
            at += (1_800e6 * (1.8 * self.dice.bell()).exp()) as i64;
        }
        let hurt = rows.iter().filter(|row| row.outcome != "ok").count();
        let complained = self.dice.share() < 0.02 + 0.04 * hurt as f64;
        if let Some(last) = rows.last_mut() {
            last.complained = complained;
        }
        self.left = self.left.saturating_sub(rows.len() as u64);
        true
    }
}
