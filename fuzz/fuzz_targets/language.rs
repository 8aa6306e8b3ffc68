//! Everything one text can be asked: the full reading, numbers and masking, the same reply and the same problem again,
//! questions left open, and whatever an endpoint may reply. The text is split at its first line feed: a message and a reply.

#![no_main]

use language::answer::read;
use language::cause::shipped;
use language::codebook;
use language::find::{Kind, found, mask};
use language::heads::{Model, Reader};
use language::opinion::Question;
use language::question;
use language::repeat::issue::same;
use language::repeat::parrot::Parrot;
use language::repeat::retelling::retold;
use language::repeat::template::Templates;
use language::time::{Calendar, Moment};
use language::{Normal, emotion};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|content: &[u8]| {
    let text = String::from_utf8_lossy(content);
    let moment = Moment {
        at: "2026-03-04T02:00:00Z".parse().expect("a time"),
        zone: jiff::tz::TimeZone::UTC,
        calendar: Calendar::china(),
    };
    let mut reader = Reader::default();
    let answer = read(&text, &moment, shipped(), &mut reader);
    for word in &answer.evidence {
        assert!(text.contains(word.as_str()), "evidence is the writer's own words");
    }
    for find in found(&text) {
        assert!(!text[find.range].is_empty());
    }
    let _ = mask(&text, &Kind::ALL);
    let (message, reply) = text.split_once('\n').unwrap_or((&text, ""));
    let (message, reply) = (Normal::of(message), Normal::of(reply));
    let _ = question::open(&message, &reply);
    let _ = retold(std::slice::from_ref(&message), &reply);
    let _ = same(&message, &reply);
    let (mut parrot, mut templates) = (Parrot::default(), Templates::with_room(16));
    parrot.add(1, 0, &message, &reply);
    let _ = parrot.ask(1, &message, &reply);
    templates.add(&reply, 1);
    let _ = (templates.script(&message, &reply), templates.mine(1));
    let _ = emotion::emotion(&reply);
    let question = Question::of(&message);
    let _ = question.body("any");
    let _ = question.opinion(content);
    let _ = codebook::read("own.tsv", &text);
    let _ = Model::from_bytes(content);
});
