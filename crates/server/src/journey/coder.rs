//! Touches as the columns of a scan: the codes of a log whose names are known, and new ones for names it has not had yet.

use super::told::Told;
use desk::touch::Touch;
use lens::journey::{Columns, NO_SPAN};
use rustc_hash::FxHashMap;
use std::sync::Arc;
use store::log::{List, Names};

/// Names and their codes; code 0 is no name.
#[derive(Debug, Default)]
pub(crate) struct Words {
    names: Vec<String>,
    codes: FxHashMap<Arc<str>, u32>,
}

impl Words {
    fn of(list: &List) -> Words {
        let codes = list.iter().enumerate().map(|(code, name)| (name.clone(), code as u32)).collect();
        Words { names: super::spelt(list), codes }
    }

    fn code(&mut self, name: Option<&str>) -> u32 {
        let name = name.unwrap_or_default();
        if let Some(&code) = self.codes.get(name) {
            return code;
        }
        let code = self.names.len() as u32;
        self.names.push(name.to_owned());
        self.codes.insert(name.into(), code);
        code
    }

    /// The names by code.
    pub(crate) fn names(&self) -> &[String] {
        &self.names
    }
}

/// Turns touches into columns.
#[derive(Debug, Default)]
pub(crate) struct Coder {
    pub(crate) step: Words,
    pub(crate) channel: Words,
    pub(crate) owner: Words,
    segment: Words,
    persons: Option<Arc<FxHashMap<u64, u64>>>,
    told: Told,
}

impl Coder {
    /// Goes on with the codes of a scan.
    pub(crate) fn of(names: &Names, persons: Option<Arc<FxHashMap<u64, u64>>>, told: Told) -> Coder {
        Coder {
            step: Words::of(&names.step),
            channel: Words::of(&names.channel),
            owner: Words::of(&names.owner),
            segment: Words::of(&names.segment),
            persons,
            told,
        }
    }

    /// The person behind the customer of a touch.
    pub(crate) fn person(&self, touch: &Touch) -> u64 {
        let customer = touch.customer().0;
        self.persons.as_ref().and_then(|persons| persons.get(&customer)).copied().unwrap_or(customer)
    }

    /// The touches of one journey, which must be in the order of the log.
    pub(crate) fn columns<'a>(&mut self, touches: impl Iterator<Item = &'a Touch>) -> Columns {
        let mut columns = Columns::default();
        touches.for_each(|touch| self.push(touch, &mut columns));
        columns
    }

    fn push(&mut self, touch: &Touch, columns: &mut Columns) {
        let (known, true_) = touch.results.bits();
        columns.journey.push(touch.journey().0);
        columns.customer.push(self.person(touch));
        columns.at.push(touch.at.0);
        columns.step.push(self.step.code(Some(&touch.step())));
        columns.channel.push(self.channel.code(touch.channel.as_deref()));
        columns.owner.push(self.owner.code(touch.owner.as_deref()));
        columns.actor.push(0);
        columns.outcome.push(touch.outcome as u8);
        columns.phase.push(touch.phase as u8);
        columns.direction.push(touch.direction.map_or(0, |direction| direction as u8));
        columns.waited.push(touch.waited.map_or(NO_SPAN, |span| span.0));
        columns.handled.push(touch.handled.map_or(NO_SPAN, |span| span.0));
        columns.results_known.push(known);
        columns.results_true.push(true_);
        let tells = self.told.of_touch(touch.journey().0, touch.at.0);
        columns.may_tell.push(tells.may);
        columns.tells.push(tells.tells);
        columns.told_at.push(tells.at);
        columns.segment.push(self.segment.code(touch.segment.as_deref()));
    }
}
