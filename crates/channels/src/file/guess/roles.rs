//! Which column plays which role: names suggest, contents decide.

use super::milestone;
use super::profile::{Profile, threads, variation};
use super::time::{self, TimeColumn};
use super::words::{Name, Role};
use crate::file::mapping::{At, CustomerColumn, Fact, Length, Mapping, Rating, ResultColumns, Unit, Worded, value};
use desk::identity::Kind;
use desk::step;
use desk::touch::{Direction, Outcome, Phase};
use std::collections::BTreeMap;

/// The columns of a log and what has been found out about them.
pub(super) struct Found<'a> {
    columns: &'a [String],
    profiles: &'a [Profile],
    times: Vec<TimeColumn>,
    thread: Option<usize>,
    threads: Vec<Vec<usize>>,
    /// Columns with a role that lets them play no other.
    taken: Vec<bool>,
}

impl<'a> Found<'a> {
    /// Looks for times and the thread.
    pub(super) fn new(columns: &'a [String], profiles: &'a [Profile]) -> Found<'a> {
        let rough: Vec<bool> = profiles.iter().map(|profile| time::recognise(profile, &[]).is_some()).collect();
        let candidates = profiles.iter().filter(|profile| !rough[profile.index]);
        let scored = candidates.filter_map(|profile| Some((thread_score(profile)?, profile.index)));
        let thread = scored.max_by(|one, other| one.0.total_cmp(&other.0)).map(|(_, index)| index);
        let threads = thread.map_or_else(Vec::new, |index| threads(&profiles[index]));
        let times: Vec<TimeColumn> = profiles
            .iter()
            .filter(|profile| rough[profile.index])
            .filter_map(|profile| time::recognise(profile, &threads))
            .collect();
        let mut taken = rough;
        if let Some(thread) = thread {
            taken[thread] = true;
        }
        Found { columns, profiles, times, thread, threads, taken }
    }

    /// How the times of one column are written.
    pub(super) fn format_of(&self, column: &str) -> Option<crate::file::mapping::moment::MomentFormat> {
        self.times.iter().find(|time| self.columns[time.index] == column).map(|time| time.format)
    }

    /// The whole mapping; `None` when nothing says when things happened.
    pub(super) fn mapping(mut self) -> Option<Mapping> {
        let thread = self.thread.map(|index| self.name(index));
        let mut mapping = match milestone::of(self.columns, &self.times, self.profiles, &self.threads, self.thread) {
            None => self.moments()?,
            Some((formats, milestone)) => {
                let told = |name: &String| milestone.iter().any(|milestone| milestone.column == *name);
                self.taken.iter_mut().zip(self.columns).for_each(|(taken, name)| *taken |= told(name));
                Mapping { at: At { formats, ..At::default() }, milestone, ..Mapping::default() }
            }
        };
        mapping.thread = thread;
        mapping.id = self.id().map(|index| self.take(index));
        mapping.results = self.results();
        mapping.customer = self.customers();
        mapping.channel = self.best(Role::Channel, 0.5, |p| p.distinct() <= 200 && !p.is_numeric() && !p.is_truth());
        mapping.owner = self.best(Role::Owner, 0.5, |p| p.distinct() * 2 <= p.filled.max(4) && !p.is_truth());
        mapping.actor = self.best(Role::Actor, 0.4, |p| !p.is_truth() && p.mean_length() < 40.0);
        mapping.outcome = self.outcome();
        mapping.direction = self.direction();
        mapping.waited = self.length(Role::Waited);
        mapping.handled = self.length(Role::Handled);
        mapping.amount = self.best(Role::Amount, 0.5, |p| p.is_numeric() && !p.is_truth());
        mapping.text = self.text();
        mapping.touchpoint = self.best(Role::Touchpoint, 0.5, |p| p.distinct() <= 2000 && !p.is_numeric());
        mapping.segment = self.segments();
        if mapping.thread.is_none() {
            mapping.thread = self.thread_of_customer(&mapping);
        }
        Some(mapping)
    }

    /// What a row says of its one moment: when, which part of what, and what.
    fn moments(&mut self) -> Option<Mapping> {
        let at = time::when(&self.times, self.profiles, &self.threads)?;
        let clock = time::clock_of(self.profiles, at);
        let (index, formats) = (at.index, vec![at.format]);
        let clock = clock.map(|index| self.take(index));
        let at = At { column: Some(self.name(index)), clock, formats, ..At::default() };
        let sequence = self.sequence(index).map(|index| self.take(index));
        let phase = self.phase();
        let action = self.action().map(|index| self.take(index));
        Some(Mapping { at, sequence, phase, action, ..Mapping::default() })
    }

    fn name(&self, index: usize) -> String {
        self.columns[index].clone()
    }

    fn take(&mut self, index: usize) -> String {
        self.taken[index] = true;
        self.name(index)
    }

    fn free(&self) -> impl Iterator<Item = &'a Profile> {
        self.profiles.iter().filter(|profile| !self.taken[profile.index] && profile.filled > 0)
    }

    /// How much a column changes inside threads; in a log without any, all columns do alike.
    fn varies(&self, profile: &Profile) -> f64 {
        if self.threads.is_empty() { 0.5 } else { variation(profile, &self.threads) }
    }

    /// The free column whose name suggests `role` most, among those that pass; what changes with the work goes before
    /// what is said of the whole case.
    fn best(&mut self, role: Role, least: f64, passes: impl Fn(&Profile) -> bool) -> Option<String> {
        let scored = self.free().filter(|profile| !is_aside(profile) && passes(profile)).map(|profile| {
            let named = profile.suggests(role);
            let sparse = 1.0 - profile.filled_share();
            let of_case = f64::from(u8::from(profile.name.of_case));
            (named, named + 0.2 * self.varies(profile) - 0.2 * sparse - 0.1 * of_case, profile.index)
        });
        let named = scored.filter(|(named, ..)| *named >= least);
        let best = named.max_by(|one, other| one.1.total_cmp(&other.1).then(other.2.cmp(&one.2)));
        best.map(|(_, _, index)| self.take(index))
    }

    /// A number that never falls with time inside a thread, and is named as one that counts.
    fn sequence(&self, at: usize) -> Option<usize> {
        let time = self.times.iter().find(|time| time.index == at)?;
        let moment = |row: usize| self.profiles[at].codes[row].and_then(|code| time.moments[code as usize]);
        let rises = |profile: &Profile| {
            let numbers: Vec<Option<i64>> = profile.values.iter().map(|text| value::whole(text)).collect();
            let number = |row: usize| profile.codes[row].and_then(|code| numbers[code as usize]);
            let (mut pairs, mut falls, mut equal) = (0_u32, 0_u32, 0_u32);
            for rows in &self.threads {
                let mut order: Vec<_> = rows.iter().map(|row| (moment(*row), number(*row))).collect();
                order.sort_unstable();
                for pair in order.windows(2) {
                    pairs += 1;
                    falls += u32::from(pair[1].1 < pair[0].1);
                    equal += u32::from(pair[1].1 == pair[0].1);
                }
            }
            // A number that stays the same orders nothing.
            pairs > 0 && falls * 100 <= pairs && equal * 2 <= pairs
        };
        let candidates = self.free().filter(|p| p.suggests(Role::Sequence) >= 0.5 && p.filled_share() > 0.99);
        let rising = candidates.filter(|p| p.is_whole() && rises(p));
        rising.max_by(|one, other| by_name(Role::Sequence, one, other)).map(|profile| profile.index)
    }

    /// Words of the XES lifecycle, whatever the column is called.
    fn phase(&mut self) -> Option<Worded<Phase>> {
        let is_phase = |profile: &&Profile| {
            let known = profile.share(|word| value::phase(word) != Phase::Other);
            let shared_word = profile.values.iter().any(|word| value::phase(word) == Phase::Start);
            let named = profile.suggests(Role::Phase);
            (known > 0.5 && named >= 0.7) || (known > 0.9 && shared_word && profile.distinct() > 1 && named > 0.0)
        };
        let index = self.free().find(is_phase)?.index;
        Some(Worded { column: self.take(index), values: BTreeMap::new() })
    }

    /// Words of few kinds that change inside threads.
    fn action(&self) -> Option<usize> {
        let score = |profile: &Profile| {
            let named = profile.suggests(Role::Action);
            let kinds = profile.distinct();
            let few = kinds >= 2 && (kinds <= 20 || kinds * 5 <= profile.filled) && kinds <= 5000;
            let content = 1.5 * self.varies(profile) + if few { 0.5 } else { -0.5 };
            let doubts = [
                (profile.is_numeric(), 1.0),
                (profile.is_truth(), 1.0),
                (profile.mean_length() > 60.0, 1.0),
                (profile.name.of_case, 1.0),
                (is_aside(profile), 1.0),
            ];
            let doubt: f64 = doubts.iter().filter(|(so, _)| *so).map(|(_, weight)| weight).sum();
            // A person or a department is not what was done, however often it changes.
            let other = [
                Role::Owner,
                Role::Actor,
                Role::Account,
                Role::PersonName,
                Role::Channel,
                Role::Text,
                Role::Rating,
                Role::Direction,
            ];
            let other = other.iter().map(|role| profile.suggests(*role)).fold(0.0, f64::max);
            let named = named - if other > named { other } else { 0.0 };
            (2.0 * named + content - doubt - 0.5 * (1.0 - profile.filled_share()), named)
        };
        let scored = self.free().map(|profile| (score(profile), profile.index));
        let enough = scored.filter(|((score, named), _)| *score >= 1.8 && (*named > 0.3 || !self.threads.is_empty()));
        enough.max_by(|one, other| one.0.0.total_cmp(&other.0.0)).map(|(_, index)| index)
    }

    /// Named as an id and different in every row; rows that are wholly equal may share one.
    fn id(&self) -> Option<usize> {
        let unique = |profile: &Profile| {
            let mut first_row = vec![None; profile.distinct()];
            profile.codes.iter().enumerate().all(|(row, code)| {
                let Some(code) = code else { return false };
                let first = *first_row[*code as usize].get_or_insert(row);
                first == row || self.profiles.iter().all(|other| other.codes[first] == other.codes[row])
            })
        };
        let named =
            self.free().filter(|profile| profile.suggests(Role::Id) >= 0.7 && profile.suggests(Role::Account) < 0.7);
        named.filter(|profile| unique(profile)).max_by(|one, other| by_name(Role::Id, one, other)).map(|p| p.index)
    }

    /// Who the customer is: at most one column for each kind of identity, the same all through a thread.
    fn customers(&mut self) -> Vec<CustomerColumn> {
        let kinds = [
            (Kind::Account, Role::Account),
            (Kind::Email, Role::Email),
            (Kind::Phone, Role::Phone),
            (Kind::Messenger, Role::Messenger),
            (Kind::Name, Role::PersonName),
        ];
        let mut customers = Vec::new();
        for (kind, role) in kinds {
            let fits = |profile: &&Profile| {
                // A customer's phone is a phone, a customer's agent is not the customer.
                let others = kinds.iter().map(|(_, other)| *other).chain([Role::Actor, Role::Owner]);
                let most = others.map(|other| profile.suggests(other)).fold(0.0, f64::max);
                profile.suggests(role) >= 0.5
                    && profile.name.names(role)
                    && most <= profile.suggests(role)
                    && !is_aside(profile)
                    && !profile.is_truth()
                    && profile.distinct() > 1
                    && self.steady(profile) > 0.7
                    && looks_like(kind, profile)
            };
            let best = self.free().filter(fits).max_by(|one, other| by_name(role, one, other));
            if let Some(profile) = best {
                let kind = if kind == Kind::Name && is_handle(profile) { Kind::Account } else { kind };
                let named = kind == Kind::Account && is_name(profile);
                let index = profile.index;
                customers.push((CustomerColumn { column: self.take(index), kind }, named));
            }
        }
        // People of one name are many, wherever anything surer is known of them.
        let surer = customers.iter().any(|(customer, named)| !named && customer.kind != Kind::Name);
        let customer = |(customer, named): (CustomerColumn, bool)| match named && surer {
            true => CustomerColumn { kind: Kind::Name, ..customer },
            false => customer,
        };
        customers.into_iter().map(customer).collect()
    }

    /// The share of threads in which a column never changes.
    fn steady(&self, profile: &Profile) -> f64 {
        if self.threads.is_empty() { 1.0 } else { 1.0 - variation(profile, &self.threads) }
    }

    fn results(&mut self) -> ResultColumns {
        let mut fact = |role: Role, negated: bool| {
            let decided = |profile: &Profile| {
                let whole = profile.is_whole() && profile.distinct() <= 50;
                !is_aside(profile) && (profile.is_truth() || whole || !said_so(role, profile).is_empty())
            };
            let candidates = self.free().filter(|profile| profile.suggests(role) >= 0.7 && decided(profile));
            let index = candidates.max_by(|one, other| by_name(role, one, other))?.index;
            let profile = &self.profiles[index];
            let when = if profile.is_truth() { Vec::new() } else { said_so(role, profile) };
            Some(Fact { column: self.take(index), when, negated })
        };
        let kept = fact(Role::SlaKept, true);
        ResultColumns {
            reopened: fact(Role::Reopened, false),
            sla_broken: kept.or_else(|| fact(Role::SlaBroken, false)),
            churned: fact(Role::Churned, false),
            returned: fact(Role::Returned, false),
            complained: fact(Role::Complained, false),
            rating: self.rating(),
        }
    }

    fn rating(&mut self) -> Option<Rating> {
        let scale = |profile: &Profile| {
            let unrated = profile.share(value::is_unrated);
            if unrated < 1.0 && profile.share(|word| value::rating_word(word).is_some()) > 0.8 * (1.0 - unrated) {
                return Some((0.0, 1.0));
            }
            let numbers: Vec<f64> = profile.values.iter().filter_map(|text| value::number(text)).collect();
            let (least, most) = numbers.iter().fold((f64::MAX, f64::MIN), |(l, m), n| (l.min(*n), m.max(*n)));
            let scales = [(0.0, 1.0), (1.0, 5.0), (0.0, 5.0), (1.0, 10.0), (0.0, 10.0), (0.0, 100.0)];
            let fits = |(worst, best): &&(f64, f64)| least >= *worst && most <= *best;
            scales.iter().find(fits).filter(|_| profile.is_numeric()).copied()
        };
        let named = self.free().filter(|profile| profile.suggests(Role::Rating) >= 0.6 && !is_aside(profile));
        let (index, (worst, best)) = named
            .filter_map(|profile| Some((profile, scale(profile)?)))
            .max_by(|one, other| by_name(Role::Rating, one.0, other.0))
            .map(|(profile, scale)| (profile.index, scale))?;
        Some(Rating { column: self.take(index), worst, best, values: BTreeMap::new() })
    }

    fn outcome(&mut self) -> Option<Worded<Outcome>> {
        let figure = |profile: &Profile| profile.is_truth() && profile.is_whole();
        let speaks = |profile: &&Profile| {
            let known = profile.share(|word| step::outcome_of(word) != Outcome::Unknown);
            let named = profile.suggests(Role::Outcome);
            !is_aside(profile) && ((named >= 0.5 && known > 0.5) || (named >= 0.8 && figure(profile)))
        };
        let index = self.free().filter(speaks).max_by(|one, other| by_name(Role::Outcome, one, other))?.index;
        let profile = &self.profiles[index];
        // What 0 and 1 mean is written down: some systems report 0 for success, and a person should see the guess.
        let answer = |text: &String| match value::truth(text) {
            Some(true) => (text.clone(), Outcome::Ok),
            _ => (text.clone(), Outcome::Failed),
        };
        let values = if figure(profile) { profile.values.iter().map(answer).collect() } else { BTreeMap::new() };
        Some(Worded { column: self.take(index), values })
    }

    fn direction(&mut self) -> Option<Worded<Direction>> {
        let answers = |profile: &Profile| profile.is_truth() && profile.name.says(&["inbound", "incoming"]);
        let speaks = |profile: &&Profile| {
            let known = profile.share(|word| value::direction(word).is_some()) > 0.8;
            profile.suggests(Role::Direction) > 0.4 && (known || answers(profile))
        };
        let profile = self.free().find(speaks)?;
        let began = |text: &String| match value::truth(text) {
            Some(true) => (text.clone(), Direction::Customer),
            _ => (text.clone(), Direction::Company),
        };
        let values = if answers(profile) { profile.values.iter().map(began).collect() } else { BTreeMap::new() };
        Some(Worded { column: self.take(profile.index), values })
    }

    fn length(&mut self, role: Role) -> Option<Length> {
        let is_length = |text: &str| value::length(text, Unit::Seconds).is_some();
        let column = self.best(role, 0.6, |profile| profile.share(is_length) > 0.95 && !profile.is_truth())?;
        let unit = Name::new(&column).unit().unwrap_or(Unit::Seconds);
        Some(Length { column, unit })
    }

    /// What was said: by its name, or because it is long and hardly ever the same.
    fn text(&mut self) -> Option<String> {
        let prose = |p: &Profile| {
            (p.mean_length() > 4.0 || p.mean_length() > 2.0 && is_chinese(p))
                && !p.is_numeric()
                && p.distinct() * 5 > p.filled
        };
        let named = self.best(Role::Text, 0.6, prose);
        named.or_else(|| {
            let long = self.free().filter(|p| p.mean_length() > 40.0 && p.distinct() * 2 > p.filled && prose(p));
            let index = long.max_by(|one, other| one.mean_length().total_cmp(&other.mean_length()))?.index;
            Some(self.take(index))
        })
    }

    /// Kinds of cases: few values, the same all through a thread, and nothing that is known only at the end.
    fn segments(&mut self) -> Vec<String> {
        const MOST_GROUPS: usize = 1000;
        let fits = |profile: &&Profile| {
            let kinds = profile.distinct();
            let ending = profile.suggests(Role::Ending);
            // What an XES table says of the whole case is a kind of case, unless it is a person.
            let of_case = profile.name.of_case && profile.suggests(Role::Actor) == 0.0;
            (2..=100).contains(&kinds)
                && kinds * 10 <= profile.filled.max(40)
                && (profile.suggests(Role::Segment) >= 0.45 || of_case)
                && ending == 0.0
                && profile.filled_share() > 0.8
                && self.steady(profile) > 0.8
        };
        let mut candidates: Vec<&Profile> = self.free().filter(fits).collect();
        candidates.sort_by(|one, other| by_name(Role::Segment, other, one));
        let mut groups = 1;
        let mut segments = Vec::new();
        for profile in candidates {
            if segments.len() < 3 && groups * profile.distinct() <= MOST_GROUPS {
                groups *= profile.distinct();
                segments.push(self.take(profile.index));
            }
        }
        segments
    }

    /// A log of what customers did, without cases: what one customer does is one journey.
    fn thread_of_customer(&self, mapping: &Mapping) -> Option<String> {
        mapping.action.as_ref()?;
        let customer = mapping.customer.iter().find(|customer| customer.kind != Kind::Name)?;
        let index = self.columns.iter().position(|column| *column == customer.column)?;
        let rows = self.profiles[index].filled as f64 / self.profiles[index].distinct().max(1) as f64;
        (rows >= 1.5).then(|| customer.column.clone())
    }
}

