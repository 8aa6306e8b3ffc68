//! Who the customers are.
//!
//! What cannot be seen in the log (patience, loyalty, how outspoken) never decides what a customer meets, so it confounds
//! nothing. What does confound (route, being new, the season) is in the segment and in the time.

use crate::calendar;
use crate::draws::{Draws, exp};
use crate::table::Table;
use desk::identity::{Identity, Kind};
use desk::time::{Span, Time};

/// One customer of a company.
#[derive(Clone, Debug)]
pub(crate) struct Customer {
    pub(crate) index: u64,
    /// Chinese or English.
    pub(crate) zh: bool,
    /// What they travel on, buy, stay in: index into the table's routes.
    pub(crate) route: usize,
    pub(crate) joined: Time,
    /// Times what a trouble adds to the chance of leaving, 1 on average.
    pub(crate) impatience: f64,
    /// Times the chance of leaving without trouble, 1 on average.
    pub(crate) fickle: f64,
    /// Times the chance to complain, 1 on average: who complains here complains there.
    pub(crate) outspoken: f64,
    /// Times the money a journey is about.
    pub(crate) value: f64,
    pub(crate) channel: &'static str,
    /// Usual days between two journeys.
    pub(crate) pause: f64,
    name: [usize; 2],
}

/// A customer is new for so long.
const NEW: Span = Span(120 * Span::DAY.0);

const CHANNELS: [&str; 5] = ["web", "app", "phone", "chat", "counter"];
const FAMILY: [(&str, &str); 12] = [
    ("王", "wang"),
    ("李", "li"),
    ("张", "zhang"),
    ("刘", "liu"),
    ("陈", "chen"),
    ("杨", "yang"),
    ("黄", "huang"),
    ("赵", "zhao"),
    ("吴", "wu"),
    ("周", "zhou"),
    ("徐", "xu"),
    ("孙", "sun"),
];
const GIVEN: [(&str, &str); 12] = [
    ("伟", "wei"),
    ("芳", "fang"),
    ("娜", "na"),
    ("秀英", "xiuying"),
    ("敏", "min"),
    ("静", "jing"),
    ("丽", "li"),
    ("强", "qiang"),
    ("磊", "lei"),
    ("军", "jun"),
    ("洋", "yang"),
    ("婷", "ting"),
];
const FIRST_NAMES: [&str; 12] =
    ["Olivia", "Noah", "Amelia", "George", "Isla", "Arthur", "Ava", "Leo", "Mia", "Oscar", "Grace", "Theo"];
const LAST_NAMES: [&str; 12] =
    ["Smith", "Jones", "Taylor", "Brown", "Wilson", "Evans", "Thomas", "Roberts", "Walker", "Wright", "Green", "Hall"];

impl Customer {
    pub(crate) fn draw(index: u64, table: &Table, draws: &mut Draws) -> Customer {
        let old = draws.chance(0.6);
        let joined = if old {
            calendar::begin() - calendar::minutes(draws.between(130.0, 3_000.0) * 1_440.0)
        } else {
            calendar::begin() + calendar::minutes(draws.uniform() * 640.0 * 1_440.0)
        };
        Customer {
            index,
            zh: draws.chance(0.55),
            route: draws.pick(table.share.iter().copied()),
            joined,
            impatience: draws.between(0.7, 1.3),
            fickle: draws.between(0.4, 1.6),
            outspoken: if draws.chance(0.5) { 0.6 } else { 1.4 },
            value: exp(0.5 * draws.normal() - 0.125),
            channel: CHANNELS[draws.pick([3.0, 3.0, 2.0, 1.0, 1.0].into_iter())],
            pause: table.pause * draws.between(0.5, 1.5),
            name: [draws.below(12) as usize, draws.below(12) as usize],
        }
    }

    pub(crate) fn is_new(&self, at: Time) -> bool {
        at < self.joined + NEW
    }

    /// The customer's name, in the customer's script.
    pub(crate) fn name(&self) -> String {
        let [first, last] = self.name;
        if self.zh {
            format!("{}{}", FAMILY[first].0, GIVEN[last].0)
        } else {
            format!("{} {}", FIRST_NAMES[first], LAST_NAMES[last])
        }
    }

    fn account(&self, company: &str) -> Identity {
        Identity { kind: Kind::Account, value: format!("{company}:{}", 1_000_000 + self.index) }
    }

    fn email(&self) -> Identity {
        let [first, last] = self.name;
        let value = if self.zh {
            format!("{}.{}.{}@example.com", FAMILY[first].1, GIVEN[last].1, self.index)
        } else {
            let (first, last) = (FIRST_NAMES[first], LAST_NAMES[last]);
            format!("{}.{}.{}@example.org", first.to_ascii_lowercase(), last.to_ascii_lowercase(), self.index)
        };
        Identity { kind: Kind::Email, value }
    }

    fn phone(&self) -> Identity {
        let prefix = if self.zh { "+86199" } else { "+4474" };
        Identity { kind: Kind::Phone, value: format!("{prefix}{:08}", self.index % 100_000_000) }
    }

    /// What the customer is known by on a touch: each system knows its own. The first touch of a journey names all.
    pub(crate) fn identities(&self, company: &str, source: &str, first: bool) -> Vec<Identity> {
        if first {
            let name = Identity { kind: Kind::Name, value: self.name() };
            return vec![self.account(company), self.email(), self.phone(), name];
        }
        match source {
            "phone" => vec![self.phone()],
            "email" => vec![self.email()],
            _ => vec![self.account(company)],
        }
    }
}
