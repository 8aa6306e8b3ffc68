//! The customer comes again inside one journey: once more, or on another channel.

use super::norms::Norms;
use super::view::{View, direction, is_contact, rates};
use super::{Kind, Place, Signal, Sink};
use crate::index::PerJourney;
use crate::journey::Journey;

#[derive(Clone, Debug, Default)]
pub(super) struct Visits {
    steps: PerJourney<()>,
    channels: PerJourney<()>,
}

impl Visits {
    pub(super) fn read(&mut self, journey: &Journey<'_>, view: &View, norms: &Norms, found: &mut impl Sink) {
        self.steps.begin();
        self.channels.begin();
        let (mut contact, mut channel) = (None, None);
        for (k, &row) in view.rows.iter().enumerate() {
            if rates(journey, row as usize, norms) {
                continue;
            }
            let began = journey.direction[row as usize];
            let inbound = matches!(began, direction::CUSTOMER | direction::SELF_SERVICE);
            if inbound {
                if let Some(before) = contact {
                    self.next_contact(journey, view, norms, found, before, k);
                }
                contact = Some(k);
            }
            if is_contact(began) && journey.channel[row as usize] != 0 {
                self.next_channel(journey, view, norms, found, channel, k);
                channel = Some(k);
            }
        }
        if let Some(last) = contact {
            self.end_contact(journey, view, norms, found, last);
        }
    }

    /// Touches within the contact gap are one contact, which ends at the last of them.
    fn next_contact(
        &mut self,
        journey: &Journey<'_>,
        view: &View,
        norms: &Norms,
        found: &mut impl Sink,
        before: usize,
        k: usize,
    ) {
        let (earlier, row) = (view.rows[before] as usize, view.rows[k]);
        let apart = journey.at[row as usize] - journey.at[earlier];
        if apart <= norms.settings.contact_gap {
            return;
        }
        let followed = self.end_contact(journey, view, norms, found, before);
        if followed && apart <= norms.settings.repeat_within {
            let place = Place::Step(journey.step[earlier]);
            let (lost, owner) = (view.between(before, k), journey.owner[earlier]);
            found.hurt(Signal { kind: Kind::RepeatContact, place, row, lost, owner });
        }
    }

    /// Exposes to a repeat what can be followed up to the end of the window, whether or not the customer came again:
    /// otherwise contacts near the end of the log would count only when they were repeated.
    fn end_contact(
        &mut self,
        journey: &Journey<'_>,
        view: &View,
        norms: &Norms,
        found: &mut impl Sink,
        k: usize,
    ) -> bool {
        let row = view.rows[k] as usize;
        let followed = norms.followed(journey.at[row], norms.settings.repeat_within);
        if followed && self.steps.put(journey.step[row], ()).is_none() {
            found.expose(norms, Kind::RepeatContact, Place::Step(journey.step[row]), view.rows[k]);
        }
        followed
    }

    fn next_channel(
        &mut self,
        journey: &Journey<'_>,
        view: &View,
        norms: &Norms,
        found: &mut impl Sink,
        before: Option<usize>,
        k: usize,
    ) {
        let row = view.rows[k];
        let here = journey.channel[row as usize];
        if self.channels.put(here, ()).is_none() {
            found.expose(norms, Kind::ChannelSwitch, Place::Channel(here), row);
        }
        let Some(before) = before else { return };
        let earlier = view.rows[before] as usize;
        let (left, apart) = (journey.channel[earlier], journey.at[row as usize] - journey.at[earlier]);
        if left != here && apart <= norms.settings.switch_within {
            let (lost, owner) = (view.between(before, k), journey.owner[earlier]);
            found.hurt(Signal { kind: Kind::ChannelSwitch, place: Place::Channel(left), row, lost, owner });
        }
    }
}
