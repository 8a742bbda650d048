//! Work done by all threads on inputs that come one after another, its results taken in their order.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::mpsc;
use std::thread;

/// Works on inputs with all threads and gives the results back in the order of the inputs. The caller's thread reads
/// inputs and takes results meanwhile. Few inputs are at work or wait at a time, so that large ones need little memory.
///
/// # Errors
/// The first in the order of the inputs: of an input, of the work on it, or of taking its result.
pub fn in_order<I: Send, O: Send, E: Send>(
    mut inputs: impl Iterator<Item = Result<I, E>>,
    work: impl Fn(I) -> Result<O, E> + Sync,
    mut take: impl FnMut(O) -> Result<(), E>,
) -> Result<(), E> {
    if rayon::current_thread_index().is_some() {
        // A thread of the pool must not wait for the others.
        return inputs.try_for_each(|input| take(work(input?)?));
    }
    let at_once = 2 * rayon::current_num_threads();
    let (send, receive) = mpsc::channel();
    rayon::in_place_scope(|scope| {
        let (mut begun, mut taken) = (0, 0);
        let mut done = Done { receive, early: BTreeMap::new() };
        // The error of an input comes up when what was begun before it is taken.
        let mut end = Ok(false);
        loop {
            while matches!(end, Ok(false)) && begun - taken < at_once {
                match inputs.next() {
                    None => end = Ok(true),
                    Some(Err(error)) => end = Err(error),
                    Some(Ok(input)) => {
                        let (send, work, nr) = (send.clone(), &work, begun);
                        scope.spawn(move |_| {
                            // Nobody listens any more after an error.
                            let _ = send.send((nr, catch_unwind(AssertUnwindSafe(|| work(input)))));
                        });
                        begun += 1;
                    }
                }
            }
            if taken == begun {
                return end.map(|_| ());
            }
            take(done.result(taken)?)?;
            taken += 1;
        }
    })
}

/// Results as they come.
struct Done<O, E> {
    receive: mpsc::Receiver<(usize, thread::Result<Result<O, E>>)>,
    /// Those that came before their turn.
    early: BTreeMap<usize, thread::Result<Result<O, E>>>,
}

impl<O, E> Done<O, E> {
    /// The result of that input, once it is there.
    fn result(&mut self, nr: usize) -> Result<O, E> {
        loop {
            if let Some(result) = self.early.remove(&nr) {
                return result.unwrap_or_else(|panic| resume_unwind(panic));
            }
            let (nr, result) = self.receive.recv().expect("each input that was begun sends its result");
            self.early.insert(nr, result);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_the_order_of_their_inputs() {
        let mut taken = Vec::new();
        let take = |double| {
            taken.push(double);
            Ok::<_, ()>(())
        };
        in_order((0..1000).map(Ok), |nr: u32| Ok(2 * nr), take).expect("no error");
        assert!(taken.iter().copied().eq((0..1000).map(|nr| 2 * nr)));
    }

    #[test]
    fn the_first_error_ends_whatever_it_is_of() {
        let nothing = |_| Ok(());
        let wrong = |nr: u32| if nr > 500 { Err(nr) } else { Ok(nr) };
        assert_eq!(in_order((0..1000).map(Ok), wrong, nothing), Err(501));
        assert_eq!(in_order((0..1000).map(wrong), Ok, nothing), Err(501));
        assert_eq!(in_order((0..1000).map(wrong), |nr| if nr == 499 { Err(499) } else { Ok(nr) }, nothing), Err(499));
        assert_eq!(in_order((0..1000).map(Ok), Ok, |nr| wrong(nr).map(|_| ())), Err(501));
    }

    #[test]
    fn a_thread_of_the_pool_does_it_alone() {
        let mut taken = Vec::new();
        let mut take = |nr| {
            taken.push(nr);
            Ok(())
        };
        rayon::scope(|_| in_order((0..10).map(Ok::<_, ()>), Ok, &mut take)).expect("no error");
        assert_eq!(taken, (0..10).collect::<Vec<_>>());
    }

    #[test]
    #[should_panic = "a defect"]
    fn a_defect_of_the_work_is_one_of_the_caller() {
        let _ =
            in_order((0..10).map(Ok::<u32, ()>), |nr| if nr == 5 { panic!("a defect") } else { Ok(nr) }, |_| Ok(()));
    }
}
