//! A generator of invented filings: a model ([`generate`]), its words ([`prose`]), what happens to it on the way
//! to paper ([`noise`], [`paper`], [`grid`]), what must be read back ([`expect`]), and how it is written ([`render`]).
//!
//! Nothing here uses the readers or the extraction, only the public data of the forms.

pub mod expect;
pub mod generate;
pub mod grid;
pub mod noise;
pub mod paper;
pub mod prose;
pub mod render;

use fastrand::Rng;

/// One of the items.
pub fn pick<T: Clone>(rng: &mut Rng, items: &[T]) -> T {
    items[rng.usize(..items.len())].clone()
}

/// True with the given probability.
pub fn chance(rng: &mut Rng, probability: f64) -> bool {
    rng.f64() < probability
}
