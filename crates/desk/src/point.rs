//! The life of a noise point: suspected, associated, confirmed, assigned, changed, proved or not, and come back.
//!
//! [`decide`] answers an input with the facts that follow, or refuses it with a sentence that says what to do instead;
//! [`apply`] makes the next state of a state and a fact. Replaying the facts of a point gives its state.
//!
//! ```text
//! suspected → associated → confirmed ┐
//!      └───────────┴────────────────→ assigned → changed → proved → came_back ┐
//!                                        ↑          ↑ └──→ not_proved         │
//!                                        └──────────┴───────────┴─────────────┘
//! ```

use crate::time::Time;
use serde::{Deserialize, Serialize};

/// Where a noise point stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// It costs customers time; what else it does is not known.
    Suspected,
    /// Harm goes with it, beyond what chance explains and after like was compared with like.
    Associated,
    /// Harm came when it came.
    Confirmed,
    /// Somebody has to mend it.
    Assigned,
    /// Something was done about it.
    Changed,
    /// What was done worked.
    Proved,
    /// What was done cannot be shown to have worked.
    NotProved,
    /// It had been mended and is there again.
    CameBack,
}

impl Stage {
    /// All of them, in order.
    pub const ALL: [Stage; 8] = [
        Stage::Suspected,
        Stage::Associated,
        Stage::Confirmed,
        Stage::Assigned,
        Stage::Changed,
        Stage::Proved,
        Stage::NotProved,
        Stage::CameBack,
    ];

    /// Its name in facts, in JSON and in the store.
    pub fn word(self) -> &'static str {
        match self {
            Stage::Suspected => "suspected",
            Stage::Associated => "associated",
            Stage::Confirmed => "confirmed",
            Stage::Assigned => "assigned",
            Stage::Changed => "changed",
            Stage::Proved => "proved",
            Stage::NotProved => "not_proved",
            Stage::CameBack => "came_back",
        }
    }
}

/// A noise point as its facts made it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Point {
    /// Where it stands.
    pub stage: Stage,
    /// Who has to mend it.
    pub owner: Option<String>,
    /// When something was last done about it.
    pub changed_at: Option<Time>,
    /// What that was.
    pub what: Option<String>,
}

/// How much is known against it: the rungs that a log alone can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Evidence {
    /// It costs time.
    Suspected,
    /// Harm goes with it.
    Associated,
    /// Harm came when it came.
    Confirmed,
}

/// What happens to a noise point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// It was seen in a log.
    Seen(Evidence),
    /// Somebody is to mend it.
    Assign {
        /// Who.
        owner: String,
    },
    /// Something was done about it.
    Change {
        /// When.
        at: Time,
        /// What.
        what: String,
    },
    /// It was judged whether that worked; `None` is too early to say.
    Judged(Option<bool>),
    /// A mended one was looked at again.
    Watched {
        /// Whether it is there again.
        came_back: bool,
    },
}

/// What became true of a noise point.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "stage", rename_all = "snake_case")]
pub enum Fact {
    /// It costs customers time.
    Suspected,
    /// Harm goes with it.
    Associated,
    /// Harm came when it came.
    Confirmed,
    /// Somebody has to mend it.
    Assigned {
        /// Who.
        owner: String,
    },
    /// Something was done about it.
    Changed {
        /// When; the step itself has the moment it was recorded.
        #[serde(rename = "made_at")]
        at: Time,
        /// What.
        what: String,
    },
    /// It worked.
    Proved,
    /// It cannot be shown to have worked.
    NotProved,
    /// It is there again.
    CameBack,
}

impl Fact {
    /// The stage it leads to.
    pub fn stage(&self) -> Stage {
        match self {
            Fact::Suspected => Stage::Suspected,
            Fact::Associated => Stage::Associated,
            Fact::Confirmed => Stage::Confirmed,
            Fact::Assigned { .. } => Stage::Assigned,
            Fact::Changed { .. } => Stage::Changed,
            Fact::Proved => Stage::Proved,
            Fact::NotProved => Stage::NotProved,
            Fact::CameBack => Stage::CameBack,
        }
    }
}

/// Why a step cannot be taken, and what to do instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Nobody has seen it yet.
    #[error("this noise point is not tracked yet; take it from the noise report first: waterline points --track")]
    NotTracked,
    /// Nobody has to mend it.
    #[error("nobody has this noise point to mend yet; assign it first: waterline points --assign ID --owner NAME")]
    NotAssigned,
    /// An owner without a name.
    #[error("the owner has no name; give one with --owner NAME")]
    NoOwner,
    /// A change that does not say what was done.
    #[error("nothing says what was changed; tell it with --what TEXT")]
    NoWhat,
    /// A change in the future.
    #[error("the change lies in the future; record it when it is made")]
    Future,
    /// Nothing was done that could be judged.
    #[error(
        "nothing was changed that could have worked; record it first: waterline points --changed ID --at DATE --what TEXT"
    )]
    NotChanged,
    /// Mended and watched: nobody needs to mend it.
    #[error("this noise point is proved mended; it can be assigned or changed again once it comes back")]
    Mended,
    /// Only what was proved can come back.
    #[error("only a noise point that was proved mended can come back")]
    NotProved,
}

