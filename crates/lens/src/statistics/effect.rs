//! How much more often does harm follow when like is compared with like?

use crate::statistics::exact;
use crate::statistics::interval::{Interval, t_quantile, t_two_sided};

/// Counts of one stratum, affected against unaffected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// Affected.
    pub affected: u64,
    /// Affected that came to harm.
    pub affected_harmed: u64,
    /// Unaffected.
    pub unaffected: u64,
    /// Unaffected that came to harm.
    pub unaffected_harmed: u64,
    /// Unaffected who were affected later.
    pub crossed: u64,
}

impl Table {
    /// Adds the counts of another.
    pub fn add(&mut self, other: &Table) {
        self.affected += other.affected;
        self.affected_harmed += other.affected_harmed;
        self.unaffected += other.unaffected;
        self.unaffected_harmed += other.unaffected_harmed;
        self.crossed += other.crossed;
    }

    fn without(&self, other: &Table) -> Table {
        Table {
            affected: self.affected - other.affected,
            affected_harmed: self.affected_harmed - other.affected_harmed,
            unaffected: self.unaffected - other.unaffected,
            unaffected_harmed: self.unaffected_harmed - other.unaffected_harmed,
            crossed: self.crossed - other.crossed,
        }
    }

    /// Whether it compares anybody with anybody.
    pub fn matched(&self) -> bool {
        self.affected > 0 && self.unaffected > 0
    }
}

/// One stratum: its counts for each group of customers that has any.
pub type Stratum = Vec<(u8, Table)>;

/// A comparison over strata.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Comparison {
    /// Risk difference, affected minus unaffected.
    pub difference: f64,
    /// Its 95 % interval.
    pub difference_interval: Interval,
    /// Risk ratio.
    pub ratio: f64,
    /// Its 95 % interval.
    pub ratio_interval: Interval,
    /// Two-sided p-value of no difference.
    pub p_value: f64,
    /// Degrees of freedom of the jackknife.
    pub freedom: f64,
    /// The strata in which anybody was compared, added up.
    pub matched: Table,
}

/// Events in an arm below which the normal approximation is not trusted alone.
const FEW_EVENTS: u64 = 5;

/// Share of the unaffected who may be affected later and be reckoned out; more are left in, and the difference is told
/// too small rather than blown up by what little is left.
const MOST_CROSSED: f64 = 0.5;

