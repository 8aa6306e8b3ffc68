//! Where a complaint comes to the surface, as far as the name of a step tells, in Chinese and English.
//!
//! The name alone does not make a complaint: who began the touch and what the source says of
//! [`complained`](crate::touch::Results::complained) decide too, see `lens::silent::surface`.

use crate::step::{is_denied, is_negated, words};

/// A place where customers complain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Forum {
    /// Where customers are served: a complaint by phone, in a chat, at the counter.
    FrontLine,
    /// The head office, the management, a regulator.
    HeadOffice,
    /// In public: a review, an appraisal on a platform.
    Review,
}

/// Whole English words that say that somebody complains.
const COMPLAINS: [&str; 7] =
    ["complain", "complains", "complained", "complaint", "complaints", "grievance", "grievances"];
/// Whole English words that say that it goes over the heads of those who serve.
const ABOVE: [&str; 9] =
    ["office", "headquarters", "hq", "management", "executive", "director", "ombudsman", "regulator", "authority"];
/// Whole English words that say that it is in public.
const PUBLIC: [&str; 4] = ["review", "reviews", "appraisal", "testimonial"];

const COMPLAINS_ZH: [&str; 8] = ["投诉", "投訴", "抱怨", "客诉", "客訴", "申诉", "申訴", "举报"];
const ABOVE_ZH: [&str; 8] = ["总部", "總部", "总经理", "總經理", "管理层", "管理層", "监管", "監管"];
const PUBLIC_ZH: [&str; 10] = ["评价", "評價", "评论", "評論", "点评", "點評", "差评", "負評", "负评", "公开投诉"];

impl Forum {
    /// Where a customer complains by a step of this name, in any spelling; `None` where it says nothing of a complaint.
    /// A name that is negated (`no complaint`, `无投诉`) says nothing.
    pub fn of(name: &str) -> Option<Forum> {
        let words = words(name);
        let says = |list: &[&str], chinese: &[&str]| {
            let english = (0..words.len()).any(|at| list.contains(&words[at].text.as_str()) && !is_negated(&words, at));
            english || chinese.iter().any(|term| name.match_indices(term).any(|(at, _)| !is_denied(&name[..at])))
        };
        if says(&PUBLIC, &PUBLIC_ZH) {
            return Some(Forum::Review);
        }
        let above = says(&ABOVE, &ABOVE_ZH);
        says(&COMPLAINS, &COMPLAINS_ZH).then_some(if above { Forum::HeadOffice } else { Forum::FrontLine })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(forum: Option<Forum>, names: &[&str]) {
        for name in names {
            assert_eq!(Forum::of(name), forum, "{name}");
        }
    }

    #[test]
    fn names_of_steps_tell_where_a_complaint_is_made() {
        check(Some(Forum::FrontLine), &["phone.care · complain", "ComplaintReceived", "客户投诉", "chat · 抱怨"]);
        check(Some(Forum::HeadOffice), &["email.office · complain", "complaint to management", "向总部投诉"]);
        check(Some(Forum::Review), &["web.review · post", "public review", "app · 差评"]);
    }

    #[test]
    fn other_names_tell_nothing() {
        check(None, &["web.payment · pay", "no complaint", "无投诉", "office · open", "preview", "compliant", ""]);
    }
}
