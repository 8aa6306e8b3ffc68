//! Batches of columns that a scan hands out.

use arrow_buffer::ScalarBuffer;
use std::ops::Range;

/// Declares the columns of a scan once.
macro_rules! columns {
    ($($(#[$doc:meta])* $name:ident: $kind:ty,)*) => {
        /// The columns of some touches, all of the same length, sorted by (journey, at, sequence, key).
        #[derive(Clone, Copy, Debug, Default)]
        pub struct Columns<'a> { $($(#[$doc])* pub $name: &'a [$kind],)* }

        /// Some touches, column by column. Cheap to clone and to send to another thread.
        #[derive(Clone, Debug, Default)]
        pub struct Batch { $(pub(crate) $name: ScalarBuffer<$kind>,)* }

        impl Batch {
            /// The columns; those that were not asked for hold nothing but 0 (`waited` and `handled`: [`NO_SPAN`]).
            pub fn columns(&self) -> Columns<'_> {
                Columns { $($name: &self.$name,)* }
            }

            /// Some of the rows, without copying. A column that was not read stays away.
            pub(crate) fn slice(&self, rows: Range<usize>) -> Batch {
                Batch { $($name: piece(&self.$name, &rows),)* }
            }

            /// Puts blanks in place of columns that were not read.
            pub(crate) fn filled(mut self, blanks: &Blanks) -> Batch {
                let rows = self.len();
                $(if self.$name.is_empty() {
                    self.$name = <$kind>::blanks(blanks).slice(0, rows);
                })*
                self
            }
        }

        /// Rows gathered from several batches.
        #[derive(Debug, Default)]
        pub(crate) struct Gathered { $($name: Vec<$kind>,)* }

        impl Gathered {
            /// Adds stretches of rows, each of one of the batches. Stretches are short and many, so one column is done
            /// after the other.
            pub(crate) fn extend(&mut self, stretches: &[(usize, Range<usize>)], batches: &[&Batch]) {
                $(for (batch, rows) in stretches {
                    let column = &batches[*batch].$name;
                    if !column.is_empty() {
                        self.$name.extend_from_slice(&column[rows.clone()]);
                    }
                })*
            }

            /// Gives the rows away and makes room for about as many.
            pub(crate) fn take(&mut self) -> Batch {
                Batch { $($name: {
                    let room = Vec::with_capacity(self.$name.len());
                    std::mem::replace(&mut self.$name, room).into()
                },)* }
            }
        }
    };
}

columns! {
    /// The journey, by its key.
    journey: u64,
    /// The customer as given, or the person they were found to be, by key.
    customer: u64,
    /// When, in microseconds since 1970 UTC.
    at: i64,
    /// What happened: a code into [`Names::step`](super::Names).
    step: u32,
    /// A code into the names of channels.
    channel: u32,
    /// A code into the names of owners.
    owner: u32,
    /// A code into the names of actors.
    actor: u32,
    /// How it ended, as [`desk::touch::Outcome`].
    outcome: u8,
    /// Part of an activity, as [`desk::touch::Phase`]; 0 is a touch of the customer.
    phase: u8,
    /// Who began it, as [`desk::touch::Direction`]; 0 is not recorded.
    direction: u8,
    /// Microseconds the customer waited where the source measured it, else [`NO_SPAN`].
    waited: i64,
    /// Microseconds of handling where the source measured it, else [`NO_SPAN`].
    handled: i64,
    /// Which results the source tells of, see [`desk::touch::Results::bits`].
    results_known: u8,
    /// Which of them are true.
    results_true: u8,
    /// A code into the names of segments of customers.
    segment: u32,
}

/// Stands for a span that was not measured.
pub const NO_SPAN: i64 = -1;

impl Batch {
    /// Number of touches.
    pub fn len(&self) -> usize {
        self.journey.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.journey.is_empty()
    }
}

impl Gathered {
    pub(crate) fn len(&self) -> usize {
        self.journey.len()
    }
}

fn piece<T: arrow_buffer::ArrowNativeType>(column: &ScalarBuffer<T>, rows: &Range<usize>) -> ScalarBuffer<T> {
    if column.is_empty() { ScalarBuffer::default() } else { column.slice(rows.start, rows.len()) }
}

/// Columns of nothing, made once per scan.
#[derive(Debug)]
pub(crate) struct Blanks {
    keys: ScalarBuffer<u64>,
    spans: ScalarBuffer<i64>,
    codes: ScalarBuffer<u32>,
    flags: ScalarBuffer<u8>,
}

impl Blanks {
    /// Enough for batches of up to `rows` rows.
    pub(crate) fn new(rows: usize) -> Blanks {
        Blanks {
            keys: vec![0; rows].into(),
            spans: vec![NO_SPAN; rows].into(),
            codes: vec![0; rows].into(),
            flags: vec![0; rows].into(),
        }
    }
}

/// Which blanks a type has.
trait Blank: Sized {
    fn blanks(blanks: &Blanks) -> &ScalarBuffer<Self>
    where
        Self: arrow_buffer::ArrowNativeType;
}

macro_rules! blank {
    ($($kind:ty: $field:ident),*) => {$(
        impl Blank for $kind {
            fn blanks(blanks: &Blanks) -> &ScalarBuffer<$kind> {
                &blanks.$field
            }
        }
    )*};
}

blank!(u64: keys, i64: spans, u32: codes, u8: flags);
