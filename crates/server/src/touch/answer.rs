//! What a sender is told.

use crate::locale::Language;
use channels::http::{Items, Refused};
use desk::time::Time;
use desk::touch::Touch;
use serde::Serialize;
use store::log::Verdict;
use utoipa::ToSchema;

/// Up to so many things in a request, each is told of; of more only those that need attention ...
const ALL: usize = 20;
/// ... and at most so many.
const MOST: usize = 1_000;

/// What became of the touches of a request.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(crate) struct Taken {
    /// Touches that are new and on the disk.
    pub(crate) accepted: usize,
    /// Touches that were known already, or sent twice in this request: nothing to do.
    pub(crate) duplicates: usize,
    /// Things that are no touch, or one that is not taken. Sending them again changes nothing.
    pub(crate) rejected: usize,
    /// What became of each, in the order they were sent. Of more than 20 only those that were rejected or got another
    /// time are told of, and of those the first 1,000.
    pub(crate) results: Vec<One>,
}

/// What became of one.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct One {
    /// Its place in the request, from 0.
    index: usize,
    /// The touch's id: the sender's, or the one it got.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) id: Option<String>,
    /// accepted, duplicate or rejected.
    pub(crate) status: &'static str,
    /// The field at fault.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) place: Option<String>,
    /// Why it was rejected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) reason: Option<String>,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) mend: Option<String>,
    /// What the sender said about the time, where that cannot be: it lies in the future, or the sender's clock is wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub(crate) claimed_at: Option<Time>,
}

/// What was sent, while its touches are being written.
pub(crate) struct Sent(Vec<Result<(String, Option<Time>), Refused>>);

impl Sent {
    /// The touches of a request, and what to remember of it.
    pub(crate) fn of(items: Items) -> (Vec<Touch>, Sent) {
        let mut touches = Vec::with_capacity(items.len());
        let sent = items.into_iter().map(|item| {
            item.map(|arrived| {
                let id = arrived.touch.id.clone();
                touches.push(arrived.touch);
                (id, arrived.claimed_at)
            })
        });
        let sent = sent.collect();
        (touches, Sent(sent))
    }

    /// How many things were sent.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// What became of them: `verdicts` are those of the touches.
    pub(crate) fn told(self, verdicts: Vec<Verdict>, language: Language) -> Taken {
        let (mut taken, few) = (Taken::default(), self.0.len() <= ALL);
        let mut verdicts = verdicts.into_iter();
        for (index, sent) in self.0.into_iter().enumerate() {
            let one = match sent {
                Err(refused) => rejected(index, refused, language),
                Ok((id, claimed_at)) => {
                    let one =
                        One { index, id: Some(id), status: "", place: None, reason: None, mend: None, claimed_at };
                    judged(one, verdicts.next())
                }
            };
            match one.status {
                "accepted" => taken.accepted += 1,
                "duplicate" => taken.duplicates += 1,
                _ => taken.rejected += 1,
            }
            if few || ((one.status == "rejected" || one.claimed_at.is_some()) && taken.results.len() < MOST) {
                taken.results.push(one);
            }
        }
        taken
    }
}

fn rejected(index: usize, refused: Refused, language: Language) -> One {
    let language = language.into();
    One {
        index,
        id: refused.id,
        status: "rejected",
        place: refused.place,
        reason: Some(refused.reason.text(language)),
        mend: Some(refused.reason.mend(language).to_owned()),
        claimed_at: None,
    }
}

fn judged(one: One, verdict: Option<Verdict>) -> One {
    match verdict {
        Some(Verdict::Accepted) => One { status: "accepted", ..one },
        Some(Verdict::Duplicate) => One { status: "duplicate", ..one },
        Some(Verdict::Rejected(reason)) => {
            // What is wrong stands before what to do.
            let said = reason.to_string();
            let (reason, mend) = said.split_once("; ").unwrap_or((&said, ""));
            One { status: "rejected", reason: Some(reason.to_owned()), mend: Some(mend.to_owned()), ..one }
        }
        None => One { status: "rejected", ..one },
    }
}
