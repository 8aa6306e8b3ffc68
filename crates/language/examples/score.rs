//! How good the heads are: trained on public sets and tested on what was held back, and the shipped model on a held-out third
//! of the codebook and on public sets it has never seen. `make language-score` writes the figures into the reference.

mod public;

use language::cause::{Trigger, causes_by};
use language::codebook::{self, Entry};
use language::emotion::both_by;
use language::heads::{Dice, Kind, Model, Reader, Row, Settings, Task, choose, found, measure, train};
use language::{Normal, cause, emotion};
use public::{Example, Set};
use std::error::Error;
use std::fmt::Write;
use std::path::Path;
use std::sync::LazyLock;
use std::time::Instant;

static START: LazyLock<Instant> = LazyLock::new(Instant::now);

/// Seconds this thread has computed, as Linux tells, so that others on the machine do not count; elsewhere those on the wall.
fn seconds() -> f64 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let told = told.and_then(|told| told.split(' ').next()?.parse::<f64>().ok());
    told.map_or_else(|| START.elapsed().as_secs_f64(), |nanoseconds| nanoseconds / 1e9)
}

type Outcome<T> = Result<T, Box<dyn Error>>;

/// The split that is scored; it was not looked at while the method was made. Another can be given.
const SEED: u64 = 20_261_122;

const BEGIN: &str = "<!-- figures -->\n";
const END: &str = "<!-- end of figures -->\n";

fn main() -> Outcome<()> {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    let seed = wanted.iter().find_map(|word| word.parse().ok()).unwrap_or(SEED);
    let home = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut text = String::from(
        "| set | rows to learn / test | labels | accuracy | macro F1 | to beat | messages/s/core | model in memory |\n\
         |---|---|---|---|---|---|---|---|\n",
    );
    for set in public::sets() {
        let mut names = wanted.iter().filter(|word| !word.contains('.') && word.parse::<u64>().is_err()).peekable();
        if names.peek().is_some() && !names.any(|name| set.name.contains(name.as_str())) {
            continue;
        }
        let line = match set.splits(seed) {
            Some(splits) => trained(&set, &splits)?,
            None => format!("| {} | not here: put it into {} | | | | | | |\n", set.name, public::folder().display()),
        };
        print!("{line}");
        text.push_str(&line);
    }
    let (entries, younger) = public::codebook_by_age(&home.join("codebook"))?;
    text.push_str(&shipped(&entries, &younger)?);
    text.push_str(&elsewhere()?);
    println!("{text}");
    if let Some(page) = wanted.iter().find(|name| name.ends_with(".md")) {
        let before = std::fs::read_to_string(page)?;
        let (head, rest) = before.split_once(BEGIN).ok_or("the page has no place for the figures")?;
        let (_, tail) = rest.split_once(END).ok_or("the place for the figures has no end")?;
        std::fs::write(page, format!("{head}{BEGIN}\n{text}\n{END}{tail}"))?;
    }
    Ok(())
}

fn rows(examples: &[Example], labels: &[String]) -> Vec<Row> {
    let number = |label: &str| labels.iter().position(|known| known == label).map(|at| vec![at as u16]);
    let row = |example: &Example| Row {
        parts: parts(example),
        answers: vec![number(&example.label)],
        weight: example.weight,
        group: example.group,
    };
    examples.iter().map(row).collect()
}

/// A message that stands alone, as the shipped model reads it: its words, whether it shouts, what its words are about; of a
/// conversation the message, what the company said before it and what the customer said earlier.
fn parts(example: &Example) -> Vec<String> {
    match example.parts.as_slice() {
        [alone] => codebook::parts(&Normal::of(alone)),
        several => several.iter().map(|part| Normal::of(part).text().to_owned()).collect(),
    }
}

/// How much what was said before a message counts, by the company and by the customer.
const BEFORE: [f32; 2] = [0.4, 0.5];

