//! Patience with other programs that have a file open: a virus scanner, a backup, a spreadsheet. Windows refuses to replace, remove or
//! open what they hold; other systems do not.

use std::io::{Error, Result};
use std::time::Duration;

/// The pauses before a step is tried again, in milliseconds; 1.27 s together. Who holds a file for longer is not waited for: this
/// thread has the lock of the file, and other processes stand behind it.
const PAUSES: [u64; 7] = [10, 20, 40, 80, 160, 320, 640];

/// Does a step on a file; on Windows again for a short while, as long as another program is in the way. For a thread that may wait.
pub(crate) fn patiently<T>(step: impl FnMut() -> Result<T>) -> Result<T> {
    again(step, |error| cfg!(windows) && is_in_use(error), std::thread::sleep)
}

/// What Windows says where another program holds the file: `ERROR_SHARING_VIOLATION`, or `ERROR_ACCESS_DENIED`, which it says as well
/// where a right is missing.
fn is_in_use(error: &Error) -> bool {
    const CODES: [i32; 2] = [32, 5];
    error.raw_os_error().is_some_and(|code| CODES.contains(&code))
}

/// Does a step, and again after each pause while its error is one of these. The last error is the caller's.
fn again<T>(
    mut step: impl FnMut() -> Result<T>,
    is_passing: impl Fn(&Error) -> bool,
    mut pause: impl FnMut(Duration),
) -> Result<T> {
    for milliseconds in PAUSES {
        match step() {
            Err(error) if is_passing(&error) => pause(Duration::from_millis(milliseconds)),
            done => return done,
        }
    }
    step()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How often a step that fails so often with this code was done, what came of it, and how long was paused.
    fn done(fails: usize, code: i32) -> (usize, Result<usize>, Duration) {
        let (mut tries, mut paused) = (0, Duration::ZERO);
        let step = || {
            tries += 1;
            if tries > fails { Ok(tries) } else { Err(Error::from_raw_os_error(code)) }
        };
        let result = again(step, is_in_use, |pause| paused += pause);
        (tries, result, paused)
    }

    #[test]
    fn a_file_in_use_is_tried_again_for_a_short_while() {
        for code in [32, 5] {
            let (tries, result, paused) = done(0, code);
            assert_eq!((tries, result.unwrap(), paused), (1, 1, Duration::ZERO));
            let (tries, result, paused) = done(3, code);
            assert_eq!((tries, result.unwrap(), paused), (4, 4, Duration::from_millis(70)));
            let (tries, result, paused) = done(7, code);
            assert_eq!((tries, result.unwrap(), paused), (8, 8, Duration::from_millis(1270)));
            // The error is the system's.
            let (tries, result, paused) = done(usize::MAX, code);
            assert_eq!((tries, paused), (8, Duration::from_millis(1270)));
            assert_eq!(result.unwrap_err().raw_os_error(), Some(code));
        }
    }

    #[test]
    fn what_is_no_file_in_use_is_told_at_once() {
        for code in [2, 112, 28] {
            let (tries, result, paused) = done(usize::MAX, code);
            assert_eq!((tries, result.unwrap_err().raw_os_error(), paused), (1, Some(code), Duration::ZERO));
        }
        let other = again(|| Err::<(), _>(Error::other("no number")), is_in_use, |_| panic!("a pause"));
        assert_eq!(other.unwrap_err().to_string(), "no number");
    }

    /// Elsewhere the numbers mean something else: 32 is a broken pipe, 5 a broken disk.
    #[cfg(not(windows))]
    #[test]
    fn elsewhere_a_step_is_done_once() {
        let mut tries = 0;
        let result = patiently(|| {
            tries += 1;
            Err::<(), _>(Error::from_raw_os_error(32))
        });
        assert_eq!((tries, result.is_err()), (1, true));
    }
}