/// Mantel-Haenszel risk difference and risk ratio (Greenland and Robins 1985) over strata.
///
/// With `N` the size of a stratum: `RD = Σ (x1 n0 - x0 n1)/N ÷ Σ n1 n0/N`, `RR = Σ x1 n0/N ÷ Σ x0 n1/N`. Strata with
/// nobody on one side say nothing and drop out.
///
/// Some of the unaffected are affected later, `c` of a stratum, and bring the harm of that with them. Leaving them out
/// would look ahead. If it does to them what it does to the affected, the unaffected carry `RD` times their share too much
/// of it, and what is meant, beside journeys that never are affected, is `RD = Σ (x1 n0 - x0 n1)/N ÷ Σ n1 (n0 - c)/N`
/// (Bloom 1984: the effect beside those who cross over, over the share of those who do not). No large log makes this bias
/// small, and it is the largest where many are affected.
///
/// The variance is a jackknife that leaves out one group of customers at a time (Shao and Tu 1995), so journeys of one
/// customer are not taken as independent; the degrees of freedom shrink (Satterthwaite 1946) where a few groups hold
/// most of the counts. Where an arm saw, or should have seen, fewer than five events the jackknife understates what rare
/// events can do: then the error is at least that of Agresti and Caffo (2000; for the ratio that of Walter 1975), and
/// the p-value at least that of the exact stratified test.
///
/// `None` where no stratum has both sides, or all counts lie in one group.
pub fn compare(strata: &[Stratum]) -> Option<Comparison> {
    let mut all = Sums::default();
    let mut matched = Table::default();
    let mut totals = Vec::new();
    let mut change = [Sums::default(); 256];
    let mut parts = [Table::default(); 256];
    for stratum in strata {
        let mut total = Table::default();
        stratum.iter().for_each(|(_, table)| total.add(table));
        if !total.matched() {
            continue;
        }
        let whole = Sums::of(&total);
        all.add(&whole, 1.0);
        matched.add(&total);
        for (group, table) in stratum {
            change[usize::from(*group)].add(&Sums::of(&total.without(table)), 1.0);
            change[usize::from(*group)].add(&whole, -1.0);
            parts[usize::from(*group)].add(table);
        }
        totals.push(total);
    }
    let held: Vec<usize> = (0..parts.len()).filter(|group| parts[*group] != Table::default()).collect();
    if !matched.matched() || held.len() < 2 {
        return None;
    }
    let left_out: Vec<Sums> = held
        .iter()
        .map(|group| {
            let mut rest = all;
            rest.add(&change[*group], 1.0);
            rest
        })
        .filter(|rest| rest.weight > 1e-9)
        .collect();
    let freedom = freedom(&matched, held.iter().map(|group| &parts[*group]));
    let (least_error, least_log_error) = if few_events(&matched) { least_errors(&matched) } else { (0.0, 0.0) };
    let (difference, error) = jackknife(&all, &left_out, Sums::difference);
    let error = error.max(least_error);
    let reach = t_quantile(0.975, freedom);
    let (ratio, ratio_interval) = ratio(&all, &left_out, reach, least_log_error);
    let approximate = if error > 0.0 { t_two_sided(difference / error, freedom) } else { 1.0 };
    let p_value = if few_events(&matched) { approximate.max(exact::two_sided(&totals)) } else { approximate };
    let (low, high) = (difference - reach * error, difference + reach * error);
    Some(Comparison {
        difference,
        difference_interval: Interval { low: low.max(-1.0), high: high.min(1.0) },
        ratio,
        ratio_interval,
        p_value,
        freedom,
        matched,
    })
}

/// E-value (VanderWeele and Ding 2017): how strongly an unseen common cause would have to raise both the exposure and
/// the harm, as a risk ratio, to explain this risk ratio away. `RR + sqrt(RR (RR - 1))`, with `1/RR` for ratios below 1.
pub fn e_value(ratio: f64) -> f64 {
    let ratio = if ratio < 1.0 { 1.0 / ratio } else { ratio };
    ratio + (ratio * (ratio - 1.0)).sqrt()
}

/// Sums over strata from which both measures follow.
#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    /// Σ x1 n0 / N.
    harmed: f64,
    /// Σ x0 n1 / N.
    usual: f64,
    /// Σ n1 n0 / N.
    weight: f64,
    /// Σ n1 c / N.
    crossed: f64,
}

impl Sums {
    fn of(table: &Table) -> Self {
        let (n1, n0) = (table.affected as f64, table.unaffected as f64);
        if !table.matched() {
            return Sums::default();
        }
        Sums {
            harmed: table.affected_harmed as f64 * n0 / (n1 + n0),
            usual: table.unaffected_harmed as f64 * n1 / (n1 + n0),
            weight: n1 * n0 / (n1 + n0),
            crossed: n1 * table.crossed as f64 / (n1 + n0),
        }
    }

    fn add(&mut self, other: &Sums, times: f64) {
        self.harmed += times * other.harmed;
        self.usual += times * other.usual;
        self.weight += times * other.weight;
        self.crossed += times * other.crossed;
    }

    /// Those who cross over, as far as they are reckoned out.
    fn reckoned(&self) -> f64 {
        self.crossed.clamp(0.0, MOST_CROSSED * self.weight)
    }

    fn difference(&self) -> f64 {
        (self.harmed - self.usual) / (self.weight - self.reckoned())
    }

    /// Σ x0 n1 / N as it would be if nobody crossed over.
    fn never(&self) -> f64 {
        (self.usual - self.difference() * self.reckoned()).max(0.0)
    }
}

