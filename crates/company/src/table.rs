//! The language in which a company is written down: steps, goals and troubles with their figures.
//!
//! A company is a table of constants. What is done with it stands in [`crate::journey`].

use crate::speech::{Opinion, Says, Topic, Vow};
use crate::words::{Kind, Words};
use desk::touch::{Direction, Outcome};

/// A place and what is done there.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Step {
    pub(crate) place: &'static str,
    pub(crate) action: &'static str,
    /// Empty: none.
    pub(crate) channel: &'static str,
    /// Empty: whoever is responsible for the goal.
    pub(crate) owner: &'static str,
    /// The system that tells of it.
    pub(crate) source: &'static str,
    pub(crate) by: Direction,
    /// Whether a person serves, a machine, or nobody.
    pub(crate) actor: Actor,
    /// Usual minutes since the touch before.
    pub(crate) after: f64,
    pub(crate) says: Option<Says>,
    /// What was offered to everybody who comes here: its systems tell it, and what came of it.
    pub(crate) offers: Option<&'static str>,
}

/// Who acts for the company.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Actor {
    Nobody,
    Agent,
    Bot,
}

impl Step {
    const fn new(place: &'static str, action: &'static str, source: &'static str, by: Direction) -> Step {
        Step {
            place,
            action,
            channel: "",
            owner: "",
            source,
            by,
            actor: Actor::Nobody,
            after: 4.0,
            says: None,
            offers: None,
        }
    }

    pub(crate) const fn says(mut self, zh: &'static str, en: &'static str) -> Step {
        self.says = Some(Says::Words(Words { zh, en }));
        self
    }

    /// The customer tells the matter here.
    pub(crate) const fn tells(mut self, topic: &'static Topic) -> Step {
        self.says = Some(Says::Tells(topic));
        self
    }

    /// The customer, who has told the matter, says something else.
    pub(crate) const fn adds(mut self, topic: &'static Topic) -> Step {
        self.says = Some(Says::More(topic));
        self
    }

    /// The customer has to tell the matter again, always.
    pub(crate) const fn retells(mut self, topic: &'static Topic) -> Step {
        self.says = Some(Says::Again(topic));
        self
    }

    pub(crate) const fn replies(mut self, topic: &'static Topic) -> Step {
        self.says = Some(Says::Reply(topic));
        self
    }

    pub(crate) const fn promises(mut self, vow: &'static Vow) -> Step {
        self.says = Some(Says::Promises(vow));
        self
    }

    /// The customer says how it was.
    pub(crate) const fn tells_how_it_was(mut self, opinion: &'static Opinion) -> Step {
        self.says = Some(Says::Fine(opinion));
        self
    }

    pub(crate) const fn offers(mut self, offered: &'static str) -> Step {
        self.offers = Some(offered);
        self
    }

    pub(crate) const fn owner(mut self, owner: &'static str) -> Step {
        self.owner = owner;
        self
    }

    pub(crate) const fn bot(mut self) -> Step {
        self.actor = Actor::Bot;
        self
    }

    pub(crate) const fn minutes(mut self, after: f64) -> Step {
        self.after = after;
        self
    }

    pub(crate) const fn hours(self, after: f64) -> Step {
        self.minutes(after * 60.0)
    }

    pub(crate) const fn days(self, after: f64) -> Step {
        self.hours(after * 24.0)
    }

    pub(crate) fn is(&self, other: &Step) -> bool {
        (self.place, self.action) == (other.place, other.action)
    }
}

/// The customer writes on a card: whoever types it in names no channel.
pub(crate) const fn card(place: &'static str, action: &'static str) -> Step {
    Step::new(place, action, "cards", Direction::Customer)
}

/// The customer serves themselves on the web.
pub(crate) const fn web(place: &'static str, action: &'static str) -> Step {
    Step { channel: "web", ..Step::new(place, action, "web", Direction::SelfService) }
}

/// The customer serves themselves in the app.
pub(crate) const fn app(place: &'static str, action: &'static str) -> Step {
    Step { channel: "app", ..Step::new(place, action, "app", Direction::SelfService) }
}

/// The customer calls, and a person answers.
pub(crate) const fn call(place: &'static str, action: &'static str) -> Step {
    Step { channel: "phone", actor: Actor::Agent, ..Step::new(place, action, "phone", Direction::Customer) }
}