/// What follows from an input, in order; nothing, if it says nothing new. `None` is a point that nobody has seen yet.
pub fn decide(point: Option<&Point>, input: Input, now: Time) -> Result<Vec<Fact>, Refusal> {
    let stage = match (point, &input) {
        (None, Input::Seen(evidence)) => return Ok(climb(None, *evidence)),
        (None, _) => return Err(Refusal::NotTracked),
        (Some(point), _) => point.stage,
    };
    match input {
        Input::Seen(evidence) => Ok(climb(Some(stage), evidence)),
        Input::Assign { .. } | Input::Change { .. } if stage == Stage::Proved => Err(Refusal::Mended),
        Input::Assign { owner } if owner.trim().is_empty() => Err(Refusal::NoOwner),
        Input::Assign { owner } => Ok(vec![Fact::Assigned { owner }]),
        Input::Change { .. } if stage < Stage::Assigned => Err(Refusal::NotAssigned),
        Input::Change { what, .. } if what.trim().is_empty() => Err(Refusal::NoWhat),
        Input::Change { at, .. } if at > now => Err(Refusal::Future),
        Input::Change { at, what } => Ok(vec![Fact::Changed { at, what }]),
        Input::Judged(verdict) if matches!(stage, Stage::Changed | Stage::NotProved) => Ok(judged(stage, verdict)),
        Input::Judged(_) => Err(if stage == Stage::Proved { Refusal::Mended } else { Refusal::NotChanged }),
        Input::Watched { .. } if stage != Stage::Proved => Err(Refusal::NotProved),
        Input::Watched { came_back } => Ok(if came_back { vec![Fact::CameBack] } else { Vec::new() }),
    }
}

/// The rungs from where it stands up to the evidence. What was once known is not unlearnt, and whoever is mending it need
/// not be told again.
fn climb(stage: Option<Stage>, evidence: Evidence) -> Vec<Fact> {
    let rungs = [
        (Evidence::Suspected, Fact::Suspected),
        (Evidence::Associated, Fact::Associated),
        (Evidence::Confirmed, Fact::Confirmed),
    ];
    let new = |(rung, fact): &(Evidence, Fact)| *rung <= evidence && stage.is_none_or(|stage| fact.stage() > stage);
    rungs.into_iter().filter(new).map(|(_, fact)| fact).collect()
}

fn judged(stage: Stage, verdict: Option<bool>) -> Vec<Fact> {
    match verdict {
        Some(true) => vec![Fact::Proved],
        Some(false) if stage == Stage::Changed => vec![Fact::NotProved],
        Some(false) | None => Vec::new(),
    }
}

/// The point after a fact.
pub fn apply(point: Option<Point>, fact: &Fact) -> Point {
    let before = point.unwrap_or(Point { stage: fact.stage(), owner: None, changed_at: None, what: None });
    let after = Point { stage: fact.stage(), ..before };
    match fact.clone() {
        Fact::Assigned { owner } => Point { owner: Some(owner), ..after },
        Fact::Changed { at, what } => Point { changed_at: Some(at), what: Some(what), ..after },
        _ => after,
    }
}

/// Where in the company a noise point comes from, as the sources tell them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Attribution {
    /// The way the work is laid out.
    Process,
    /// A system that does not carry the work.
    SystemSupport,
    /// Work that runs between departments.
    CrossDepartment,
    /// Rules and targets that staff must keep to.
    Targets,
    /// A partner or supplier.
    Supplier,
}

impl Attribution {
    /// All of them.
    pub const ALL: [Attribution; 5] = [
        Attribution::Process,
        Attribution::SystemSupport,
        Attribution::CrossDepartment,
        Attribution::Targets,
        Attribution::Supplier,
    ];

    /// Its name in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Attribution::Process => "process",
            Attribution::SystemSupport => "system_support",
            Attribution::CrossDepartment => "cross_department",
            Attribution::Targets => "targets",
            Attribution::Supplier => "supplier",
        }
    }
}

/// Words in an owner's name that say it is not the company itself.
const OUTSIDE: [&str; 10] =
    ["supplier", "vendor", "partner", "agency", "courier", "contractor", "供应商", "供應商", "合作", "代理"];

