//! Stories of letting in and shutting out, told on both databases.

use super::admitted::{Admitted, admitted};
use super::{browser, key, link, member, openid, session};
use crate::error::Error;
use crate::testing::both;
use desk::access::{Role, Scope};
use desk::time::{Span, Time};

const MINUTE: Span = Span(60_000_000);
const HOUR: Span = Span(60 * 60_000_000);

#[test]
fn two_who_change_a_member_at_once_are_told_and_the_last_admin_stays() {
    both(|place| async move {
        let database = place.open().await;
        let mut writing = database.write().await.unwrap();
        let ada = member::add(&mut writing, " Ada@Example.com", "Ada", Role::Admin, Time(1)).await.unwrap();
        assert_eq!(ada.email, "ada@example.com");
        let again = member::add(&mut writing, "ADA@example.com", "Ada", Role::Agent, Time(2)).await;
        assert!(matches!(again, Err(Error::Taken { .. })), "{again:?}");
        let named = member::Change { name: Some("Ada L.".to_owned()), ..Default::default() };
        let changed = member::change(&mut writing, ada.id, 1, &named, Time(3)).await.unwrap();
        assert_eq!((changed.name.as_str(), changed.version), ("Ada L.", 2));
        let late = member::change(&mut writing, ada.id, 1, &named, Time(4)).await;
        assert!(matches!(late, Err(Error::Stale { .. })), "{late:?}");
        let away = member::Change { disabled: Some(true), ..Default::default() };
        let last = member::change(&mut writing, ada.id, 2, &away, Time(5)).await;
        assert!(matches!(last, Err(Error::LastAdmin)), "{last:?}");
    });
}

#[test]
fn a_session_outlives_the_change_of_its_token_and_not_its_end() {
    both(|place| async move {
        let database = place.open().await;
        let mut writing = database.write().await.unwrap();
        let ada = member::add(&mut writing, "ada@example.com", "Ada", Role::Admin, Time(0)).await.unwrap();
        let (first, second) = ([1; 32], [2; 32]);
        session::begin(&mut writing, &first, ada.id, ("Firefox", "::1"), Time(0), Time(0) + HOUR).await.unwrap();
        assert!(session::rotate(&mut writing, &first, &second, Time(0) + MINUTE).await.unwrap());
        assert!(!session::rotate(&mut writing, &first, &[3; 32], Time(0) + MINUTE).await.unwrap());
        let mut newest = Vec::new();
        for (token, at) in [(second, MINUTE), (first, MINUTE), (first, Span(3 * MINUTE.0)), (second, HOUR)] {
            let found = session::find(&mut writing, &token, Time(0) + at).await.unwrap();
            newest.push(found.map(|(_, newest)| newest));
        }
        assert_eq!(newest, [Some(true), Some(false), None, None]);
        let [only] = session::list(&mut writing, ada.id, Time(5)).await.unwrap().try_into().unwrap();
        session::end(&mut writing, ada.id, only.id).await.unwrap();
        assert!(session::find(&mut writing, &second, Time(5)).await.unwrap().is_none());
    });
}

#[test]
fn a_sign_in_comes_back_once_and_in_time() {
    both(|place| async move {
        let database = place.open().await;
        let mut writing = database.write().await.unwrap();
        let text = str::to_owned;
        let begun = openid::Begun { state: text("s"), nonce: text("n"), verifier: text("v"), page: text("/noise") };
        for (token, expires) in [(1, 10), (2, 10), (3, 20)] {
            openid::begin(&mut writing, &[token; 32], &begun, Time(5), Time(expires)).await.unwrap();
        }
        let mut taken = Vec::new();
        for (token, now) in [(1, 9), (1, 9), (2, 10), (9, 9), (3, 19)] {
            taken.push(openid::take(&mut writing, &[token; 32], Time(now)).await.unwrap());
        }
        assert_eq!(taken, [Some(begun.clone()), None, None, None, Some(begun)]);
    });
}

#[test]
fn a_browser_is_known_for_a_time() {
    both(|place| async move {
        let database = place.open().await;
        let mut writing = database.write().await.unwrap();
        browser::remember(&mut writing, &[1; 32], 7, Time(0), Time(10)).await.unwrap();
        let mut whose = Vec::new();
        for (token, now) in [(1, 9), (1, 10), (2, 9)] {
            whose.push(browser::member(&mut writing, &[token; 32], Time(now)).await.unwrap());
        }
        assert_eq!(whose, [Some(7), None, None]);
    });
}

