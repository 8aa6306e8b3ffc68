//! A verdict on a fix, and the life of a noise point, in plain sentences.

use super::prove::{Answer, Milder, Said};
use super::spot;
use crate::asked::Asked;
use crate::locale::{Texts, args, figures};
use crate::output::screen_width;
use crate::report::sentences::Voice;
use crate::report::terminal::columns::{Column, fill, table};
use desk::point::{Fact, Stage};
use lens::proof::{Change, Demands, Estimate, Ground, Watch};
use store::point::{Listed, Spot, Tracked};

/// A fix that surely leaves more than this share of the trouble cured a part of it.
const LITTLE: f64 = 0.1;

fn voice(asked: &Asked) -> Voice {
    Voice::in_terminal(asked.language(), &asked.settings.reading.time_zone)
}

/// The kind as a noun; a word that is none stays as it is.
fn kind(voice: &Voice, spot: &Spot) -> String {
    spot::kind(&spot.kind).map_or_else(|_| spot.kind.clone(), |kind| voice.kind(kind))
}

fn place(voice: &Voice, spot: &Spot) -> String {
    voice.place(&spot::shown(spot))
}

/// The verdict on a fix.
pub(super) fn told(asked: &Asked, answer: &Answer) -> String {
    let voice = voice(asked);
    let (texts, width) = (voice.texts, screen_width());
    let mut sentences = vec![texts.word(match answer.verdict {
        Said::Proved if answer.watch.is_some() => "prove-stays",
        Said::Proved => "prove-proved",
        Said::NotProved => "prove-not-proved",
        Said::TooEarly => "prove-too-early",
        Said::CameBack => "prove-came-back",
    })];
    sentences.extend(answer.ground.map(|ground| because(texts, ground)));
    if let Some(change) = &answer.change {
        sentences.push(rates(texts, change));
        sentences.extend(part(texts, answer, change));
        sentences.extend(spared(answer, change, &voice));
        sentences.extend(answer.milder.as_ref().map(|milder| less_harm(texts, milder)));
        sentences.extend(kept(texts, answer));
        sentences.push(guards(texts, change));
    }
    sentences.extend(answer.watch.as_ref().map(|watch| seen(texts, watch)));
    let day = voice.clock.day(answer.at.0);
    let (kind, place) = (kind(&voice, &answer.spot), place(&voice, &answer.spot));
    let (before, after) = (answer.weeks_before, answer.weeks_after);
    let head = args!(kind = kind, place = place, day = day, before = before, after = after);
    let mut out = fill(&texts.say("prove-head", head), width, 0);
    for sentence in sentences {
        out.push_str(&fill(&sentence, width, 0));
    }
    out
}

fn because(texts: &Texts, ground: Ground) -> String {
    let least = Demands::default();
    match ground {
        Ground::Step => texts.word("prove-step"),
        Ground::NoStep => texts.word("prove-no-step"),
        Ground::OtherDates => texts.word("prove-other-dates"),
        Ground::Unsure => texts.word("prove-unsure"),
        Ground::FewAfter => texts.say("prove-few-after", args!(weeks = least.least_after)),
        Ground::FewBefore => texts.say("prove-few-before", args!(weeks = least.least_before, run = least.run_up)),
        Ground::Rare => texts.say("prove-rare", args!(hits = least.least_hits)),
    }
}

/// How often it is met, and how often it would have been.
fn rates(texts: &Texts, change: &Change) -> String {
    let less = |ratio: f64| figures::percent(ratio - 1.0);
    texts.say(
        "prove-rates",
        args!(
            after = figures::percent(change.rate_after),
            unfixed = figures::percent(change.rate_unfixed),
            change = less(change.ratio.value),
            low = less(change.ratio.low),
            high = less(change.ratio.high),
        ),
    )
}

/// What a fix leaves of the trouble, where it surely leaves some.
fn part(texts: &Texts, answer: &Answer, change: &Change) -> Option<String> {
    let alone = answer.milder.is_some_and(|milder| milder.alone);
    let some_left = answer.verdict == Said::Proved && !alone && change.ratio.low > LITTLE;
    let gone = |ratio: f64| figures::whole_percent(1.0 - ratio);
    let said = args!(low = gone(change.ratio.high), high = gone(change.ratio.low));
    some_left.then(|| texts.say("prove-part", said))
}

fn less_harm(texts: &Texts, milder: &Milder) -> String {
    let (change, less) = (&milder.change, |ratio: f64| figures::percent(ratio - 1.0));
    texts.say(
        if milder.alone { "prove-milder" } else { "prove-milder-too" },
        args!(
            after = figures::percent(change.rate_after),
            unfixed = figures::percent(change.rate_unfixed),
            change = less(change.ratio.value),
            low = less(change.ratio.low),
            high = less(change.ratio.high),
        ),
    )
}