fn by_name(role: Role, one: &Profile, other: &Profile) -> std::cmp::Ordering {
    one.suggests(role).total_cmp(&other.suggests(role)).then(other.index.cmp(&one.index))
}

fn is_aside(profile: &Profile) -> bool {
    profile.suggests(Role::Aside) > 0.0
}

/// How much a column looks like that of the threads; `None` when it does not.
fn thread_score(profile: &Profile) -> Option<f64> {
    let (kinds, filled) = (profile.distinct() as f64, profile.filled as f64);
    // A few words, each in many rows, are kinds of cases, whatever the column is called.
    let digits = |text: &str| text.bytes().any(|byte| byte.is_ascii_digit());
    let words = kinds < 50.0 && filled > 20.0 * kinds && profile.share(digits) < 0.5;
    let named = profile.name.names_case() * if words { 0.4 } else { 1.0 };
    if filled == 0.0
        || is_aside(profile)
        || profile.is_truth()
        || profile.mean_length() > 80.0
        || profile.name.unit().is_some()
    {
        return None;
    }
    let others = [Role::Account, Role::Actor, Role::Owner, Role::Channel, Role::Segment, Role::Sequence, Role::Email];
    let more = [Role::Phone, Role::PersonName, Role::Action, Role::Id, Role::Amount, Role::Text, Role::Rating];
    let other = others.iter().chain(&more).map(|role| profile.suggests(*role)).fold(0.0, f64::max);
    let other = if other > named { other } else { 0.0 };
    let rows_each = filled / kinds;
    let repeats = if rows_each >= 1.2 { (kinds / (filled.sqrt() / 2.0)).min(1.0) } else { -0.5 };
    let ids = profile.id_share();
    let score = 1.5 * named - 1.5 * other + repeats + 0.7 * profile.togetherness() * ids + 0.4 * ids
        - 2.0 * (1.0 - profile.filled_share())
        - if rows_each > 500.0 { 0.5 } else { 0.0 };
    let least = if named >= 0.5 { 0.9 } else { 1.7 };
    let plausible = kinds > 1.0 && (named >= 0.5 || ids > 0.8) && !(rows_each < 1.2 && named < 0.7);
    // What is named as a case goes before what only looks like one.
    (score >= least && plausible).then_some(score + if named >= 0.7 { 1.0 } else { 0.0 })
}