/// The estimate, and its standard error `sqrt((G - 1)/G · Σ (θ_without g - θ)²)`.
fn jackknife(all: &Sums, left_out: &[Sums], measure: impl Fn(&Sums) -> f64) -> (f64, f64) {
    let (estimate, groups) = (measure(all), left_out.len().max(2) as f64);
    let spread: f64 = left_out.iter().map(|rest| (measure(rest) - estimate).powi(2)).sum();
    (estimate, ((groups - 1.0) / groups * spread).sqrt())
}

/// The risk ratio and its interval on the logarithmic scale. Half an event is added on both sides where one side, or
/// one side without some group, has none.
fn ratio(all: &Sums, left_out: &[Sums], reach: f64, least_error: f64) -> (f64, Interval) {
    let empty = |sums: &Sums| sums.harmed < 1e-9 || sums.never() < 1e-9;
    let extra = if empty(all) || left_out.iter().any(empty) { 0.5 } else { 0.0 };
    let (log, error) = jackknife(all, left_out, |sums| ((sums.harmed + extra) / (sums.never() + extra)).ln());
    let error = error.max(least_error);
    (log.exp(), Interval { low: (log - reach * error).exp(), high: (log + reach * error).exp() })
}

/// Satterthwaite's degrees of freedom, each group weighed by the variance it brings in if its journeys are independent.
fn freedom<'a>(matched: &Table, parts: impl Iterator<Item = &'a Table>) -> f64 {
    let variance = |harmed: u64, n: u64| {
        // Half an event more on each side keeps arms without events from counting for nothing.
        let p = (harmed as f64 + 0.5) / (n as f64 + 1.0);
        p * (1.0 - p) / (n as f64).powi(2)
    };
    let affected = variance(matched.affected_harmed, matched.affected);
    let unaffected = variance(matched.unaffected_harmed, matched.unaffected);
    let (sum, squares) = parts
        .map(|part| part.affected as f64 * affected + part.unaffected as f64 * unaffected)
        .fold((0.0, 0.0), |(sum, squares), weight| (sum + weight, squares + weight * weight));
    (sum * sum / squares - 1.0).max(1.0)
}

/// Standard errors of the risk difference and of the logarithm of the risk ratio that hold for independent rare events.
fn least_errors(matched: &Table) -> (f64, f64) {
    let arms = [(matched.affected_harmed, matched.affected), (matched.unaffected_harmed, matched.unaffected)];
    let (mut difference, mut ratio) = (0.0, 0.0);
    for (harmed, n) in arms.map(|(harmed, n)| (harmed as f64, n as f64)) {
        let risk = (harmed + 1.0) / (n + 2.0);
        difference += risk * (1.0 - risk) / (n + 2.0);
        ratio += 1.0 / (harmed + 0.5) - 1.0 / (n + 0.5);
    }
    (difference.sqrt(), ratio.sqrt())
}

