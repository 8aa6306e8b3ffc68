//! Which objects tell the journeys, and which stand for customers and for people of the company.

use super::book::{Line, Shelf, key};
use rustc_hash::FxHashSet;
use std::io;

/// How a type of objects takes part in the events of a log.
#[derive(Clone, Debug, Default)]
pub(super) struct Part {
    /// Events that name an object of this type, and those that name exactly one.
    events: u64,
    single: u64,
    objects: u64,
}

/// What a type of objects stands for, as far as its name tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stands {
    Customer,
    Company,
    Thing,
}

const CUSTOMERS: [&str; 24] = [
    "customer",
    "client",
    "consumer",
    "buyer",
    "user",
    "member",
    "subscriber",
    "patient",
    "passenger",
    "guest",
    "caller",
    "applicant",
    "citizen",
    "tenant",
    "student",
    "客户",
    "顾客",
    "客人",
    "用户",
    "会员",
    "患者",
    "乘客",
    "客戶",
    "顧客",
];
const COMPANY: [&str; 18] = [
    "employee",
    "resource",
    "agent",
    "staff",
    "worker",
    "operator",
    "clerk",
    "machine",
    "system",
    "product",
    "team",
    "department",
    "员工",
    "坐席",
    "客服",
    "员",
    "產品",
    "产品",
];

/// What a type's name says it stands for.
pub(super) fn stands_for(kind: &str) -> Stands {
    let kind = kind.to_lowercase();
    let is =
        |word: &str| kind == word || kind.strip_suffix('s') == Some(word) || (!word.is_ascii() && kind.contains(word));
    match () {
        () if CUSTOMERS.iter().any(|word| is(word)) => Stands::Customer,
        () if COMPANY.iter().any(|word| is(word)) => Stands::Company,
        () => Stands::Thing,
    }
}

impl Part {
    /// How well the type tells the journeys of a log of `all` events: it should take part in most of them, as one object
    /// at a time, and tell of more than one event but not of all.
    fn score(&self, kind: &str, all: u64) -> f64 {
        if self.events == 0 {
            return 0.0;
        }
        let covers = self.events as f64 / all.max(1) as f64;
        let single = self.single as f64 / self.events as f64;
        let length = self.events as f64 / self.objects.max(1) as f64;
        let length = match length {
            short if short < 1.5 => 0.5,
            endless if endless > 200.0 => 0.1,
            _ => 1.0,
        };
        let name = if stands_for(kind) == Stands::Thing { 1.0 } else { 0.05 };
        covers * single * length * name
    }
}

/// Goes through all events: marks the objects they name, and gives the types, the one that tells the journeys best first.
pub(super) fn rank(shelf: &mut Shelf) -> io::Result<Vec<u32>> {
    let mut parts = vec![Part::default(); shelf.kinds.len()];
    let mut all = 0;
    for line in shelf.lines()? {
        let Line::Event(event) = line? else { continue };
        all += 1;
        let mut counts: Vec<(u32, u64)> = Vec::new();
        let mut seen = FxHashSet::default();
        for relation in &event.relationships {
            let Some(entry) = shelf.entries.get_mut(&key(&relation.object)) else { continue };
            let part = &mut parts[entry.kind as usize];
            part.objects += u64::from(!entry.named);
            entry.named = true;
            if seen.insert(&relation.object) {
                match counts.iter_mut().find(|(kind, _)| *kind == entry.kind) {
                    Some((_, count)) => *count += 1,
                    None => counts.push((entry.kind, 1)),
                }
            }
        }
        for (kind, count) in counts {
            parts[kind as usize].events += 1;
            parts[kind as usize].single += u64::from(count == 1);
        }
    }
    let mut ranked: Vec<(u32, f64)> =
        (0_u32..).zip(&parts).map(|(kind, part)| (kind, part.score(&shelf.kinds[kind as usize], all))).collect();
    ranked.sort_by(|one, other| {
        let names = || shelf.kinds[one.0 as usize].cmp(&shelf.kinds[other.0 as usize]);
        other.1.total_cmp(&one.1).then_with(names)
    });
    Ok(ranked.into_iter().map(|(kind, _)| kind).collect())
}
