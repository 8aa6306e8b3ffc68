//! Who is one person: identities joined by what was seen and by what people decided.
//!
//! A pure function of the evidence and the decisions, whatever their order, so that it can be computed again at any
//! time, undone, and computed for one person alone. No touch is ever changed by it.
//!
//! The rules, in order:
//! 1. A split always holds: two identities that people set apart are never one person, whatever is seen later.
//! 2. A join that people decided holds unless it breaks a split.
//! 3. Two identities seen on one touch are one person's, the surest pairs first, unless one of them is shared
//!    ([`Limits`]), or the join breaks a split, or the person would have too many accounts.

use crate::id::CustomerKey;
use crate::identity::Kind;
use std::collections::{BTreeMap, BTreeSet};

/// An identity as the rules see it. Ordered by how sure it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Known {
    /// What kind it is.
    pub kind: Kind,
    /// Its key.
    pub key: CustomerKey,
}

/// Two different identities that were seen on one touch, the surer first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Edge {
    surer: Known,
    other: Known,
}

impl Edge {
    /// `None` when both are the same.
    pub fn new(one: Known, other: Known) -> Option<Edge> {
        (one.key != other.key).then(|| Edge { surer: one.min(other), other: one.max(other) })
    }

    /// The surer of the two.
    pub fn surer(&self) -> Known {
        self.surer
    }

    /// The less sure of the two.
    pub fn other(&self) -> Known {
        self.other
    }
}

/// What people decided about two identities.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// They are two persons.
    Split,
    /// They are one person.
    Join,
}

/// A decision that holds (one that was undone is not handed in).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Decision {
    /// Join or split.
    pub verdict: Verdict,
    /// One identity.
    pub one: CustomerKey,
    /// The other.
    pub other: CustomerKey,
}

/// When an identity is taken for shared by strangers: a switchboard, a family's tablet, the account "guest".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Seen with more than this many different identities of one surer kind (a phone with accounts), it is shared.
    pub surer: usize,
    /// Seen with more than this many different identities of one less sure kind other than devices, it is shared.
    /// Devices do not count: a browser that forgets its cookies is a new one every day.
    pub weaker: usize,
    /// Evidence makes no person of more than this many accounts: chains of half-shared phones would else join a town.
    pub accounts: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { surer: 3, weaker: 20, accounts: 10 }
    }
}

/// Why two identities were joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Because {
    /// They were seen on one touch.
    Seen,
    /// People decided so.
    Decided,
}

/// One join: both are of one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Joined {
    /// One identity.
    pub one: CustomerKey,
    /// The other.
    pub other: CustomerKey,
    /// Why.
    pub because: Because,
}

/// Who is one person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Persons {
    /// For every identity that is not its person's canonical one, the canonical one: the surest kind, then the
    /// smallest key. What is missing stands for itself.
    pub canonical: BTreeMap<CustomerKey, CustomerKey>,
    /// The joins that made the persons: one fewer than each has identities, in the order of the rules.
    pub joins: Vec<Joined>,
    /// Identities that are shared by strangers.
    pub shared: BTreeSet<CustomerKey>,
}

impl Persons {
    /// The key of the person that an identity belongs to.
    pub fn of(&self, key: CustomerKey) -> CustomerKey {
        self.canonical.get(&key).copied().unwrap_or(key)
    }
}

/// Joins identities into persons by the rules above.
pub fn resolve(edges: &[Edge], decisions: &[Decision], limits: &Limits) -> Persons {
    let mut edges = edges.to_vec();
    edges.sort_unstable();
    edges.dedup();
    let shared = shared(&edges, limits);
    let mut decisions: Vec<_> = decisions
        .iter()
        .map(|d| Decision { one: d.one.min(d.other), other: d.one.max(d.other), ..*d })
        .filter(|decision| decision.one != decision.other)
        .collect();
    decisions.sort_unstable();
    decisions.dedup();
    let mut groups = Groups::new(&edges, &decisions);
    let decided = decisions.iter().filter(|decision| decision.verdict == Verdict::Join);
    let decided = decided.map(|decision| (decision.one, decision.other, Because::Decided));
    let seen = edges.iter().map(|edge| (edge.surer.key, edge.other.key, Because::Seen));
    let seen = seen.filter(|(one, other, _)| !shared.contains(one) && !shared.contains(other));
    let mut joins = Vec::new();
    for (one, other, because) in decided.chain(seen) {
        let most_accounts = if because == Because::Seen { limits.accounts } else { usize::MAX };
        if groups.join(one, other, most_accounts) {
            joins.push(Joined { one, other, because });
        }
    }
    Persons { canonical: groups.canonical(), joins, shared }
}

