//! Words by code, for the length of a scan.

use arrow_array::cast::AsArray;
use arrow_array::types::Int32Type;
use arrow_array::{Array, ArrayRef, DictionaryArray};
use arrow_buffer::ScalarBuffer;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// The names behind the codes of a scan. Code 0 is the empty name: none. The lists grow while the scan goes on, and a
/// name may stand in them of which no touch came out.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// Names of steps.
    pub step: List,
    /// Names of channels.
    pub channel: List,
    /// Names of owners.
    pub owner: List,
    /// Names of actors.
    pub actor: List,
    /// Names of segments of customers.
    pub segment: List,
}

/// Different names, each by its code.
#[derive(Clone, Debug)]
pub struct List {
    names: Vec<Arc<str>>,
    codes: FxHashMap<Arc<str>, u32>,
}

impl Default for List {
    fn default() -> List {
        let none: Arc<str> = "".into();
        List { names: vec![none.clone()], codes: FxHashMap::from_iter([(none, 0)]) }
    }
}

impl std::ops::Deref for List {
    type Target = [Arc<str>];

    fn deref(&self) -> &[Arc<str>] {
        &self.names
    }
}

impl List {
    /// The code of a name, a new one where it has none yet.
    fn code(&mut self, name: &str) -> u32 {
        if let Some(&code) = self.codes.get(name) {
            return code;
        }
        let (name, code): (Arc<str>, _) = (name.into(), self.names.len() as u32);
        self.names.push(name.clone());
        self.codes.insert(name, code);
        code
    }
}

/// Turns the codes of one source, which change with every row group, into the codes of the scan.
#[derive(Debug, Default)]
pub(crate) struct Translation {
    words: Option<ArrayRef>,
    codes: Vec<u32>,
}

impl Translation {
    pub(crate) fn translate(&mut self, column: &DictionaryArray<Int32Type>, list: &mut List) -> ScalarBuffer<u32> {
        let words = column.values();
        if !self.words.as_ref().is_some_and(|known| Arc::ptr_eq(known, words)) {
            self.codes = words.as_string::<i32>().iter().map(|word| list.code(word.unwrap_or_default())).collect();
            self.words = Some(words.clone());
        }
        // A null has some key or other; its code is taken back afterwards.
        let keys = column.keys();
        let code = |&key: &i32| self.codes.get(key as usize).copied().unwrap_or_default();
        let mut codes: Vec<u32> = keys.values().iter().map(code).collect();
        if let Some(nulls) = keys.nulls().filter(|nulls| nulls.null_count() > 0) {
            codes.iter_mut().zip(nulls).filter(|(_, valid)| !valid).for_each(|(code, _)| *code = 0);
        }
        codes.into()
    }
}
