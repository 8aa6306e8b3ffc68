//! A company's table made ready to be walked through: names become numbers once, not at every touch.

use crate::calendar::{self, MONTHS};
use crate::people::Customer;
use crate::speech::Says;
use crate::table::{Act, Course, Goal, Spot, Step, Table, Trouble, inside, served};
use crate::words::{Place, Words};
use desk::time::{Span, Time};
use desk::touch::{Outcome, Touch};

/// A place of the log, by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Site {
    Journey,
    Step(u16),
    Transition(u16, u16),
    Owner(u8),
    Channel(u8),
    Owners(u8),
}

/// [`Act`] with steps as numbers.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Deed {
    Ends(Outcome),
    Says(Says),
    Note(&'static str, &'static str),
    Waited(f64),
    Then(u16, Outcome),
    Again(f64, Outcome),
    Late(f64),
    LateAt(u16, f64),
    Stop,
}

#[derive(Clone, Debug)]
pub(crate) struct Planned {
    pub(crate) trouble: &'static Trouble,
    pub(crate) at: u16,
    pub(crate) site: Site,
    pub(crate) script: Vec<Deed>,
}

/// Steps every company has: what follows once the customer's way is done.
pub(crate) mod common {
    use super::{Step, inside, served};
    use crate::table::{call, chat, mail, web};

    pub(crate) const CLOSED: Step = inside("case", "closed");
    pub(crate) const LEFT: Step = inside("crm", "customer left").days(4.0);
    pub(crate) const ENDED: Step = inside("crm", "account ended").days(1.0);
    pub(crate) const SETTLED: Step = inside("complaint", "closed");
    pub(crate) const ASK_BACK: Step = served("phone.retention", "ask back")
        .days(2.0)
        .owner("挽留 Retention")
        .says(
            "[您好，|{name}您好，|][我们很想知道您为什么离开|想听听您离开的原因]，[方便聊几句吗|我们可以做些什么]？",
            "[Hello {name}, |Hello. |][we would like to know why you left|may I ask why you left us]. [What could bring you back?|Is there anything we can do?|]",
        );
    pub(crate) const COMPLAIN_PHONE: Step = call("phone.care", "complain").days(1.5);
    pub(crate) const COMPLAIN_CHAT: Step = chat("chat.care", "complain").days(1.0);
    pub(crate) const COMPLAIN_OFFICE: Step = mail("email.office", "complain").days(2.5);
    pub(crate) const REVIEW: Step = web("web.review", "post").days(3.0);
    pub(crate) const ANSWER: Step = served("case", "answer").days(2.0).says(
        "[抱歉给您带来不便|很抱歉让您失望了|感谢您告诉我们]，[我们已记录您的意见|您说的情况已转给相关部门|已经提醒了同事]。",
        "[We are sorry for the trouble|We regret what happened|Thank you for telling us] [and have noted it|and have passed it on to those responsible|and will do better].",
    );
    pub(crate) const ASK: Step = served("survey", "ask").days(1.0).says(
        "[您对这次服务满意吗？|这次服务怎么样？|请为本次服务打分。]",
        "[Were you satisfied with us this time?|How did we do?|Please rate your visit.]",
    );
    pub(crate) const RATE: Step = served("survey", "answer").hours(9.0);
    pub(crate) const ALL: [Step; 12] = [
        CLOSED,
        LEFT,
        ENDED,
        SETTLED,
        ASK_BACK,
        COMPLAIN_PHONE,
        COMPLAIN_CHAT,
        COMPLAIN_OFFICE,
        REVIEW,
        ANSWER,
        ASK,
        RATE,
    ];
}

#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub(crate) table: &'static Table,
    pub(crate) steps: Vec<Step>,
    /// Owner of each step; 0 is whoever is responsible for the goal.
    owner_of: Vec<u8>,
    pub(crate) channel_of: Vec<u8>,
    /// Owners and channels by number; 0 is nobody, no channel.
    pub(crate) owners: Vec<&'static str>,
    channels: Vec<&'static str>,
    pub(crate) paths: Vec<Vec<u16>>,
    pub(crate) troubles: Vec<Planned>,
    /// Troubles at each step.
    pub(crate) at: Vec<Vec<u16>>,
}

