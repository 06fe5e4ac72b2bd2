//! The sandbox as a program.

use std::io;
use std::net::{IpAddr, Ipv4Addr};
use std::process::ExitCode;

use clap::Parser;
use guichet_sandbox::{Sandbox, mounts};

/// Plays the vendors on one port and prints each request. Ctrl-c ends it.
#[derive(Parser)]
#[command(name = "guichet-sandbox", version)]
struct Arguments {
    /// The port; 0 takes any that is free
    #[arg(long, default_value_t = 4010)]
    port: u16,
    /// The address to listen on; any but the default lets other machines in
    #[arg(long, default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    host: IpAddr,
    /// Serve this vendor at / as well, for clients whose base URL has no path: workadu, accengage, ebp, ebp-login, akuiteo
    #[arg(long, value_name = "VENDOR")]
    root: Option<String>,
    /// How many calls a day a vendor with such a limit takes
    #[arg(long, value_name = "CALLS", conflicts_with = "no_limits")]
    daily_limit: Option<u32>,
    /// Take any number of calls, where a vendor limits them by the second and the day
    #[arg(long)]
    no_limits: bool,
    /// Pass over query parameters and body members that no operation declares, with a line on standard error for each
    #[arg(long)]
    lenient: bool,
    /// Show what is read by its identifier in a list, as Workadu's servers are seen to do
    #[arg(long)]
    live_shapes: bool,
    /// End a login of EBP's when one of its refresh tokens is used twice
    #[arg(long)]
    reuse_ends_login: bool,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let played =
        tokio::runtime::Builder::new_multi_thread().enable_all().build().and_then(|r| r.block_on(play(arguments)));
    match played {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("guichet-sandbox: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn play(arguments: Arguments) -> io::Result<()> {
    let Arguments { port, host, .. } = arguments;
    let builder = Sandbox::builder().host(host).port(port).log(true);
    let builder = match arguments.root {
        Some(root) => builder.root(root),
        None => builder,
    };
    let builder = match arguments.daily_limit {
        Some(calls) => builder.daily_limit(calls),
        None => builder,
    };
    let builder = if arguments.no_limits { builder.without_limits() } else { builder };
    let builder = if arguments.lenient { builder.lenient() } else { builder };
    let builder = if arguments.live_shapes { builder.live_shapes() } else { builder };
    let builder = if arguments.reuse_ends_login { builder.reuse_ends_login() } else { builder };
    let sandbox = builder.start().await.map_err(|error| match error.kind() {
        io::ErrorKind::AddrInUse => {
            io::Error::new(error.kind(), format!("port {port} is taken; --port 0 takes any that is free ({error})"))
        }
        _ => error,
    })?;
    if !host.is_loopback() {
        eprintln!("guichet-sandbox: warning: other machines can call it at {host}, and its credentials are no secret");
    }
    // In one piece: whoever has read the address has all of it, before the first request is printed.
    let mut shown = format!("guichet-sandbox at {}\n", sandbox.url());
    for (vendor, credentials) in mounts()? {
        shown.push_str(&format!("  {}\n", sandbox.mount(vendor)));
        for (what, value) in credentials {
            shown.push_str(&format!("      {what}: {value}\n"));
        }
    }
    use std::io::Write as _;
    let _ = io::stdout().write_all(shown.as_bytes());
    tokio::signal::ctrl_c().await?;
    sandbox.stop().await;
    Ok(())
}