/// Words that say a result is so.
fn said_so(role: Role, profile: &Profile) -> Vec<String> {
    let words: &[&str] = match role {
        Role::Churned => &["churned", "left", "lost", "attrited customer", "流失", "已流失", "已销户"],
        Role::Returned => &["returned", "refunded", "已退货", "退货", "已退款", "退款"],
        Role::Reopened => &["reopened", "重开", "重新打开"],
        Role::SlaBroken => &["breached", "broken", "overdue", "超时", "已超时", "逾期"],
        Role::SlaKept => &["met", "kept", "within", "达标", "按时", "及时"],
        Role::Complained => &["complained", "complaint", "投诉", "已投诉"],
        _ => &[],
    };
    let spoken = profile.values.iter().filter(|value| words.contains(&value.to_lowercase().as_str()));
    if profile.distinct() > 6 { Vec::new() } else { spoken.cloned().collect() }
}

fn looks_like(kind: Kind, profile: &Profile) -> bool {
    match kind {
        Kind::Email => profile.share(|text| text.contains('@')) > 0.7,
        Kind::Phone => profile.share(|text| text.bytes().filter(u8::is_ascii_digit).count() >= 5) > 0.7,
        Kind::Account | Kind::Messenger | Kind::Device => profile.mean_length() < 60.0,
        Kind::Name => profile.mean_length() < 40.0 && profile.share(|text| text.contains(char::is_numeric)) < 0.9,
    }
}

/// Whether a column called a name holds handles: one plain word each, digits or underscores in some.
fn is_handle(profile: &Profile) -> bool {
    let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte));
    let marked = |text: &str| text.bytes().any(|byte| byte.is_ascii_digit() || byte == b'_');
    profile.share(plain) > 0.95 && profile.share(marked) > 0.1
}

/// Whether a column holds the names of people: words without a digit, in Chinese two to four characters.
fn is_name(profile: &Profile) -> bool {
    let named = |text: &str| {
        let characters = text.chars().count();
        let chinese = text.chars().all(is_han) && (2..=4).contains(&characters);
        !text.contains(char::is_numeric) && (chinese || text.contains(char::is_whitespace) && characters <= 40)
    };
    profile.share(named) > 0.9
}

fn is_chinese(profile: &Profile) -> bool {
    profile.share(|text| text.chars().any(is_han)) > 0.5
}

fn is_han(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}
