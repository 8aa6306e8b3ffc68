//! Real logs. Their figures are facts that others published or measured.

use crate::{check_round_trip, read, real, sorted};
use channels::file::write::Form;
use desk::touch::Touch;
use std::collections::HashSet;

/// Checks the figures of a real log and gives its touches, or `None` where it is not here.
fn check(name: &str, journeys: usize, events: usize) -> Option<crate::Read> {
    let read = read(&real(name)?);
    assert_eq!(read.complaints(), "", "{name}");
    let traces: HashSet<_> = read.touches.iter().map(Touch::journey).collect();
    let keys: HashSet<_> = read.touches.iter().map(Touch::key).collect();
    println!("{name}: {} journeys, {} touches, {} of them distinct", traces.len(), read.touches.len(), keys.len());
    assert_eq!((traces.len(), read.touches.len(), keys.len()), (journeys, events, events), "{name}");
    Some(read)
}

#[test]
fn the_help_desk_log_comes_back_whole_from_every_form() {
    let Some(read) = check("italian-helpdesk.xes.gz", 4_580, 21_348) else { return };
    let touches = sorted(read.touches);
    for form in Form::ALL {
        check_round_trip(form, &touches);
    }
}

#[test]
fn the_loan_log_comes_back_whole_from_every_form() {
    let Some(read) = check("bpic2012.xes.gz", 13_087, 262_200) else { return };
    let touches = sorted(read.touches);
    for form in Form::ALL {
        check_round_trip(form, &touches);
    }
}

#[test]
fn other_real_logs_have_their_known_figures() {
    check("sepsis.xes.gz", 1_050, 15_214);
    check("permit-receipt.xes.gz", 1_434, 8_577);
    check("running-example.xes", 6, 42);
}

#[test]
fn a_log_has_one_source_however_it_is_cut() {
    let Some(path) = real("running-example.xes") else { return };
    let text = std::fs::read_to_string(&path).expect("a file");
    let (head, rest) = text.split_at(text.find("<trace>").expect("a trace"));
    let cut = rest.find("</trace>").expect("an end") + "</trace>".len();
    let parts = [format!("{head}{}</log>", &rest[..cut]), format!("{head}{}", &rest[cut..])];
    let whole = read(&path);
    let mut from_parts = Vec::new();
    for part in parts {
        let part = crate::read_text("part.xes", part);
        assert_eq!(part.source, whole.source);
        from_parts.extend(part.touches.into_iter().map(|touch| touch.key()));
    }
    assert_eq!(from_parts, whole.touches.iter().map(Touch::key).collect::<Vec<_>>());
}