fn number(names: &mut Vec<&'static str>, name: &'static str) -> u8 {
    let place = names.iter().position(|known| *known == name);
    place.unwrap_or_else(|| {
        names.push(name);
        names.len() - 1
    }) as u8
}

impl Plan {
    pub(crate) fn new(table: &'static Table) -> Plan {
        let mut plan = Plan {
            table,
            steps: Vec::new(),
            owner_of: Vec::new(),
            channel_of: Vec::new(),
            owners: vec![""],
            channels: vec![""],
            paths: Vec::new(),
            troubles: Vec::new(),
            at: Vec::new(),
        };
        for step in &common::ALL {
            plan.step(step);
        }
        for step in table.detours {
            plan.step(step);
        }
        for goal in table.goals {
            number(&mut plan.owners, goal.owner);
            let path = goal.path.iter().map(|step| plan.step(step)).collect();
            plan.paths.push(path);
        }
        for trouble in table.troubles.iter().copied().flatten() {
            let planned = plan.prepare(trouble);
            plan.troubles.push(planned);
        }
        plan.at = vec![Vec::new(); plan.steps.len()];
        for (index, planned) in plan.troubles.iter().enumerate() {
            plan.at[usize::from(planned.at)].push(index as u16);
        }
        plan
    }

    /// The number of a step; a new one where it is not known yet.
    fn step(&mut self, step: &Step) -> u16 {
        if let Some(place) = self.steps.iter().position(|known| known.is(step)) {
            return place as u16;
        }
        self.steps.push(*step);
        self.owner_of.push(number(&mut self.owners, step.owner));
        self.channel_of.push(number(&mut self.channels, step.channel));
        self.steps.len() as u16 - 1
    }

    fn prepare(&mut self, trouble: &'static Trouble) -> Planned {
        let at = self.step(&trouble.at);
        let site = match trouble.spot {
            Spot::Here => Site::Step(at),
            Spot::Next(step) => Site::Transition(at, self.step(&step)),
            Spot::Between(from, to) => Site::Transition(self.step(&from), self.step(&to)),
            Spot::Owner(owner) => Site::Owner(number(&mut self.owners, owner)),
            Spot::Channel(channel) => Site::Channel(number(&mut self.channels, channel)),
            Spot::Owners(least) => Site::Owners(least as u8),
        };
        let script = trouble.script.iter().map(|act| match *act {
            Act::Ends(outcome) => Deed::Ends(outcome),
            Act::Says(zh, en) => Deed::Says(Says::Words(Words { zh, en })),
            Act::Speaks(says) => Deed::Says(says),
            Act::Note(key, value) => Deed::Note(key, value),
            Act::Waited(minutes) => Deed::Waited(minutes),
            Act::Then(step) => Deed::Then(self.step(&step), Outcome::Ok),
            Act::But(step, outcome) => Deed::Then(self.step(&step), outcome),
            Act::Again(minutes, outcome) => Deed::Again(minutes, outcome),
            Act::Late(minutes) => Deed::Late(minutes),
            Act::LateAt(step, minutes) => Deed::LateAt(self.step(&step), minutes),
            Act::Stop => Deed::Stop,
        });
        let script = script.collect();
        Planned { trouble, at, site, script }
    }

    /// The number of a step that is in the plan.
    pub(crate) fn number(&self, step: &Step) -> u16 {
        self.steps.iter().position(|known| known.is(step)).unwrap_or_default() as u16
    }

    /// Who is responsible for a step on a way to a goal.
    pub(crate) fn owner(&self, step: u16, goal: usize) -> u8 {
        match self.owner_of[usize::from(step)] {
            // They come first. What follows the customer's way is nobody's, so that it hands nothing over.
            0 if usize::from(step) < common::ALL.len() => 0,
            0 => self.owners.iter().position(|known| *known == self.goal(goal).owner).unwrap_or_default() as u8,
            owner => owner,
        }
    }