/// The first guess at where a noise point comes from, by the kind of noise (as JSON writes it) and its owner. People who
/// know better say so; the pages mark it as a guess.
pub fn attribution(kind: &str, owner: Option<&str>) -> Attribution {
    let owner = owner.unwrap_or_default().to_lowercase();
    if OUTSIDE.iter().any(|word| owner.contains(word)) {
        return Attribution::Supplier;
    }
    match kind {
        "failure" | "retry" | "channel_switch" => Attribution::SystemSupport,
        "ping_pong" | "handoff" => Attribution::CrossDepartment,
        "refused" => Attribution::Targets,
        _ => Attribution::Process,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NOW: Time = Time(1_700_000_000_000_000);

    fn assign(owner: &str) -> Input {
        Input::Assign { owner: owner.to_owned() }
    }

    fn change(at: i64) -> Input {
        Input::Change { at: Time(at), what: "a new page".to_owned() }
    }

    fn live(point: Option<Point>, input: Input) -> (Option<Point>, Vec<Fact>) {
        let facts = decide(point.as_ref(), input, NOW).expect("a legal step");
        (facts.iter().fold(point, |point, fact| Some(apply(point, fact))), facts)
    }

    /// The stages that the inputs lead through.
    fn check(inputs: &[Input], expected: &[Stage]) -> Option<Point> {
        let (mut point, mut stages) = (None, Vec::new());
        for input in inputs {
            let (after, facts) = live(point, input.clone());
            point = after;
            stages.extend(facts.iter().map(Fact::stage));
        }
        assert_eq!(stages, expected);
        point
    }

    #[test]
    fn a_point_lives_from_suspicion_to_proof_and_comes_back() {
        let inputs = [
            Input::Seen(Evidence::Suspected),
            Input::Seen(Evidence::Confirmed),
            assign("Web"),
            Input::Seen(Evidence::Associated),
            change(1),
            Input::Judged(None),
            Input::Judged(Some(false)),
            Input::Judged(Some(false)),
            change(2),
            Input::Judged(Some(true)),
            Input::Watched { came_back: false },
            Input::Watched { came_back: true },
            assign("App"),
        ];
        let point = check(
            &inputs,
            &[
                Stage::Suspected,
                Stage::Associated,
                Stage::Confirmed,
                Stage::Assigned,
                Stage::Changed,
                Stage::NotProved,
                Stage::Changed,
                Stage::Proved,
                Stage::CameBack,
                Stage::Assigned,
            ],
        );
        let point = point.expect("it lives");
        assert_eq!((point.owner.as_deref(), point.changed_at), (Some("App"), Some(Time(2))));
    }

    #[test]
    fn every_illegal_step_is_refused_with_what_to_do() {
        let refuse = |before: &[Input], input: Input, expected: Refusal| {
            let point = before.iter().fold(None, |point, input| live(point, input.clone()).0);
            assert_eq!(decide(point.as_ref(), input, NOW), Err(expected));
        };
        let seen = Input::Seen(Evidence::Associated);
        let proved = [seen, assign("Web"), change(1), Input::Judged(Some(true))];
        refuse(&[], assign("Web"), Refusal::NotTracked);
        refuse(&proved[..1], change(1), Refusal::NotAssigned);
        refuse(&proved[..1], assign(" "), Refusal::NoOwner);
        refuse(&proved[..2], change(NOW.0 + 1), Refusal::Future);
        refuse(&proved[..2], Input::Change { at: NOW, what: String::new() }, Refusal::NoWhat);
        refuse(&proved[..2], Input::Judged(Some(true)), Refusal::NotChanged);
        refuse(&proved[..3], Input::Watched { came_back: true }, Refusal::NotProved);
        refuse(&proved, assign("App"), Refusal::Mended);
        refuse(&proved, change(2), Refusal::Mended);
    }

    #[test]
    fn facts_read_back_as_they_were_written() {
        let fact = Fact::Changed { at: NOW, what: "新页面".to_owned() };
        let text = serde_json::to_string(&fact).expect("it is written");
        assert_eq!(serde_json::from_str::<Fact>(&text).expect("it reads"), fact);
        for stage in Stage::ALL {
            assert_eq!(serde_json::to_value(stage).expect("a word"), stage.word());
        }
    }

    proptest! {
        #[test]
        fn no_order_of_inputs_breaks_the_ladder(drawn in proptest::collection::vec(0usize..8, 0..30)) {
            let inputs = [
                Input::Seen(Evidence::Suspected), Input::Seen(Evidence::Confirmed), assign("Web"), change(1),
                Input::Judged(Some(true)), Input::Judged(Some(false)), Input::Watched { came_back: true }, Input::Judged(None),
            ];
            let mut point: Option<Point> = None;
            for input in drawn.into_iter().map(|place| inputs[place].clone()) {
                let Ok(facts) = decide(point.as_ref(), input, NOW) else { continue };
                for fact in facts {
                    let before = point.as_ref().map(|point| point.stage);
                    if fact == Fact::Proved {
                        prop_assert!(matches!(before, Some(Stage::Changed | Stage::NotProved)));
                    }
                    if fact == Fact::CameBack {
                        prop_assert_eq!(before, Some(Stage::Proved));
                    }
                    point = Some(apply(point, &fact));
                }
            }
        }
    }
}