/// Trains and tests on every split of a set; the figures are the means.
fn trained(set: &Set, splits: &[(Vec<Example>, Vec<Example>)]) -> Outcome<String> {
    let (mut accuracy, mut f1, mut speed, mut memory, mut labels) = (0.0, 0.0, 0.0, 0, Vec::new());
    for (learn, test) in splits {
        labels = learn.iter().map(|example| example.label.clone()).collect();
        labels.sort();
        labels.dedup();
        let task = Task { name: set.name.to_owned(), kind: Kind::One, labels: labels.clone() };
        let (learn, right) = (rows(learn, &labels), rows(test, &labels));
        let alone = splits[0].0.iter().all(|example| example.parts.len() == 1);
        let counts = if alone { vec![1.0, 0.0, 0.0] } else { [&[1.0][..], &BEFORE].concat() };
        let usual = Settings { parts: counts, ..Settings::new(vec![task]) };
        let mut choices = usual.choices();
        if alone {
            // Reviews are also tried with what their words are about: praise and blame are said in words many share.
            choices.push(Settings { parts: codebook::PARTS.to_vec(), ..choices[REVIEWS].clone() });
        }
        let (settings, _) = choose(&learn, &choices)?;
        let model = train(&learn, &settings)?;
        let right: Vec<u16> =
            right.iter().map(|row| row.answers[0].as_ref().map_or(u16::MAX, |said| said[0])).collect();
        let mut reader = Reader::default();
        let start = seconds();
        let said: Vec<u16> = test.iter().map(|example| answer(&model, example, &mut reader)).collect();
        speed += test.len() as f64 / (seconds() - start);
        let reached = measure(&said, &right, labels.len());
        accuracy += reached.accuracy;
        f1 += reached.macro_f1;
        memory = memory.max(model.bytes());
    }
    let (count, (learn, test)) = (splits.len() as f64, &splits[0]);
    Ok(format!(
        "| {} | {} / {}{} | {} | {:.3} | {:.3} | {} / {} | {:.0} | {:.1} MB |\n",
        set.name,
        learn.len(),
        test.len(),
        if splits.len() > 1 { format!(", each of {} fifths held back in turn", splits.len()) } else { String::new() },
        labels.len(),
        accuracy / count,
        f1 / count,
        set.beat.0,
        set.beat.1,
        speed / count,
        memory as f64 / f64::from(1 << 20),
    ))
}

/// Which of [`Settings::choices`] is for reviews.
const REVIEWS: usize = 2;

fn answer(model: &Model, example: &Example, reader: &mut Reader) -> u16 {
    model.read(&parts(example), reader);
    model.one(0, reader).label
}