    pub(crate) fn goal(&self, goal: usize) -> &'static Goal {
        &self.table.goals[goal]
    }

    /// The name a step has in the log.
    pub(crate) fn name(&self, step: u16) -> String {
        let step = &self.steps[usize::from(step)];
        let (touchpoint, action) = (Some(step.place.to_owned()), Some(step.action.to_owned()));
        Touch { touchpoint, action, ..Touch::default() }.step()
    }

    /// A site in words.
    pub(crate) fn place(&self, site: Site) -> Place {
        match site {
            Site::Journey => Place::Journey,
            Site::Step(step) => Place::Step(self.name(step)),
            Site::Transition(from, to) => Place::Transition(self.name(from), self.name(to)),
            Site::Owner(owner) => Place::Owner(self.owners[usize::from(owner)].to_owned()),
            Site::Channel(channel) => Place::Channel(self.channels[usize::from(channel)].to_owned()),
            Site::Owners(least) => Place::Owners(u32::from(least)),
        }
    }

    /// What kind of customer it is: everything planted that makes customers leave and is no trouble, but the season.
    pub(crate) fn segment(&self, customer: &Customer, at: Time) -> String {
        let tenure = if customer.is_new(at) { "new" } else { "known" };
        format!("{} · {tenure}", self.table.routes[customer.route])
    }

    pub(crate) fn is_season(&self, at: Time) -> bool {
        calendar::quarter(at) == self.table.season
    }

    /// Times the chance of leaving, for this kind of customer at this time.
    pub(crate) fn exposure(&self, customer: &Customer, at: Time) -> f64 {
        let fresh = if customer.is_new(at) { self.table.fresh } else { 1.0 };
        let peak = if self.is_season(at) { self.table.peak } else { 1.0 };
        self.table.route[customer.route] * fresh * peak
    }
}

/// The chance of a trouble, as it is and as it would be had nobody tried to fix it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Chance {
    pub(crate) real: f64,
    pub(crate) unfixed: f64,
}

impl Planned {
    /// The chance that it happens to this customer now; `began` is when the journey began.
    pub(crate) fn chance(&self, plan: &Plan, customer: &Customer, began: Time, at: Time) -> Chance {
        let (trouble, month) = (self.trouble, calendar::month(began));
        if month < trouble.onset {
            return Chance { real: 0.0, unfixed: 0.0 };
        }
        let fresh = if customer.is_new(began) { trouble.fresh } else { 1.0 };
        let peak = if plan.is_season(began) { trouble.peak } else { 1.0 };
        let lunch = if is_lunch(customer, at) { trouble.lunch } else { 1.0 };
        let rate = trouble.rate * fresh * peak * lunch * trouble.route[customer.route];
        let (real, unfixed) = match trouble.course {
            Course::Rarer { month: fix, left } if month >= fix => (left, 1.0),
            Course::Extreme { month: fix, times } if month + 1 == fix => (times, times),
            Course::Fading { left, .. } => {
                let now = 1.0 + (left - 1.0) * month as f64 / (MONTHS - 1) as f64;
                (now, now)
            }
            _ => (1.0, 1.0),
        };
        Chance { real: (rate * real).min(0.9), unfixed: (rate * unfixed).min(0.9) }
    }

    /// What it adds to the chance of leaving on a journey that began then.
    pub(crate) fn harm(&self, customer: &Customer, began: Time) -> f64 {
        let left = match self.trouble.course {
            Course::Milder { month, left } if calendar::month(began) >= month => left,
            _ => 1.0,
        };
        (self.trouble.harm * left * customer.impatience).min(0.95)
    }
}

/// Whether it is between noon and two where the customer is: Chinese customers live eight hours ahead.
fn is_lunch(customer: &Customer, at: Time) -> bool {
    let local = if customer.zh { at + Span(8 * Span::HOUR.0) } else { at };
    matches!(local.0.rem_euclid(Span::DAY.0) / Span::HOUR.0, 12 | 13)
}