/// Identities seen with too many others; `edges` are distinct.
pub fn shared(edges: &[Edge], limits: &Limits) -> BTreeSet<CustomerKey> {
    let mut seen_with: BTreeMap<(CustomerKey, Kind), usize> = BTreeMap::new();
    let mut shared = BTreeSet::new();
    let mut count = |known: Known, with: Known, limit: usize| {
        let seen = seen_with.entry((known.key, with.kind)).or_default();
        *seen += 1;
        if *seen > limit {
            shared.insert(known.key);
        }
    };
    for edge in edges {
        if edge.surer.kind == edge.other.kind {
            continue;
        }
        count(edge.other, edge.surer, limits.surer);
        if edge.other.kind != Kind::Device {
            count(edge.surer, edge.other, limits.weaker);
        }
    }
    shared
}

/// Disjoint sets of identities (Tarjan 1975: union by size, path halving) that know whom they must not meet.
struct Groups {
    index: BTreeMap<CustomerKey, usize>,
    parent: Vec<usize>,
    size: Vec<usize>,
    /// By root: the surest identity; an identity that only decisions name has no kind and is the least sure.
    surest: Vec<(Option<Kind>, CustomerKey)>,
    accounts: Vec<usize>,
    /// By root: the members that were set apart from members of this group.
    apart: Vec<BTreeSet<usize>>,
}

impl Groups {
    fn new(edges: &[Edge], decisions: &[Decision]) -> Groups {
        let mut kinds: BTreeMap<CustomerKey, Option<Kind>> = BTreeMap::new();
        for key in decisions.iter().flat_map(|decision| [decision.one, decision.other]) {
            kinds.insert(key, None);
        }
        for known in edges.iter().flat_map(|edge| [edge.surer, edge.other]) {
            kinds.insert(known.key, Some(known.kind));
        }
        let mut groups = Groups {
            index: kinds.keys().enumerate().map(|(index, key)| (*key, index)).collect(),
            parent: (0..kinds.len()).collect(),
            size: vec![1; kinds.len()],
            surest: kinds.iter().map(|(key, kind)| (*kind, *key)).collect(),
            accounts: kinds.values().map(|kind| usize::from(*kind == Some(Kind::Account))).collect(),
            apart: vec![BTreeSet::new(); kinds.len()],
        };
        for split in decisions.iter().filter(|decision| decision.verdict == Verdict::Split) {
            let (one, other) = (groups.index[&split.one], groups.index[&split.other]);
            groups.apart[one].insert(other);
            groups.apart[other].insert(one);
        }
        groups
    }

    fn root(&mut self, mut at: usize) -> usize {
        while self.parent[at] != at {
            self.parent[at] = self.parent[self.parent[at]];
            at = self.parent[at];
        }
        at
    }

    /// Whether two identities became one person by this; not when they are one already or must not be.
    fn join(&mut self, one: CustomerKey, other: CustomerKey, most_accounts: usize) -> bool {
        let (one, other) = (self.index[&one], self.index[&other]);
        let (mut keep, mut gone) = (self.root(one), self.root(other));
        if keep == gone || self.accounts[keep] + self.accounts[gone] > most_accounts || self.are_apart(keep, gone) {
            return false;
        }
        if self.size[keep] < self.size[gone] {
            std::mem::swap(&mut keep, &mut gone);
        }
        self.parent[gone] = keep;
        self.size[keep] += self.size[gone];
        self.accounts[keep] += self.accounts[gone];
        let sureness = |(kind, key): (Option<Kind>, CustomerKey)| (kind.is_none(), kind, key);
        if sureness(self.surest[gone]) < sureness(self.surest[keep]) {
            self.surest[keep] = self.surest[gone];
        }
        let apart = std::mem::take(&mut self.apart[gone]);
        self.apart[keep].extend(apart);
        true
    }

    fn are_apart(&mut self, one: usize, other: usize) -> bool {
        let (fewer, group) = if self.apart[one].len() < self.apart[other].len() { (one, other) } else { (other, one) };
        let members: Vec<_> = self.apart[fewer].iter().copied().collect();
        members.into_iter().any(|member| self.root(member) == group)
    }

