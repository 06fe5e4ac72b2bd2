//! `cargo xtask`: the project's own commands.

use std::process::ExitCode;
use std::sync::LazyLock;

use clap::error::{ContextKind, ContextValue};
use clap::{CommandFactory, Parser, Subcommand};
use guichet_fixtures::nearest;
use xtask::vendors::{Vendor as _, akuiteo, for_each_vendor};
use xtask::{api, bench, cargo::Fallible, conformance, controls, coverage, demo, package, test};

/// Where `conformance` takes credentials from.
static VARIABLES: LazyLock<String> = LazyLock::new(|| {
    let mut text =
        "Credentials and folders are those of these variables; credentials are the sandbox's by default:".to_owned();
    for_each_vendor!(V => text.push_str(&format!("\n  {}: {}", V::NAME, V::VARIABLES.join(", "))));
    text
});

/// The project's own commands.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run every test, print a summary per crate, and fail as well where `coverage` does.
    Test {
        /// Only this vendor's crate, with what it stands on.
        #[arg(long)]
        vendor: Option<String>,
    },
    /// Hold the listing of each published crate's public items, `public-api.txt`, against the source.
    Api {
        /// Write the listings instead.
        #[arg(long)]
        write: bool,
    },
    /// Start the sandbox and drive the clients against it over real HTTP.
    Demo,
    /// Join operations, documented sections, fixtures, tests and snapshots; fail where one is missing or orphaned.
    Coverage {
        /// One JSON object per operation.
        #[arg(long)]
        json: bool,
    },
    /// Run every form of every operation through its public method, and lists to their end; a JSON line each.
    ///
    /// Without a URL, against a fresh sandbox. A loopback URL gets the documented arguments, writes included. Any other
    /// host gets only what changes nothing, and only with arguments from --args.
    #[command(after_long_help = VARIABLES.as_str())]
    Conformance {
        /// A server with each vendor at URL/NAME.
        #[arg(long)]
        base_url: Option<String>,
        /// Only this vendor.
        #[arg(long)]
        vendor: Option<String>,
        /// How Akuiteo is signed in to: basic, oauth or jwt.
        #[arg(long)]
        auth: Option<String>,
        /// Arguments by operation or form of it: {"workadu.customers.get": {"customer_id": 5}}.
        #[arg(long)]
        args: Option<String>,
        /// The most pages that are read of a list.
        #[arg(long, default_value_t = conformance::MOST_PAGES, value_parser = clap::value_parser!(u64).range(1..))]
        pages: u64,
        /// Also call what changes something, on a server that is not this machine; needs --args.
        #[arg(long)]
        allow_writes: bool,
    },
    /// Measure what the promises cost, beside the same written by hand: everything, or what is named.
    ///
    /// `programs` takes minutes for each program, `pace` one minute.
    Bench {
        /// Only these.
        #[arg(value_enum)]
        parts: Vec<bench::Part>,
        /// Only programs whose name contains this.
        #[arg(long)]
        program: Option<String>,
    },
    /// Pack every published crate, and build and run programs that name one vendor crate only, outside the workspace.
    Package,
    /// Switch each protection off in a copy of the tree, and see the named test turn red.
    Controls {
        /// Only controls whose name contains this, or of the area with this name.
        filter: Option<String>,
        /// Print their names and what they break, and run nothing.
        #[arg(long)]
        list: bool,
    },
}

fn main() -> ExitCode {
    let command = match Cli::try_parse() {
        Ok(cli) => cli.command,
        Err(error) => {
            let _ = error.print();
            if let Some(hint) = hint(&error, std::env::args().nth(1).as_deref()) {
                eprintln!("{hint}");
            }
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    match run(command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("error: {why}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Fallible {
    match command {
        Command::Test { vendor } => test::run(vendor.as_deref()),
        Command::Api { write } => api::run(write),
        Command::Demo => on_runtime(demo::run()),
        Command::Coverage { json } => coverage::run(json),
        Command::Conformance { base_url, vendor, auth, args, pages, allow_writes } => {
            auth.as_deref().map_or(Ok(()), akuiteo::choose).map_err(|e| e.to_string())?;
            on_runtime(conformance::run(&conformance::Request { base_url, vendor, args, pages, allow_writes }))
        }
        Command::Bench { parts, program } => bench::run(&parts, program.as_deref()),
        Command::Package => package::run(),
        Command::Controls { filter, list: true } => controls::list(filter.as_deref()),
        Command::Controls { filter, list: false } => controls::run(filter.as_deref()),
    }
}

fn on_runtime(work: impl Future<Output = Fallible>) -> Fallible {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(|e| e.to_string())?;
    runtime.block_on(work)
}

/// The nearest command, or the nearest option of the command, for one that does not exist.
fn hint(error: &clap::Error, command: Option<&str>) -> Option<String> {
    let value = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.as_str()),
        _ => None,
    };
    let cli = Cli::command();
    let names: Vec<&str> = cli.get_subcommands().map(clap::Command::get_name).collect();
    if let Some(word) = value(ContextKind::InvalidSubcommand) {
        let near = nearest(word, names.iter().copied(), 1).join(", ");
        return Some(format!("nearest: {near}; commands: {}", names.join(", ")));
    }
    let word = value(ContextKind::InvalidArg)?.trim_start_matches('-');
    let command = cli.find_subcommand(command?)?;
    let near = nearest(word, command.get_arguments().filter_map(clap::Arg::get_long), 3).join(", --");
    (!near.is_empty()).then(|| format!("nearest: --{near}"))
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::{Cli, hint};

    fn hinted(args: &[&str]) -> Option<String> {
        let error = Cli::try_parse_from([&["cargo xtask"], args].concat()).err()?;
        hint(&error, args.first().copied())
    }

    #[test]
    fn what_does_not_exist_is_answered_with_the_nearest() {
        assert!(hinted(&["contorls"]).unwrap().starts_with("nearest: controls; commands: test, api, demo, coverage"));
        assert!(hinted(&["tests"]).unwrap().starts_with("nearest: test; commands: "));
        assert!(hinted(&["apis"]).unwrap().starts_with("nearest: api; commands: "));
        assert!(hinted(&["conformance", "--allow-wirtes"]).unwrap().starts_with("nearest: --allow-writes"));
        assert_eq!(hinted(&["controls", "--lsit"]).as_deref(), Some("nearest: --list"));
        assert_eq!(hinted(&["controls", "retry", "--list"]), None);
    }
}