/// The customer writes in the chat.
pub(crate) const fn chat(place: &'static str, action: &'static str) -> Step {
    Step { channel: "chat", actor: Actor::Agent, ..Step::new(place, action, "chat", Direction::Customer) }
}

/// The customer writes an e-mail.
pub(crate) const fn mail(place: &'static str, action: &'static str) -> Step {
    Step { channel: "email", ..Step::new(place, action, "email", Direction::Customer) }
}

/// The customer comes in person: shop, counter, agency.
pub(crate) const fn counter(place: &'static str, action: &'static str) -> Step {
    Step { channel: "counter", actor: Actor::Agent, ..Step::new(place, action, "counter", Direction::Customer) }
}

/// A machine of the company answers in the chat.
pub(crate) const fn bot(place: &'static str, action: &'static str) -> Step {
    Step { channel: "chat", actor: Actor::Bot, after: 1.0, ..Step::new(place, action, "chat", Direction::Company) }
}

/// The company comes to the customer: it serves, delivers, tells.
pub(crate) const fn served(place: &'static str, action: &'static str) -> Step {
    Step { after: 600.0, ..Step::new(place, action, "operations", Direction::Company) }
}

/// Something inside the company that the customer does not notice.
pub(crate) const fn inside(place: &'static str, action: &'static str) -> Step {
    Step { after: 240.0, ..Step::new(place, action, "operations", Direction::Internal) }
}

/// Something a customer wants, and the way it usually goes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Goal {
    /// The word its threads begin with.
    pub(crate) name: &'static str,
    pub(crate) weight: f64,
    /// Who is responsible.
    pub(crate) owner: &'static str,
    /// The channel of the customer's part: those who prefer it come here oftener.
    pub(crate) channel: &'static str,
    /// Money it is about, on average; 0 for none.
    pub(crate) amount: f64,
    pub(crate) path: &'static [Step],
}

/// One deed of a trouble, in order.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Act {
    /// The touch at which it happens ends so.
    Ends(Outcome),
    /// This is said at the touch told last.
    Says(&'static str, &'static str),
    /// The same, in many words.
    Speaks(Says),
    /// An attribute of the touch told last.
    Note(&'static str, &'static str),
    /// Minutes waited for the touch told last.
    Waited(f64),
    /// Something more is done.
    Then(Step),
    /// Something more is tried and ends so.
    But(Step, Outcome),
    /// The step at which it happened again, so many minutes later, ending so.
    Again(f64, Outcome),
    /// The next touch comes so many minutes later than usual.
    Late(f64),
    /// The next touch at this step comes so many minutes later than usual.
    LateAt(Step, f64),
    /// Nothing of the usual way follows.
    Stop,
}

/// Where the signal of a trouble is seen, if not at the step where it happens.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Spot {
    Here,
    Next(Step),
    Between(Step, Step),
    Owner(&'static str),
    Channel(&'static str),
    Owners(u32),
}

/// What a problem is about: decides who of those dissatisfied complains where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    /// Money lost.
    Money,
    /// A small matter.
    Trifle,
    /// Rude, ignorant, poor quality.
    Treatment,
    /// The way things are done.
    Process,
}

/// Why something that looks bad is not planted harm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// It happens often and does nothing.
    Harmless,
    /// It happens in the season in which customers leave anyway.
    Season,
    /// It happens to new customers, who leave oftener anyway.
    NewCustomers,
    /// It happens on a route (or to a plan, a house) whose customers leave oftener anyway.
    BadRoute,
    /// It harms, and is too rare for anybody to learn that.
    Rare,
    /// It comes after the customer has left, and because of that.
    AfterHarm,
}

/// How the rate or the harm of a trouble changes at its fix, in months since the log begins.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Course {
    Steady,
    /// From `month` on the rate is `left` times what it was.
    Rarer {
        month: usize,
        left: f64,
    },
    /// From `month` on the harm is `left` times what it was.
    Milder {
        month: usize,
        left: f64,
    },
    /// A fix is announced at `month`, and nothing changes.
    Unchanged {
        month: usize,
    },
    /// In the month before `month` chance made it `times` as frequent; a fix is announced at `month`, and does nothing.
    Extreme {
        month: usize,
        times: f64,
    },
    /// It becomes rarer all the time, down to `left` at the end; a fix is announced at `month`, and adds nothing.
    Fading {
        month: usize,
        left: f64,
    },
}

