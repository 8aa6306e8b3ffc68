//! Everything else a source said of a touch, by name.

use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Values by name, in the order of the names.
///
/// All rows of a log have much the same names, and all events of a case share what is said of the case. So names are
/// shared, and a clone shares everything until it is changed.
#[derive(Clone, Debug, Default)]
pub struct Attributes(Option<Arc<Vec<Pair>>>);

type Pair = (Arc<str>, Value);

impl Attributes {
    /// Whether nothing else was said.
    pub fn is_empty(&self) -> bool {
        self.pairs().is_empty()
    }

    /// The value of a name.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.find(name).ok().map(|place| &self.pairs()[place].1)
    }

    /// Whether there is a value of the name.
    pub fn contains_key(&self, name: &str) -> bool {
        self.find(name).is_ok()
    }

    /// The names in their order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.iter().map(|(name, _)| name)
    }

    /// Names and values in the order of the names.
    pub fn iter(&self) -> Iter<'_> {
        self.pairs().iter().map(|(name, value)| (&**name, value))
    }

    /// Sets a value; gives back the one that was there.
    pub fn insert(&mut self, name: impl Into<Arc<str>>, value: Value) -> Option<Value> {
        let name = name.into();
        let place = self.find(&name);
        let pairs = Arc::make_mut(self.0.get_or_insert_default());
        match place {
            Ok(place) => Some(std::mem::replace(&mut pairs[place].1, value)),
            Err(place) => {
                pairs.insert(place, (name, value));
                None
            }
        }
    }

    /// Makes room for so many more values, so that setting them one after the other moves the others only once.
    pub fn reserve(&mut self, more: usize) {
        if more == 0 {
            return;
        }
        match &mut self.0 {
            Some(shared) if Arc::strong_count(shared) > 1 => {
                let mut pairs = Vec::with_capacity(shared.len() + more);
                pairs.extend_from_slice(shared);
                *shared = Arc::new(pairs);
            }
            pairs => Arc::make_mut(pairs.get_or_insert_default()).reserve(more),
        }
    }

    /// Takes a value out.
    pub fn remove(&mut self, name: &str) -> Option<Value> {
        let place = self.find(name).ok()?;
        self.0.as_mut().map(|pairs| Arc::make_mut(pairs).remove(place).1)
    }

    /// Whether both are one and the same in memory. If so they are equal; if not they may be equal all the same.
    pub fn is(&self, other: &Attributes) -> bool {
        match (&self.0, &other.0) {
            (None, None) => true,
            (Some(ours), Some(theirs)) => Arc::ptr_eq(ours, theirs),
            _ => false,
        }
    }

    fn pairs(&self) -> &[Pair] {
        self.0.as_ref().map_or(&[], |pairs| pairs)
    }

    fn find(&self, name: &str) -> Result<usize, usize> {
        let pairs = self.pairs();
        // What comes in order goes to the end.
        match pairs.last() {
            Some((last, _)) if **last < *name => Err(pairs.len()),
            _ => pairs.binary_search_by(|(known, _)| (**known).cmp(name)),
        }
    }
}

impl PartialEq for Attributes {
    fn eq(&self, other: &Attributes) -> bool {
        self.is(other) || self.pairs() == other.pairs()
    }
}

/// See [`Attributes::iter`].
pub type Iter<'a> = std::iter::Map<std::slice::Iter<'a, Pair>, fn(&Pair) -> (&str, &Value)>;

impl<'a> IntoIterator for &'a Attributes {
    type Item = (&'a str, &'a Value);
    type IntoIter = Iter<'a>;

    fn into_iter(self) -> Iter<'a> {
        self.iter()
    }
}

impl<N: Into<Arc<str>>> Extend<(N, Value)> for Attributes {
    fn extend<T: IntoIterator<Item = (N, Value)>>(&mut self, pairs: T) {
        for (name, value) in pairs {
            self.insert(name, value);
        }
    }
}

/// The last of several values of one name stays.
impl<N: Into<Arc<str>>> FromIterator<(N, Value)> for Attributes {
    fn from_iter<T: IntoIterator<Item = (N, Value)>>(pairs: T) -> Attributes {
        let pairs = pairs.into_iter();
        let mut attributes = Attributes::default();
        if pairs.size_hint().0 > 0 {
            attributes.0 = Some(Arc::new(Vec::with_capacity(pairs.size_hint().0)));
        }
        attributes.extend(pairs);
        attributes
    }
}

impl std::ops::Index<&str> for Attributes {
    type Output = Value;

    /// The value of a name, null where there is none.
    fn index(&self, name: &str) -> &Value {
        self.get(name).unwrap_or(&Value::Null)
    }
}

impl Serialize for Attributes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self)
    }
}

impl<'de> Deserialize<'de> for Attributes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Attributes, D::Error> {
        Ok(BTreeMap::<String, Value>::deserialize(deserializer)?.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_clone_shares_until_it_is_changed() {
        let case: Attributes = [("b", Value::from(2)), ("a", Value::from(1))].into_iter().collect();
        let mut event = case.clone();
        assert!(event.is(&case) && !event.is(&Attributes::default()));
        event.insert("c", Value::from(3));
        assert_eq!((case.keys().collect::<String>(), event.keys().collect::<String>()), ("ab".into(), "abc".into()));
        assert!(!event.is(&case) && case["c"].is_null() && event["c"] == 3);
    }

    proptest! {
        #[test]
        fn it_is_a_map(told in proptest::collection::vec(("[a-e]{1,2}", 0i64..9, any::<bool>()), 0..20)) {
            let (mut attributes, mut map) = (Attributes::default(), BTreeMap::new());
            for (name, value, out) in told {
                let value = Value::from(value);
                match out {
                    true => prop_assert_eq!(attributes.remove(&name), map.remove(&name)),
                    false => prop_assert_eq!(attributes.insert(&*name, value.clone()), map.insert(name.clone(), value)),
                }
                prop_assert_eq!(attributes.get(&name), map.get(&name));
                prop_assert_eq!(attributes.contains_key(&name), map.contains_key(&name));
            }
            prop_assert_eq!(attributes.is_empty(), map.is_empty());
            let json = serde_json::to_string(&attributes)?;
            prop_assert_eq!(&json, &serde_json::to_string(&map)?);
            prop_assert_eq!(&serde_json::from_str::<Attributes>(&json)?, &attributes);
            prop_assert_eq!(map.into_iter().collect::<Attributes>(), attributes);
        }
    }
}