#[test]
fn a_subject_stays_with_its_member_until_it_is_let_go() {
    both(|place| async move {
        let database = place.open().await;
        let mut writing = database.write().await.unwrap();
        let ada = member::add(&mut writing, "ada@example.com", "Ada", Role::Admin, Time(0)).await.unwrap();
        member::set_subject(&mut writing, ada.id, "https://id.example 17").await.unwrap();
        let named = member::Change { name: Some("Ada L.".to_owned()), ..Default::default() };
        let found = member::by_subject(&mut writing, "https://id.example 17").await.unwrap().unwrap();
        let still = member::change(&mut writing, ada.id, found.version, &named, Time(1)).await.unwrap();
        assert_eq!(still.subject.as_deref(), Some("https://id.example 17"));
        let away = member::Change { linked: Some(false), ..Default::default() };
        member::change(&mut writing, ada.id, still.version, &away, Time(2)).await.unwrap();
        assert_eq!(member::by_subject(&mut writing, "https://id.example 17").await.unwrap(), None);
    });
}

#[test]
fn a_link_works_once_and_a_newer_one_replaces_it() {
    both(|place| async move {
        let database = place.open().await;
        let mut writing = database.write().await.unwrap();
        for (token, expires) in [([1; 32], 10), ([2; 32], 10), ([3; 32], 20)] {
            link::make(&mut writing, &token, i64::from(token[0] / 3), Time(expires)).await.unwrap();
        }
        let mut taken = Vec::new();
        for (token, now) in [(1, 5), (2, 5), (2, 5), (3, 20)] {
            taken.push(link::take(&mut writing, &[token; 32], Time(now)).await.unwrap());
        }
        assert_eq!(taken, [None, Some(0), None, None]);
    });
}

#[test]
fn a_key_works_until_it_is_taken_back_or_runs_out() {
    both(|place| async move {
        let database = place.open().await;
        let mut writing = database.write().await.unwrap();
        let scopes = [Scope::Intake, Scope::Look];
        let new = |token: u8, expires_at| key::New {
            token: [token; 32],
            name: "shop",
            shown: "wl_1234",
            scopes: &scopes,
            created_by: "ada@example.com",
            expires_at,
        };
        let forever = key::add(&mut writing, &new(1, None), Time(1)).await.unwrap();
        key::add(&mut writing, &new(2, Some(Time(10))), Time(1)).await.unwrap();
        assert_eq!(forever.scopes, scopes);
        key::revoke(&mut writing, forever.id, Time(5)).await.unwrap();
        assert!(matches!(key::revoke(&mut writing, forever.id, Time(6)).await, Err(Error::Unknown { .. })));
        let mut works = Vec::new();
        for (token, now) in [(1, 6), (2, 9), (2, 10), (9, 1)] {
            works.push(key::find(&mut writing, &[token; 32], Time(now)).await.unwrap().is_some());
        }
        assert_eq!(works, [false, true, false, false]);
        assert_eq!(key::hashes(&mut writing).await.unwrap(), [[2; 32]], "one that was taken back is none");
        assert_eq!(key::list(&mut writing).await.unwrap().len(), 2);
    });
}

#[test]
fn those_are_admitted_whose_sessions_and_keys_work_now() {
    both(|place| async move {
        let database = place.open().await;
        let mut writing = database.write().await.unwrap();
        let ada = member::add(&mut writing, "ada@example.com", "Ada", Role::Admin, Time(0)).await.unwrap();
        let bob = member::add(&mut writing, "bob@example.com", "Bob", Role::Agent, Time(0)).await.unwrap();
        for (token, who, until) in [(1, ada.id, 20), (2, bob.id, 30), (3, bob.id, 20)] {
            session::begin(&mut writing, &[token; 32], who, ("", ""), Time(0), Time(until)).await.unwrap();
        }
        for (token, until) in [(1, None), (2, Some(Time(20)))] {
            let scopes = &[Scope::Look];
            let (name, shown, created_by, expires_at) = ("shop", "wl_", "ada", until);
            let new = key::New { token: [token; 32], name, shown, scopes, created_by, expires_at };
            key::add(&mut writing, &new, Time(0)).await.unwrap();
        }
        let all = admitted(&mut writing, Time(19)).await.unwrap();
        assert_eq!(all.sessions.values().collect::<Vec<_>>(), [&Role::Admin, &Role::Agent, &Role::Agent]);
        assert_eq!((all.keys.len(), admitted(&mut writing, Time(20)).await.unwrap().sessions.len()), (2, 1));
        let forever = *all.keys.first().unwrap();
        assert_eq!(admitted(&mut writing, Time(20)).await.unwrap().keys, [forever].into());
        key::revoke(&mut writing, forever, Time(20)).await.unwrap();
        let change = member::Change { role: Some(Role::Owner), ..Default::default() };
        member::change(&mut writing, bob.id, 1, &change, Time(20)).await.unwrap();
        let left = admitted(&mut writing, Time(20)).await.unwrap();
        assert_eq!((left.sessions.values().collect::<Vec<_>>(), left.keys.len()), (vec![&Role::Owner], 0));
        let away = member::Change { disabled: Some(true), ..Default::default() };
        member::change(&mut writing, bob.id, 2, &away, Time(20)).await.unwrap();
        assert_eq!(admitted(&mut writing, Time(20)).await.unwrap(), Admitted::default());
    });
}
