//! Sorted columns in, one whole journey at a time out.

/// Declares the columns of a touch once, and from them the borrowed slice of a journey and the owned buffer.
macro_rules! columns {
    ($($(#[$doc:meta])* $name:ident: $kind:ty,)*) => {
        /// The touches of one or more journeys, column by column; all columns have the same length.
        /// Rows are sorted by (journey, at, order told by the source).
        #[derive(Clone, Copy, Debug, Default)]
        pub struct Rows<'a> { $($(#[$doc])* pub $name: &'a [$kind],)* }

        impl<'a> Rows<'a> {
            /// The rows `from..to`.
            pub fn slice(&self, from: usize, to: usize) -> Rows<'a> {
                Rows { $($name: &self.$name[from..to],)* }
            }
        }

        /// Rows that own their columns.
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        pub struct Columns { $($(#[$doc])* pub $name: Vec<$kind>,)* }

        impl Columns {
            /// The columns as borrowed rows.
            pub fn rows(&self) -> Rows<'_> {
                Rows { $($name: &self.$name,)* }
            }

            /// Appends rows.
            pub fn extend(&mut self, rows: &Rows<'_>) {
                $(self.$name.extend_from_slice(rows.$name);)*
            }

            /// Empties the columns and keeps their memory.
            pub fn clear(&mut self) {
                $(self.$name.clear();)*
            }
        }
    };
}

columns! {
    /// The journey, by its key.
    journey: u64,
    /// The customer, by the key of the person they were found to be.
    customer: u64,
    /// When, in microseconds since 1970 UTC.
    at: i64,
    /// What happened: a code into the names of steps.
    step: u32,
    /// A code into the names of channels; 0 is none.
    channel: u32,
    /// Who is responsible: a code into the names of owners; 0 is none.
    owner: u32,
    /// Who acted: a code into the names of actors; 0 is none.
    actor: u32,
    /// How it ended: an [`outcome`] code.
    outcome: u8,
    /// 0 for a touch of the customer; anything else is part of a longer activity (scheduled, started) and no touch.
    phase: u8,
    /// Who began it: 0 not recorded, 1 customer, 2 company, 3 self-service, 4 internal.
    direction: u8,
    /// Microseconds the customer waited for this touch where the source measured it, else [`NO_SPAN`].
    waited: i64,
    /// Microseconds of handling, else [`NO_SPAN`].
    handled: i64,
    /// Which results the source tells of, one bit each.
    results_known: u8,
    /// Which of them are true.
    results_true: u8,
    /// What kind of customer or request: a code into the names of segments; 0 is none.
    segment: u32,
    /// Which of the kinds that only words show could have been met from this touch on: one bit for each of
    /// [`crate::signals::TOLD`].
    may_tell: u8,
    /// Which of them were met.
    tells: u8,
    /// When it showed, where that was later than the touch: microseconds since 1970 UTC, else [`NO_SPAN`].
    told_at: i64,
}

/// Stands in [`Rows::waited`] and [`Rows::handled`] where the source measured nothing.
pub const NO_SPAN: i64 = -1;

/// Codes of [`Rows::outcome`].
pub mod outcome {
    /// Not recorded.
    pub const UNKNOWN: u8 = 0;
    /// It worked.
    pub const OK: u8 = 1;
    /// Something broke.
    pub const FAILED: u8 = 2;
    /// The company said no.
    pub const REFUSED: u8 = 3;
    /// The customer left before it ended.
    pub const ABANDONED: u8 = 4;
    /// The customer was put on wait.
    pub const WAITING: u8 = 5;
}

/// What the name of a step says, as far as it is known; index by step code.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(u8)]
pub enum StepMeaning {
    /// Nothing special.
    #[default]
    Plain = 0,
    /// Declared solved: from here on the customer does not wait.
    Resolved = 1,
    /// Administrative closing: nothing is owed any more.
    Closed = 2,
    /// Put on wait.
    Waiting = 3,
    /// Told no.
    Refused = 4,
    /// Something broke.
    Failed = 5,
    /// The customer gave up.
    Abandoned = 6,
}

/// The touches of one journey, in order; never empty.
pub type Journey<'a> = Rows<'a>;

impl Rows<'_> {
    /// Number of touches.
    pub fn len(&self) -> usize {
        self.at.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.at.is_empty()
    }
}

/// Cuts batches of sorted rows into journeys, also where a journey goes on in the next batch.
#[derive(Debug, Default)]
pub struct Journeys {
    open: Columns,
}

impl Journeys {
    /// Hands every journey that is complete to `take`, and keeps the last one open.
    pub fn push(&mut self, rows: &Rows<'_>, mut take: impl FnMut(&Journey<'_>)) {
        let mut start = 0;
        if let Some(&open) = self.open.journey.last() {
            start = rows.journey.iter().take_while(|&&key| key == open).count();
            self.open.extend(&rows.slice(0, start));
            if start == rows.len() {
                return;
            }
            take(&self.open.rows());
            self.open.clear();
        }
        let keys = rows.journey;
        for end in start + 1..keys.len() {
            if keys[end] != keys[end - 1] {
                take(&rows.slice(start, end));
                start = end;
            }
        }
        if start < keys.len() {
            self.open.extend(&rows.slice(start, keys.len()));
        }
    }

    /// Hands over the last journey.
    pub fn finish(&mut self, mut take: impl FnMut(&Journey<'_>)) {
        if !self.open.journey.is_empty() {
            take(&self.open.rows());
            self.open.clear();
        }
    }
}
