//! Work by several threads, results in order.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::{Condvar, Mutex, PoisonError};

/// Stack of every thread: the same as that of the main thread, so that what can be read does not depend on
/// the number of jobs.
const STACK_BYTES: usize = 8 << 20;

/// Results that may wait for an earlier one, for each thread. It bounds the memory of a run.
const WAITING_PER_JOB: usize = 4;

struct State<R, S> {
    /// The next item to be worked on.
    next: usize,
    /// The next result to be handed over.
    due: usize,
    /// Results that came before their turn.
    waiting: BTreeMap<usize, R>,
    stopped: bool,
    sink: S,
}

/// Runs `work` on every item on `jobs` threads and hands the results to `sink` in the order of the items, until
/// `sink` breaks off. One job, or one item, starts no thread.
pub fn ordered<T, R, S>(items: &[T], jobs: usize, work: impl Fn(&T) -> R + Sync, sink: S)
where
    T: Sync,
    R: Send,
    S: FnMut(R) -> ControlFlow<()> + Send,
{
    let jobs = jobs.clamp(1, items.len().max(1));
    let state = Mutex::new(State { next: 0, due: 0, waiting: BTreeMap::new(), stopped: false, sink });
    let room = Condvar::new();
    let run = || {
        loop {
            let index = {
                let full = |s: &mut State<R, S>| {
                    !s.stopped && s.next < items.len() && s.next - s.due >= jobs * WAITING_PER_JOB
                };
                let state = state.lock().unwrap_or_else(PoisonError::into_inner);
                let mut state = room.wait_while(state, full).unwrap_or_else(PoisonError::into_inner);
                if state.stopped || state.next >= items.len() {
                    return;
                }
                state.next += 1;
                state.next - 1
            };
            let result = work(&items[index]);
            let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
            let state = &mut *state;
            state.waiting.insert(index, result);
            // Whoever brings the result that is due hands over all that waited for it.
            while !state.stopped
                && let Some(result) = state.waiting.remove(&state.due)
            {
                state.due += 1;
                state.stopped = (state.sink)(result).is_break();
            }
            room.notify_all();
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..jobs {
            // Where the system gives no more threads, those at hand do the work.
            if std::thread::Builder::new().stack_size(STACK_BYTES).spawn_scoped(scope, run).is_err() {
                break;
            }
        }
        run();
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[test]
    fn results_come_in_the_order_of_the_items() {
        let items: Vec<u64> = (0..500).collect();
        for jobs in [0, 1, 2, 7, 1000] {
            let mut seen = Vec::new();
            // Earlier items take longer than later ones.
            let work = |&n: &u64| {
                std::thread::sleep(std::time::Duration::from_micros((500 - n) % 7 * 30));
                n * 2
            };
            ordered(&items, jobs, work, |n| {
                seen.push(n);
                ControlFlow::Continue(())
            });
            assert_eq!(seen, items.iter().map(|n| n * 2).collect::<Vec<_>>(), "{jobs} jobs");
        }
    }

    #[test]
    fn no_more_results_wait_than_the_window_holds() {
        let items: Vec<usize> = (0..300).collect();
        let (begun, handed) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let work = |&n: &usize| {
            begun.fetch_add(1, Ordering::SeqCst);
            if n == 0 {
                std::thread::sleep(std::time::Duration::from_millis(50));
                assert!(begun.load(Ordering::SeqCst) <= 3 * WAITING_PER_JOB);
            }
        };
        ordered(&items, 3, work, |()| {
            handed.fetch_add(1, Ordering::SeqCst);
            ControlFlow::Continue(())
        });
        assert_eq!(handed.load(Ordering::SeqCst), 300);
    }

    #[test]
    fn a_sink_that_breaks_off_ends_the_work() {
        let items: Vec<usize> = (0..10_000).collect();
        let begun = AtomicUsize::new(0);
        let mut handed = 0;
        let work = |_: &usize| begun.fetch_add(1, Ordering::SeqCst);
        ordered(&items, 2, work, |_| {
            handed += 1;
            if handed == 5 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        assert_eq!(handed, 5);
        assert!(begun.load(Ordering::SeqCst) < 50);
    }

    #[test]
    fn nothing_to_do_is_done_at_once() {
        ordered(&[] as &[u8], 4, |_| (), |()| panic!("there is no result"));
    }
}