fn few_events(matched: &Table) -> bool {
    let (n1, n0) = (matched.affected, matched.unaffected);
    let events = matched.affected_harmed + matched.unaffected_harmed;
    let expected = (events as f64) * (n1.min(n0) as f64) / (n1 + n0) as f64;
    let rest = (n1 + n0 - events) as f64 * (n1.min(n0) as f64) / (n1 + n0) as f64;
    let seen = matched.affected_harmed.min(matched.unaffected_harmed);
    let spared = (n1 - matched.affected_harmed).min(n0 - matched.unaffected_harmed);
    seen.min(spared) < FEW_EVENTS || expected.min(rest) < FEW_EVENTS as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::draws::Draws;

    fn table(affected: u64, affected_harmed: u64, unaffected: u64, unaffected_harmed: u64) -> Table {
        Table { affected, affected_harmed, unaffected, unaffected_harmed, crossed: 0 }
    }

    /// Two strata with the risks 0.1 and 0.4 (0.08 more for the affected), journeys spread over 32 groups, `together`
    /// journeys of a customer sharing their fate; affected more often in the second stratum.
    fn strata(draws: &mut Draws, effect: f64, together: u64) -> Vec<Stratum> {
        [(0.1, 0.2, 2_000), (0.4, 0.5, 1_000)]
            .into_iter()
            .map(|(risk, share, journeys)| {
                let mut groups = [Table::default(); 32];
                for _ in 0..journeys / together {
                    let (group, luck) = (draws.below(32) as usize, draws.uniform());
                    let affected = draws.chance(share);
                    for _ in 0..together {
                        let counts = &mut groups[group];
                        let harmed = u64::from(luck < risk + if affected { effect } else { 0.0 });
                        counts.add(&if affected { table(1, harmed, 0, 0) } else { table(0, 0, 1, harmed) });
                    }
                }
                groups.iter().enumerate().map(|(group, table)| (group as u8, *table)).collect()
            })
            .collect()
    }

    #[test]
    fn strata_undo_confounding_that_the_crude_table_shows() {
        // Risk ratio 2 and difference 0.1 in one stratum, 1.5 and 0.2 in the other, by hand.
        let groups = |t: Table| vec![(0, t), (1, t)];
        let found = compare(&[groups(table(50, 10, 50, 5)), groups(table(100, 60, 300, 120))]).unwrap();
        let (weight, other) = (50.0, 150.0);
        assert!((found.difference - (weight * 0.1 + other * 0.2) / (weight + other)).abs() < 1e-12, "{found:?}");
        assert!((found.ratio - (10.0 + 90.0) / (5.0 + 60.0)).abs() < 1e-12, "{found:?}");
        assert_eq!(found.matched, table(300, 140, 700, 250));
    }

    #[test]
    fn nobody_to_compare_with_is_no_comparison() {
        let one_sided = vec![(0, table(10, 3, 0, 0)), (1, table(10, 3, 0, 0))];
        assert_eq!(compare(&[one_sided, vec![(2, table(0, 0, 9, 1))]]), None);
        assert_eq!(compare(&[vec![(7, table(10, 3, 10, 1))]]), None, "one group of customers tells nothing of others");
    }

    /// Without clusters the jackknife must agree with the formula of Greenland and Robins for the log risk ratio, the
    /// counterpart for risks of Robins, Breslow and Greenland (1986).
    #[test]
    fn independent_journeys_give_the_textbook_error() {
        let mut draws = Draws::new(5);
        let (mut jackknifed, mut textbook, rounds) = (0.0, 0.0, 200);
        for _ in 0..rounds {
            let strata = strata(&mut draws, 0.08, 1);
            let found = compare(&strata).unwrap();
            let reach = t_quantile(0.975, found.freedom);
            jackknifed += ((found.ratio_interval.high / found.ratio).ln() / reach).powi(2) / f64::from(rounds);
            let (mut top, mut harmed, mut usual) = (0.0, 0.0, 0.0);
            for stratum in &strata {
                let mut t = Table::default();
                stratum.iter().for_each(|(_, part)| t.add(part));
                let (n1, n0) = (t.affected as f64, t.unaffected as f64);
                let (x1, x0, n) = (t.affected_harmed as f64, t.unaffected_harmed as f64, n1 + n0);
                top += (n1 * n0 * (x1 + x0) - x1 * x0 * n) / (n * n);
                harmed += x1 * n0 / n;
                usual += x0 * n1 / n;
            }
            textbook += top / (harmed * usual) / f64::from(rounds);
        }
        assert!((jackknifed / textbook - 1.0).abs() < 0.1, "jackknife {jackknifed}, textbook {textbook}");
    }

    #[test]
    fn intervals_cover_also_when_journeys_of_a_customer_share_their_fate() {
        for together in [1, 5] {
            let (mut draws, mut covered, mut alarms, rounds) = (Draws::new(9), 0, 0, 1_000);
            for _ in 0..rounds {
                let found = compare(&strata(&mut draws, 0.08, together)).unwrap();
                covered += u32::from((found.difference_interval.low..=found.difference_interval.high).contains(&0.08));
                alarms += u32::from(compare(&strata(&mut draws, 0.0, together)).unwrap().p_value < 0.05);
            }
            let (cover, alarm) = (f64::from(covered) / f64::from(rounds), f64::from(alarms) / f64::from(rounds));
            assert!((0.92..=0.98).contains(&cover), "covered {cover} with {together} journeys a customer");
            assert!((0.03..=0.07).contains(&alarm), "false alarms {alarm} with {together} journeys a customer");
        }
    }

    /// Journeys that are affected at one of three moments or never, a quarter at each: until then they stand among the
    /// unaffected. Being affected adds `effect` to the risk.
    fn late(draws: &mut Draws, effect: f64, journeys: u64) -> Vec<Stratum> {
        let mut moments = [[Table::default(); 32]; 3];
        for _ in 0..journeys {
            let (group, when) = (draws.below(32) as usize, draws.below(4) as usize);
            let harmed = u64::from(draws.chance(0.1 + if when < 3 { effect } else { 0.0 }));
            for (moment, groups) in moments.iter_mut().enumerate().take(when + 1) {
                groups[group].add(&if moment == when {
                    table(1, harmed, 0, 0)
                } else {
                    Table { crossed: u64::from(when < 3), ..table(0, 0, 1, harmed) }
                });
            }
        }
        let stratum = |groups: [Table; 32]| (0..).zip(groups).collect();
        moments.map(stratum).to_vec()
    }

    #[test]
    fn the_harm_of_those_who_are_affected_later_is_not_that_of_the_unaffected() {
        let (mut draws, mut covered, mut sum, mut alarms, rounds) = (Draws::new(21), 0, 0.0, 0, 600);
        for _ in 0..rounds {
            let found = compare(&late(&mut draws, 0.08, 4_000)).unwrap();
            sum += found.difference / f64::from(rounds);
            assert!((found.ratio - 1.0).signum() == found.difference.signum(), "{found:?}");
            covered += u32::from((found.difference_interval.low..=found.difference_interval.high).contains(&0.08));
            alarms += u32::from(compare(&late(&mut draws, 0.0, 4_000)).unwrap().p_value < 0.05);
        }
        // As the unaffected stand there, up to two thirds of them affected later, it would be 0.045.
        assert!((sum - 0.08).abs() < 0.003, "on average {sum}");
        let (cover, alarm) = (f64::from(covered) / f64::from(rounds), f64::from(alarms) / f64::from(rounds));
        assert!((0.92..=0.98).contains(&cover) && (0.03..=0.07).contains(&alarm), "covered {cover}, alarms {alarm}");
    }

    /// Rare harm and few affected: two-proportion tests by approximation err up to twice as often as they say.
    #[test]
    fn rare_events_do_not_raise_false_alarms() {
        let (mut draws, mut alarms, rounds) = (Draws::new(13), 0, 2_000);
        for _ in 0..rounds {
            let mut groups = [Table::default(); 32];
            for journey in 0..1_000 {
                let harmed = u64::from(draws.chance(0.011));
                let counts = if journey < 40 { table(1, harmed, 0, 0) } else { table(0, 0, 1, harmed) };
                groups[draws.below(32) as usize].add(&counts);
            }
            let stratum = groups.iter().enumerate().map(|(group, table)| (group as u8, *table)).collect();
            alarms += u32::from(compare(&[stratum]).unwrap().p_value < 0.05);
        }
        assert!(f64::from(alarms) / f64::from(rounds) <= 0.05, "{alarms} of {rounds}");
    }

    #[test]
    fn e_value_gives_the_reference() {
        assert!((e_value(3.9) - 7.2630).abs() < 5e-5);
        assert!((e_value(1.0 / 3.9) - 7.2630).abs() < 5e-5);
        assert_eq!(e_value(1.0), 1.0);
    }
}
