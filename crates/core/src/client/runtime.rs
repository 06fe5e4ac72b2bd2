//! What a call needs of the runtime that it is made on.

use std::cell::Cell;
use std::time::Duration;

use tokio::runtime::{Handle, Id};

thread_local! {
    /// The last runtime on which this thread was seen to have timers.
    static TIMED: Cell<Option<Id>> = const { Cell::new(None) };
}

/// Whether calls can be made here: on a tokio runtime, with timers, which every deadline needs. What is wrong, if not.
pub(super) fn check() -> Result<(), &'static str> {
    let Ok(handle) = Handle::try_current() else { return Err("calls need a tokio runtime: run them inside one") };
    let here = Some(handle.id());
    if TIMED.get() != here {
        // Tokio tells by a panic alone.
        if std::panic::catch_unwind(|| drop(tokio::time::sleep(Duration::ZERO))).is_err() {
            return Err("calls need a runtime with timers: build it with `enable_time` or `enable_all`");
        }
        TIMED.set(here);
    }
    Ok(())
}