/// The codebook: learn two thirds and what was written since, answer the third.
fn shipped(entries: &[Entry], younger: &[Entry]) -> Outcome<String> {
    let mut order = entries.to_vec();
    Dice::new(1).shuffle(&mut order);
    let (held, learn) = order.split_at(order.len() / 3);
    let learn = &[learn, younger].concat();
    let model = train(&codebook::rows(learn), &codebook::settings())?;
    let mut reader = Reader::default();
    let said: Vec<_> = held
        .iter()
        .map(|entry| {
            let normal = Normal::of(&entry.text);
            both_by(&model, &normal, &mut reader)
        })
        .collect();
    let mut text = format!("\nCodebook: {} rows to learn, {} held out.\n\n", learn.len(), held.len());
    text.push_str("| cause | held out | precision | recall | F1 | where sure: precision | share said sure |\n|---|---|---|---|---|---|---|\n");
    let pairs = || held.iter().zip(&said);
    for cause in cause::Cause::ALL {
        let all = found(pairs().map(|(entry, (found, _))| {
            (found.iter().any(|found| found.cause == cause), entry.causes.contains(&cause))
        }));
        let sure = found(pairs().map(|(entry, (found, _))| {
            (found.iter().any(|found| found.cause == cause && found.sure), entry.causes.contains(&cause))
        }));
        writeln!(
            text,
            "| {} | {} | {:.2} | {:.2} | {:.2} | {:.2} | {:.2} |",
            cause.name(),
            all.there,
            all.precision,
            all.recall,
            all.f1,
            sure.precision,
            sure.recall
        )?;
    }
    let told = |sure: bool| {
        let each = pairs().flat_map(|(entry, (found, _))| found.iter().map(move |found| (entry, found)));
        let each = each.filter(|(_, found)| found.sure || !sure);
        let right: Vec<bool> = each.map(|(entry, found)| entry.causes.contains(&found.cause)).collect();
        right.iter().filter(|right| **right).count() as f64 / right.len().max(1) as f64
    };
    let there: usize = held.iter().map(|entry| entry.causes.len()).sum();
    let sure: usize = pairs()
        .map(|(entry, (found, _))| {
            found.iter().filter(|found| found.sure && entry.causes.contains(&found.cause)).count()
        })
        .sum();
    writeln!(
        text,
        "| all causes together | {there} | {:.2} | | | {:.2} | {:.2} |",
        told(false),
        told(true),
        sure as f64 / there as f64
    )?;
    let any = found(pairs().map(|(entry, (found, _))| (!found.is_empty(), !entry.causes.is_empty())));
    writeln!(
        text,
        "| any dissatisfaction | {} | {:.2} | {:.2} | {:.2} | | |",
        any.there, any.precision, any.recall, any.f1
    )?;
    for trigger in [Trigger::Value, Trigger::System, Trigger::Employee] {
        let each = found(pairs().map(|(entry, (found, _))| {
            (
                found.iter().any(|found| found.trigger == trigger),
                entry.causes.iter().any(|cause| cause.trigger() == trigger),
            )
        }));
        writeln!(
            text,
            "| {trigger:?} (any of it) | {} | {:.2} | {:.2} | {:.2} | | |",
            each.there, each.precision, each.recall, each.f1
        )?;
    }
    for source in cause::Source::ALL {
        let each = found(pairs().map(|(entry, (found, _))| {
            (found.iter().any(|found| found.source == Some(source)), entry.source == Some(source))
        }));
        writeln!(
            text,
            "| source: {} | {} | {:.2} | {:.2} | {:.2} | | |",
            source.name(),
            each.there,
            each.precision,
            each.recall,
            each.f1
        )?;
    }
    type Pick = fn(&emotion::Emotion) -> bool;
    let moods: [(&str, Pick); 3] =
        [("disappointment", |e| e.disappointment.there), ("worry", |e| e.worry.there), ("joy", |e| e.joy.there)];
    for (at, (name, pick)) in moods.iter().enumerate() {
        let each = found(pairs().map(|(entry, (_, emotion))| (pick(emotion), entry.moods[at])));
        writeln!(
            text,
            "| {name} | {} | {:.2} | {:.2} | {:.2} | | |",
            each.there, each.precision, each.recall, each.f1
        )?;
    }
    for direction in emotion::Direction::ALL {
        let each =
            found(pairs().map(|(entry, (_, emotion))| (emotion.direction == direction, entry.direction == direction)));
        writeln!(
            text,
            "| direction: {} | {} | {:.2} | {:.2} | {:.2} | | |",
            direction.name(),
            each.there,
            each.precision,
            each.recall,
            each.f1
        )?;
    }
    let share = |is: &dyn Fn(i32) -> bool| {
        pairs().filter(|(entry, (_, emotion))| is(i32::from(entry.anger) - i32::from(emotion.anger))).count() as f64
            / held.len() as f64
    };
    writeln!(
        text,
        "\nAnger: the exact level for {:.1} % of them, within one level for {:.1} %.",
        100.0 * share(&|off| off == 0),
        100.0 * share(&|off| off.abs() <= 1)
    )?;
    Ok(text)
}

