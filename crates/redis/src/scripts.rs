//! What the engine does in one step: each script is one file.

use std::sync::LazyLock;
use std::time::Duration;

use redis::Script;

macro_rules! scripts {
    ($($(#[$doc:meta])* $name:ident: $($file:literal),+;)+) => {
        $($(#[$doc])* pub(crate) static $name: LazyLock<Script> =
            LazyLock::new(|| Script::new(concat!(include_str!("scripts/common.lua"), $(include_str!($file)),+)));)+
    };
}

scripts! {
    TURN: "scripts/turn.lua";
    KEEP: "scripts/keep.lua";
    PASS: "scripts/pass.lua";
    HOLD: "scripts/hold.lua";
    TAKE: "scripts/calls.lua", "scripts/take.lua";
    UNTAKE: "scripts/untake.lua";
    GIVE_BACK: "scripts/give_back.lua";
    USED: "scripts/calls.lua", "scripts/used.lua";
    OPEN: "scripts/open.lua";
    CLOCK: "scripts/clock.lua";
    LOAD: "scripts/tokens.lua", "scripts/load.lua";
    LOCK: "scripts/tokens.lua", "scripts/lock.lua";
    WRITE: "scripts/write.lua";
    RESTORE: "scripts/restore.lua";
    KEEP_LOCK: "scripts/keep_lock.lua";
    HELD: "scripts/held.lua";
    UNLOCK: "scripts/unlock.lua";
}

/// A time as the scripts take it.
pub(crate) fn micros(duration: Duration) -> String {
    // Ten years fit into what Lua counts exactly.
    duration.as_micros().min(315_360_000_000_000).to_string()
}