    fn canonical(mut self) -> BTreeMap<CustomerKey, CustomerKey> {
        let mut moved = BTreeMap::new();
        for (key, at) in std::mem::take(&mut self.index) {
            let root = self.root(at);
            let canonical = self.surest[root].1;
            if key != canonical {
                moved.insert(key, canonical);
            }
        }
        moved
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// `a1` is an account, `e1` an e-mail address, `p1` a phone number, `d1` a device.
    fn known(name: &str) -> Known {
        let kind = match name.as_bytes()[0] {
            b'a' => Kind::Account,
            b'e' => Kind::Email,
            b'p' => Kind::Phone,
            _ => Kind::Device,
        };
        Known { kind, key: CustomerKey(name[1..].parse::<u64>().unwrap() + 100 * kind as u64) }
    }

    fn edges(text: &str) -> Vec<Edge> {
        let pairs = text.split_whitespace().map(|pair| pair.split_once('-').unwrap());
        pairs.filter_map(|(one, other)| Edge::new(known(one), known(other))).collect()
    }

    /// `+a1-a2` joins, `/a1-a2` splits.
    fn decisions(text: &str) -> Vec<Decision> {
        let decision = |word: &str| {
            let (one, other) = word[1..].split_once('-').unwrap();
            let verdict = if word.starts_with('+') { Verdict::Join } else { Verdict::Split };
            Decision { verdict, one: known(one).key, other: known(other).key }
        };
        text.split_whitespace().map(decision).collect()
    }

    fn check(seen: &str, decided: &str, same: &[(&str, &str)], different: &[(&str, &str)]) {
        let persons = resolve(&edges(seen), &decisions(decided), &Limits::default());
        for (one, other) in same {
            assert_eq!(
                persons.of(known(one).key),
                persons.of(known(other).key),
                "{one} and {other} of {seen} {decided}"
            );
        }
        for (one, other) in different {
            assert_ne!(
                persons.of(known(one).key),
                persons.of(known(other).key),
                "{one} and {other} of {seen} {decided}"
            );
        }
    }

    #[test]
    fn what_is_seen_together_is_one_person_and_the_surest_identity_stands_for_it() {
        check("a1-e1 e1-p1 p1-d1", "", &[("a1", "d1"), ("e1", "p1")], &[]);
        let persons = resolve(&edges("p1-d1 e1-p1 a1-e1"), &[], &Limits::default());
        assert_eq!(persons.of(known("d1").key), known("a1").key);
        assert_eq!(persons.joins.len(), 3);
    }

    #[test]
    fn a_switchboard_does_not_glue_strangers() {
        check("a1-p1 a2-p1 a3-p1", "", &[("a1", "a3")], &[]);
        check("a1-p1 a2-p1 a3-p1 a4-p1 a1-e1", "", &[("a1", "e1")], &[("a1", "a2"), ("a1", "p1"), ("a3", "a4")]);
    }

    #[test]
    fn the_account_guest_does_not_glue_strangers() {
        let guests: Vec<_> = (1..=21).map(|n| format!("a1-e{n}")).collect();
        check(&guests.join(" "), "", &[], &[("e1", "e2"), ("a1", "e1")]);
        let devices: Vec<_> = (1..=50).map(|n| format!("a1-d{n}")).collect();
        check(&devices.join(" "), "", &[("d1", "d50")], &[]);
    }

    #[test]
    fn a_chain_of_half_shared_phones_does_not_join_a_town() {
        let chain: Vec<_> = (1..60).map(|n| format!("a{n}-p{n} a{}-p{n}", n + 1)).collect();
        let persons = resolve(&edges(&chain.join(" ")), &[], &Limits::default());
        let mut sizes: BTreeMap<CustomerKey, usize> = BTreeMap::new();
        for account in 1..=60 {
            *sizes.entry(persons.of(known(&format!("a{account}")).key)).or_default() += 1;
        }
        assert!(sizes.values().all(|&size| size <= Limits::default().accounts), "{sizes:?}");
    }

    #[test]
    fn people_decide_and_a_split_has_the_last_word() {
        check("a1-p1 a2-p1", "/a1-a2", &[], &[("a1", "a2")]);
        check("a1-e1 a2-e2", "+a1-a2", &[("e1", "e2")], &[]);
        check("a1-e1 a2-e1", "+a1-a2 /a1-a2", &[], &[("a1", "a2")]);
        check("", "+a1-a2 +a2-a3 /a1-a3", &[("a1", "a2")], &[("a1", "a3")]);
        check("a1-p1 a2-p1 a3-p1 a4-p1", "+a1-p1", &[("a1", "p1")], &[("a1", "a2")]);
    }

    #[test]
    fn a_key_that_only_a_decision_knows_joins_too() {
        let thread = CustomerKey(5);
        let join = Decision { verdict: Verdict::Join, one: thread, other: known("a1").key };
        let persons = resolve(&edges("a1-e1"), &[join], &Limits::default());
        assert_eq!(persons.of(thread), known("a1").key);
    }

    fn any_known() -> impl Strategy<Value = Known> {
        (0..5_usize, 0..6_u64)
            .prop_map(|(kind, n)| Known { kind: Kind::ALL[kind], key: CustomerKey(n * 7 + kind as u64 * 100) })
    }

    fn any_edges() -> impl Strategy<Value = Vec<Edge>> {
        let edge = (any_known(), any_known()).prop_filter_map("different", |(one, other)| Edge::new(one, other));
        prop::collection::vec(edge, 0..40)
    }

    fn any_decisions() -> impl Strategy<Value = Vec<Decision>> {
        let verdict = prop_oneof![Just(Verdict::Join), Just(Verdict::Split)];
        let decision = (verdict, any_known(), any_known());
        let decision = decision.prop_map(|(verdict, one, other)| Decision { verdict, one: one.key, other: other.key });
        prop::collection::vec(decision.prop_filter("different", |d| d.one != d.other), 0..8)
    }

    proptest! {
        #[test]
        fn the_order_and_the_number_of_times_of_hearing_do_not_matter(
            (one, other) in any_edges().prop_flat_map(|e| (Just(e.clone()), Just(e).prop_shuffle())),
            (decided, shuffled) in any_decisions().prop_flat_map(|d| (Just(d.clone()), Just(d).prop_shuffle())),
        ) {
            let twice: Vec<_> = other.iter().chain(&other).copied().collect();
            let limits = Limits::default();
            prop_assert_eq!(resolve(&one, &decided, &limits), resolve(&twice, &shuffled, &limits));
        }

        #[test]
        fn splits_hold_shared_identities_join_nobody_and_every_join_has_its_reason(
            seen in any_edges(), decided in any_decisions(),
        ) {
            let persons = resolve(&seen, &decided, &Limits::default());
            for split in decided.iter().filter(|decision| decision.verdict == Verdict::Split) {
                prop_assert_ne!(persons.of(split.one), persons.of(split.other));
            }
            for joined in &persons.joins {
                prop_assert_eq!(persons.of(joined.one), persons.of(joined.other));
                let shared = persons.shared.contains(&joined.one) || persons.shared.contains(&joined.other);
                prop_assert!(joined.because == Because::Decided || !shared);
            }
            // Every key that moved was moved by exactly one join.
            prop_assert_eq!(persons.joins.len(), persons.canonical.len());
            for canonical in persons.canonical.values() {
                prop_assert!(!persons.canonical.contains_key(canonical));
            }
        }

        #[test]
        fn one_person_alone_comes_out_as_among_all(seen in any_edges(), decided in any_decisions()) {
            let limits = Limits::default();
            let persons = resolve(&seen, &decided, &limits);
            for start in seen.iter().map(|edge| edge.other.key) {
                let (near, ruled) = neighbourhood(start, &seen, &decided, &limits);
                let alone = resolve(&near, &ruled, &limits);
                prop_assert_eq!(alone.of(start), persons.of(start));
            }
        }
    }

    /// What can be reached from an identity without passing through a shared one.
    fn neighbourhood(
        start: CustomerKey,
        seen: &[Edge],
        decided: &[Decision],
        limits: &Limits,
    ) -> (Vec<Edge>, Vec<Decision>) {
        let (mut near, mut ruled) = (BTreeSet::new(), BTreeSet::new());
        let (mut todo, mut done) = (vec![start], BTreeSet::new());
        while let Some(key) = todo.pop() {
            if !done.insert(key) {
                continue;
            }
            let mine: BTreeSet<_> = seen.iter().filter(|e| e.surer.key == key || e.other.key == key).copied().collect();
            let mine: Vec<_> = mine.into_iter().collect();
            near.extend(mine.iter().copied());
            if !shared(&mine, limits).contains(&key) {
                todo.extend(mine.iter().flat_map(|edge| [edge.surer.key, edge.other.key]));
            }
            let about: Vec<_> = decided.iter().filter(|d| d.one == key || d.other == key).copied().collect();
            todo.extend(about.iter().flat_map(|decision| [decision.one, decision.other]));
            ruled.extend(about);
        }
        (near.into_iter().collect(), ruled.into_iter().collect())
    }
}