/// The shipped model on sets that it has not learned.
fn elsewhere() -> Outcome<String> {
    let model = cause::shipped();
    let mut reader = Reader::default();
    let mut text = format!("\nThe shipped model ({}) on sets it has not learned:\n\n", model.note());
    text.push_str("| set | what is asked | accuracy | macro F1 | rows |\n|---|---|---|---|---|\n");
    for (name, set) in [("hotel reviews", public::hotel()), ("food delivery reviews", public::food())] {
        let Some(set) = set else { continue };
        let right: Vec<u16> = set.iter().map(|example| u16::from(example.label == "0")).collect();
        let said = |example: &Example, reader: &mut Reader| {
            u16::from(!causes_by(model, &Normal::of(&example.parts[0]), reader).is_empty())
        };
        let said: Vec<u16> = set.iter().map(|example| said(example, &mut reader)).collect();
        let reached = measure(&said, &right, 2);
        writeln!(
            text,
            "| {name} | is there a cause of dissatisfaction (negative) or none (positive) | {:.3} | {:.3} | {} |",
            reached.accuracy,
            reached.macro_f1,
            set.len()
        )?;
    }
    if let Some(set) = public::airline() {
        text.push_str(&airline(model, &set, &mut reader)?);
    }
    let messages: Vec<String> = public::airline()
        .into_iter()
        .flatten()
        .chain(public::food().into_iter().flatten())
        .map(|example| example.parts[0].clone())
        .collect();
    let start = seconds();
    let angry = messages.iter().filter(|text| {
        let (found, emotion) = both_by(model, &Normal::of(text), &mut reader);
        emotion.anger > 2 || found.len() > 3
    });
    let (angry, took) = (angry.count(), seconds() - start);
    writeln!(
        text,
        "\nNormal form, causes with words, and emotion of {} short messages ({angry} of them furious or many-sided): {:.0} messages/s/core; \
         the model takes {:.1} MB in memory.",
        messages.len(),
        messages.len() as f64 / took,
        model.bytes() as f64 / f64::from(1 << 20)
    )?;
    Ok(text)
}

/// The airline's reasons, as far as they say one of our triggers.
fn airline(model: &Model, set: &[Example], reader: &mut Reader) -> Outcome<String> {
    let reason = |label: &str| match label {
        "Late Flight" | "Lost Luggage" | "longlines" | "Cancelled Flight" | "Flight Booking Problems" => Some(1u16),
        "Bad Flight" | "Damaged Luggage" => Some(0),
        "Flight Attendant Complaints" => Some(2),
        _ => None,
    };
    let (mut said, mut right, mut silent) = (Vec::new(), Vec::new(), 0usize);
    for example in set {
        let Some(trigger) = reason(&example.label) else { continue };
        right.push(trigger);
        let found = causes_by(model, &Normal::of(&example.parts[0]), reader);
        silent += usize::from(found.is_empty());
        said.push(found.first().map_or(3, |found| found.trigger as u16));
    }
    let reached = measure(&said, &right, 4);
    let spoke = measure(
        &said.iter().zip(&right).filter(|(said, _)| **said < 3).map(|(said, _)| *said).collect::<Vec<_>>(),
        &said.iter().zip(&right).filter(|(said, _)| **said < 3).map(|(_, right)| *right).collect::<Vec<_>>(),
        3,
    );
    Ok(format!(
        "| airline reasons | value, system or employee, by the first cause found; nothing found counts as wrong ({:.1} %) | {:.3} | {:.3} | {} |\n\
         | airline reasons | the same where a cause was found | {:.3} | {:.3} | {} |\n",
        100.0 * silent as f64 / right.len() as f64,
        reached.accuracy,
        reached.macro_f1,
        right.len(),
        spoke.accuracy,
        spoke.macro_f1,
        right.len() - silent
    ))
}
