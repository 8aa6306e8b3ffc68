//! From the words of the noise report back to the codes of a log.

use crate::failure::Failure;
use crate::report::Place;
use crate::report::resolve::Names;
use crate::report::sentences::{KINDS, slug};
use lens::signals::{self, Kind};
use store::point::Spot;

/// The word for a kind, as JSON writes it.
pub(crate) fn word(kind: Kind) -> String {
    slug(kind).replace('-', "_")
}

/// The kind of a word.
pub(crate) fn kind(text: &str) -> Result<Kind, Failure> {
    let found = KINDS.into_iter().find(|&kind| word(kind) == text.replace('-', "_"));
    found.ok_or_else(|| {
        let all: Vec<String> = KINDS.into_iter().map(word).collect();
        Failure::Usage(format!("{text:?} is no kind of noise; write one of {}", all.join(", ")))
    })
}

/// A place as the report shows it; the steps of a transition are told apart at the first arrow.
pub(super) fn shown(spot: &Spot) -> Place {
    let place = spot.place.clone();
    match spot.place_kind.as_str() {
        "step" => Place::Step(place),
        "transition" => {
            let (from, to) = place.split_once(" → ").unwrap_or((place.as_str(), ""));
            Place::Transition(from.to_owned(), to.to_owned())
        }
        "owner" => Place::Owner(place),
        "channel" => Place::Channel(place),
        "owners" => Place::Owners(place.parse().unwrap_or_default()),
        _ => Place::Journey,
    }
}

/// The place of this name in a log, of this kind or of the first kind that has it, with the word for its kind.
pub(crate) fn find(names: &Names<'_>, text: &str, place_kind: Option<&str>) -> Option<(signals::Place, &'static str)> {
    let wanted = |known: &'static str| place_kind.is_none_or(|kind| kind == known).then_some(known);
    let code = |list: &[String]| {
        let place = list.iter().position(|name| name == text).filter(|_| !text.is_empty());
        place.map(|code| code as u32)
    };
    let step = |name: &str| names.steps.iter().position(|known| known == name).map(|code| code as u32);
    let transition = || {
        text.match_indices(" → ").find_map(|(at, arrow)| {
            Some(signals::Place::Transition(step(&text[..at])?, step(&text[at + arrow.len()..])?))
        })
    };
    let journey = || (text == "journey").then_some(signals::Place::Journey);
    let found = |place: Option<signals::Place>, word| Some((place?, wanted(word)?));
    found(journey(), "journey")
        .or_else(|| found(code(names.steps).map(signals::Place::Step), "step"))
        .or_else(|| found(transition(), "transition"))
        .or_else(|| found(code(names.owners).map(signals::Place::Owner), "owner"))
        .or_else(|| found(code(names.channels).map(signals::Place::Channel), "channel"))
        .or_else(|| found(text.parse().ok().map(signals::Place::Owners), "owners"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_found_as_they_are_spelt() {
        let [steps, owners, channels] = [["", "web pay", "web pay → x"], ["", "Web", "web pay"], ["", "phone", "Web"]]
            .map(|list| list.map(str::to_owned));
        let names = Names { steps: &steps, owners: &owners, channels: &channels, ..Names::default() };
        for place in [
            signals::Place::Journey,
            signals::Place::Step(1),
            signals::Place::Step(2),
            signals::Place::Transition(2, 1),
            signals::Place::Owner(1),
            signals::Place::Owner(2),
            signals::Place::Channel(2),
            signals::Place::Owners(3),
        ] {
            let named = names.place(place);
            let (text, place_kind) = named.spelt();
            assert_eq!(find(&names, &text, Some(place_kind)), Some((place, place_kind)));
            let spot = Spot { kind: "loop".to_owned(), place: text.to_string(), place_kind: place_kind.to_owned() };
            assert_eq!(shown(&spot).spelt(), named.spelt());
        }
        assert_eq!(find(&names, "Web", None), Some((signals::Place::Owner(1), "owner")));
        assert_eq!(find(&names, "nowhere", None), None);
        assert_eq!(KINDS.map(|known| kind(&word(known)).ok()), KINDS.map(Some));
        assert!(kind("bad").is_err_and(|error| error.to_string().contains("ping_pong")));
    }
}
