//! Where a request that spends something runs: on a thread and a runtime of its own, so that the end of the caller's runtime waits
//! for it.

use tokio::runtime::{Builder, Handle};
use tokio::sync::oneshot;

use crate::durable;
use crate::transport::BoxFuture;

/// Runs the work where nobody can cancel it. With `apart` it runs in the caller's blocking pool, on a runtime built there: a runtime
/// that is dropped waits for blocking work that has begun (`shutdown_background`, `shutdown_timeout` and the end of the process do
/// not). Without it, in a task of the caller's runtime, which ends with that. Needs a tokio runtime.
pub(super) fn begin(apart: bool, work: BoxFuture<'static, ()>) {
    if !apart {
        tokio::spawn(work);
        return;
    }
    let outer = Handle::current();
    tokio::task::spawn_blocking(move || {
        // What the runtime needs it needs before anything is sent.
        match Builder::new_current_thread().enable_all().build() {
            Ok(own) => {
                let _alone = durable::may_wait_here();
                own.block_on(work);
            }
            // No descriptors, say: the work says so itself when it comes to need one.
            Err(_) => drop(outer.spawn(work)),
        }
    });
}

/// The same, for its outcome; `None` where the runtime ended with it.
pub(super) async fn run<T: Send + 'static>(apart: bool, work: impl Future<Output = T> + Send + 'static) -> Option<T> {
    let (send, receive) = oneshot::channel();
    begin(
        apart,
        Box::pin(async move {
            // No receiver: whoever asked has given up.
            let _ = send.send(work.await);
        }),
    );
    receive.await.ok()
}
