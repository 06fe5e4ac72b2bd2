//! How far long work has come: a bar on a terminal, lines elsewhere.

use std::io::IsTerminal as _;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use guichet_ebp::Progress;
use indicatif::{ProgressBar, ProgressStyle};

/// Shows the progress of one piece of work. `unit` is of what it counts: `bytes`, `rows`, `questions`.
pub fn shown(what: &'static str, unit: &'static str) -> impl Fn(Progress) + Send + Sync + 'static {
    let on_terminal = std::io::stderr().is_terminal();
    let (bar, lines) = (on_terminal.then(|| bar(what, unit)), Lines::default());
    move |progress| match &bar {
        Some(bar) => draw(bar, &progress),
        None => {
            if let Some(line) = lines.next(&progress) {
                eprintln!("{what}: {line} {unit}");
            }
        }
    }
}

fn bar(what: &'static str, unit: &'static str) -> ProgressBar {
    let bar = ProgressBar::no_length().with_message(what).with_prefix(unit);
    bar.set_style(style("{msg:12} {human_pos} {prefix}"));
    bar
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()).progress_chars("=> ")
}

fn draw(bar: &ProgressBar, progress: &Progress) {
    if let Some(state) = &progress.state {
        bar.set_style(style("{msg:12} {prefix}, asked {human_pos} times"));
        bar.set_prefix(state.clone());
    }
    if let Some(total) = progress.total.filter(|total| bar.length() != Some(*total)) {
        bar.set_style(style("{msg:12} [{bar:40}] {human_pos} of {human_len} {prefix}"));
        bar.set_length(total);
    }
    bar.set_position(progress.done);
    if progress.total.is_some_and(|total| progress.done >= total) {
        bar.finish();
    }
}

/// Which lines are worth printing: each tenth part, and each change of the vendor's word.
#[derive(Debug, Default)]
struct Lines {
    tenths: AtomicU64,
    state: Mutex<Option<String>>,
}

impl Lines {
    fn next(&self, progress: &Progress) -> Option<String> {
        if let Some(total) = progress.total {
            // None of nothing: the work is done at once.
            let tenths = progress.done.saturating_mul(10).checked_div(total).map_or(10, |tenths| tenths.min(10));
            let is_new = self.tenths.swap(tenths, Ordering::Relaxed) != tenths;
            return is_new.then(|| format!("{} of {total}", progress.done));
        }
        let mut state = self.state.lock().ok()?;
        if *state == progress.state && state.is_some() {
            return None;
        }
        state.clone_from(&progress.state);
        let word = progress.state.as_ref().map(|word| format!("{word}, ")).unwrap_or_default();
        Some(format!("{word}{}", progress.done))
    }
}