/// Whom the fix kept, and what that is worth.
fn kept(texts: &Texts, answer: &Answer) -> Option<String> {
    let kept = answer.customers_kept?;
    let range =
        |of: Estimate| texts.say("range", args!(low = figures::amount(of.low), high = figures::amount(of.high)));
    let harm = if answer.of_leaving { "left" } else { "harm" };
    let said = args!(customers = figures::amount(kept.value), harm = harm, range = range(kept));
    let mut sentences = vec![texts.say("prove-kept", said)];
    match (answer.value, answer.money_spared) {
        (Some(value), Some(money)) => {
            let (value, best) = (figures::amount(value), figures::amount(money.value));
            sentences.push(texts.say("prove-money", args!(value = value, money = best, range = range(money))));
        }
        (Some(_), None) => sentences.push(texts.word("prove-no-money")),
        (None, _) => {}
    }
    Some(sentences.join(if texts.language == crate::locale::Language::En { " " } else { "" }))
}

fn spared(answer: &Answer, change: &Change, voice: &Voice) -> Option<String> {
    let (customers, hours) = (answer.customers_spared?, answer.hours_spared?);
    let range = |of: Estimate| {
        let (low, high) = (figures::amount(of.low), figures::amount(of.high));
        voice.texts.say("range", args!(low = low, high = high))
    };
    Some(voice.texts.say(
        "prove-spared",
        args!(
            journeys = figures::amount(change.spared.value),
            range = range(change.spared),
            customers = figures::amount(customers.value),
            customers_range = range(customers),
            hours = figures::amount(hours.value),
            hours_range = range(hours),
        ),
    ))
}

fn guards(texts: &Texts, change: &Change) -> String {
    let run = Demands::default().run_up;
    let (dates, stronger) = (change.placebo_dates, change.placebo_stronger);
    let key = if change.season { "prove-guards-season" } else { "prove-guards-trend" };
    texts.say(key, args!(run = run, dates = dates, stronger = stronger))
}

fn seen(texts: &Texts, watch: &Watch) -> String {
    let (rate, limit) = (figures::percent(watch.rate), figures::percent(watch.limit));
    texts.say("prove-watch", args!(weeks = watch.steps, rate = rate, limit = limit))
}

fn stage(texts: &Texts, stage: Stage) -> String {
    texts.word(match stage {
        Stage::Suspected => "stage-suspected",
        Stage::Associated => "stage-associated",
        Stage::Confirmed => "stage-confirmed",
        Stage::Assigned => "stage-assigned",
        Stage::Changed => "stage-changed",
        Stage::Proved => "stage-proved",
        Stage::NotProved => "stage-not-proved",
        Stage::CameBack => "stage-came-back",
    })
}

/// All tracked points, one a line.
pub(super) fn listed(asked: &Asked, points: &[Listed]) -> String {
    let voice = voice(asked);
    let texts = voice.texts;
    if points.is_empty() {
        return texts.word("points-none");
    }
    let stage_of = |listed: &Listed| {
        let known = Stage::ALL.into_iter().find(|stage| stage.word() == listed.stage);
        known.map_or_else(|| listed.stage.clone(), |known| stage(texts, known))
    };
    let owner = |listed: &Listed| listed.owner.as_ref().map_or_else(|| "–".to_owned(), |owner| voice.name(owner));
    let columns = vec![
        Column::words(texts.word("cli-id"), points.iter().map(|point| point.id.to_string())),
        Column::words(texts.word("table-kind"), points.iter().map(|point| kind(&voice, &point.spot))),
        Column::words(texts.word("table-place"), points.iter().map(|point| place(&voice, &point.spot))).gives_way(),
        Column::words(texts.word("points-stage"), points.iter().map(stage_of)),
        Column::words(texts.word("fact-owner"), points.iter().map(owner)),
    ];
    table(columns, screen_width()).trim_end().to_owned()
}

/// One point with its life.
pub(super) fn life(asked: &Asked, tracked: &Tracked) -> String {
    let voice = voice(asked);
    let texts = voice.texts;
    let spot = &tracked.spot;
    let mut lines = vec![format!("{}  {} · {}", tracked.id, kind(&voice, spot), place(&voice, spot))];
    for step in &tracked.steps {
        let more = match &step.fact {
            Fact::Assigned { owner } => format!(": {}", voice.name(owner)),
            Fact::Changed { at, what } => format!(": {}, {}", voice.clock.day(at.0), voice.name(what)),
            _ => String::new(),
        };
        let (at, stage) = (voice.clock.minute(step.at.0), stage(texts, step.fact.stage()));
        lines.push(format!("  {at}  {stage}{more} ({})", voice.name(&step.who)));
    }
    lines.join("\n")
}
