//! Who may come how often: a token bucket for each sender, so that a burst passes and a flood does not.

use desk::time::Time;
use std::collections::BTreeMap;
use std::sync::Mutex;

/// How often something may happen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Rate {
    /// At once.
    pub(crate) burst: f64,
    /// A second, in the long run.
    pub(crate) per_second: f64,
}

/// Keys that do not work, from one network address.
pub(crate) const WRONG_KEYS: Rate = Rate { burst: 30.0, per_second: 0.5 };
/// Attempts to sign in from one network address: many people may share it. A browser in which a member has signed in
/// before is counted by itself, so that a flood does not keep its neighbours out.
pub(crate) const SIGN_IN_BY_ADDRESS: Rate = Rate { burst: 30.0, per_second: 0.5 };
/// Attempts to sign in as one member.
pub(crate) const SIGN_IN_BY_MEMBER: Rate = Rate { burst: 8.0, per_second: 1.0 / 30.0 };

/// Buckets by sender. The state of a sender who stays away is forgotten once the bucket is full again.
#[derive(Debug, Default)]
pub(crate) struct Limiter(Mutex<BTreeMap<String, Bucket>>);

#[derive(Clone, Copy, Debug)]
struct Bucket {
    left: f64,
    at: Time,
    full_at: Time,
}

/// Senders remembered before those that may be forgotten are.
const MOST: usize = 10_000;

impl Limiter {
    /// How long `sender` has to wait for one more; `None` where it need not.
    pub(crate) fn waits(&self, sender: &str, rate: Rate, now: Time) -> Option<u64> {
        let bucket = *self.0.lock().ok()?.get(sender)?;
        let left = (bucket.left + rate.per_second * (now - bucket.at).seconds().max(0.0)).min(rate.burst);
        (left < 1.0).then(|| ((1.0 - left) / rate.per_second).ceil().max(1.0) as u64)
    }

    /// Takes `cost` out of the bucket of `sender`.
    ///
    /// # Errors
    /// The whole seconds after which there will be enough.
    pub(crate) fn take(&self, sender: &str, rate: Rate, cost: f64, now: Time) -> Result<(), u64> {
        let Ok(mut buckets) = self.0.lock() else { return Ok(()) };
        if buckets.len() >= MOST {
            buckets.retain(|_, bucket| bucket.full_at > now);
        }
        let before = buckets.get(sender).copied().unwrap_or(Bucket { left: rate.burst, at: now, full_at: now });
        let left = (before.left + rate.per_second * (now - before.at).seconds().max(0.0)).min(rate.burst);
        // A single request dearer than the bucket is large passes when the bucket is full.
        let needed = cost.min(rate.burst);
        let after = if left >= needed { left - cost } else { left };
        let seconds = |amount: f64| amount.max(0.0) / rate.per_second;
        let full_at = Time(now.0 + (seconds(rate.burst - after) * 1e6) as i64);
        buckets.insert(sender.to_owned(), Bucket { left: after, at: now, full_at });
        if left >= needed { Ok(()) } else { Err(seconds(needed - left).ceil().max(1.0) as u64) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: Rate = Rate { burst: 3.0, per_second: 0.5 };

    #[test]
    fn a_burst_passes_a_flood_does_not_and_patience_helps() {
        let limiter = Limiter::default();
        let check = |sender: &str, second: i64, expected: Result<(), u64>| {
            assert_eq!(limiter.take(sender, RATE, 1.0, Time(second * 1_000_000)), expected, "{sender} at {second}");
        };
        for _ in 0..3 {
            check("ada", 0, Ok(()));
        }
        check("ada", 0, Err(2));
        check("bob", 0, Ok(()));
        check("ada", 1, Err(1));
        check("ada", 2, Ok(()));
        // The clock was set back: nothing is won by it, nothing breaks.
        check("ada", 1, Err(2));
    }

    #[test]
    fn what_is_dearer_than_the_bucket_passes_once_and_is_paid_for() {
        let limiter = Limiter::default();
        assert_eq!(limiter.take("ada", RATE, 10.0, Time(0)), Ok(()));
        assert_eq!(limiter.waits("ada", RATE, Time(0)), Some(16));
        assert_eq!(limiter.take("ada", RATE, 1.0, Time(0)), Err(16));
        assert_eq!([limiter.waits("ada", RATE, Time(16_000_000)), limiter.waits("bob", RATE, Time(0))], [None, None]);
    }
}