/// A planted noise point, or a decoy.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Trouble {
    pub(crate) id: &'static str,
    pub(crate) at: Step,
    pub(crate) kind: Kind,
    pub(crate) spot: Spot,
    pub(crate) story: Option<&'static str>,
    pub(crate) says: Words,
    /// Chance at each journey's first visit of the step.
    pub(crate) rate: f64,
    /// What it adds to the chance of leaving.
    pub(crate) harm: f64,
    pub(crate) decoy: Option<Why>,
    /// Month in which it begins.
    pub(crate) onset: usize,
    pub(crate) course: Course,
    pub(crate) class: Class,
    /// Times the rate, for new customers, by route, in the season, at lunch.
    pub(crate) fresh: f64,
    pub(crate) route: [f64; 3],
    pub(crate) peak: f64,
    pub(crate) lunch: f64,
    pub(crate) script: &'static [Act],
}

/// A trouble of this kind at this step: its rate and the harm it does.
pub(crate) const fn trouble(id: &'static str, kind: Kind, at: Step, rate: f64, harm: f64) -> Trouble {
    Trouble {
        id,
        at,
        kind,
        spot: Spot::Here,
        story: None,
        says: Words { zh: "", en: "" },
        rate,
        harm,
        decoy: None,
        onset: 0,
        course: Course::Steady,
        class: Class::Process,
        fresh: 1.0,
        route: [1.0; 3],
        peak: 1.0,
        lunch: 1.0,
        script: &[],
    }
}

/// Something that looks bad and is no planted harm.
pub(crate) const fn decoy(id: &'static str, why: Why, kind: Kind, at: Step, rate: f64) -> Trouble {
    Trouble { decoy: Some(why), ..trouble(id, kind, at, rate, 0.0) }
}

impl Trouble {
    pub(crate) const fn says(mut self, zh: &'static str, en: &'static str) -> Trouble {
        self.says = Words { zh, en };
        self
    }

    pub(crate) const fn story(mut self, story: &'static str) -> Trouble {
        self.story = Some(story);
        self
    }

    pub(crate) const fn spot(mut self, spot: Spot) -> Trouble {
        self.spot = spot;
        self
    }

    pub(crate) const fn harm(mut self, harm: f64) -> Trouble {
        self.harm = harm;
        self
    }

    pub(crate) const fn onset(mut self, month: usize) -> Trouble {
        self.onset = month;
        self
    }

    pub(crate) const fn course(mut self, course: Course) -> Trouble {
        self.course = course;
        self
    }

    pub(crate) const fn class(mut self, class: Class) -> Trouble {
        self.class = class;
        self
    }

    pub(crate) const fn fresh(mut self, times: f64) -> Trouble {
        self.fresh = times;
        self
    }

    pub(crate) const fn route(mut self, times: [f64; 3]) -> Trouble {
        self.route = times;
        self
    }

    pub(crate) const fn peak(mut self, times: f64) -> Trouble {
        self.peak = times;
        self
    }

    pub(crate) const fn lunch(mut self, times: f64) -> Trouble {
        self.lunch = times;
        self
    }

    pub(crate) const fn does(mut self, script: &'static [Act]) -> Trouble {
        self.script = script;
        self
    }
}

/// How the customers of a company go their ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mechanics {
    /// Step after step; gaps within bounds; each trouble adds its own chance of leaving.
    Orderly,
    /// Back and forth and on other channels, as a chain of Markov; heavy-tailed gaps; the worst trouble decides.
    Wandering,
}

/// A company, written down.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Table {
    pub(crate) name: &'static str,
    pub(crate) mechanics: Mechanics,
    pub(crate) goals: &'static [Goal],
    /// Where customers who wander ask in between.
    pub(crate) detours: &'static [Step],
    /// In groups, so that one file tells one story.
    pub(crate) troubles: &'static [&'static [Trouble]],
    /// Kinds of customer by what they travel on, buy, stay in.
    pub(crate) routes: [&'static str; 3],
    /// How many of a hundred customers are of each.
    pub(crate) share: [f64; 3],
    /// Chance of leaving with a journey on which nothing goes wrong, for a customer of long standing on the first route.
    pub(crate) leaving: f64,
    /// Times that chance, by route.
    pub(crate) route: [f64; 3],
    /// Times that chance, for new customers and in the season.
    pub(crate) fresh: f64,
    pub(crate) peak: f64,
    /// Quarter of the year that is the season, 1 to 4.
    pub(crate) season: u8,
    /// Usual days from one journey's end to the next journey.
    pub(crate) pause: f64,
}
