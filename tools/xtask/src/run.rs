//! `cargo xtask run`: the whole product on this machine.

use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Child;

use anyhow::{Context, Result, bail};
use clap::Args as ClapArgs;

use crate::bundle::{self, Quality};
use crate::{paths, shell};

/// How far to look for a free port.
const N_PORTS: u16 = 50;
/// The server's program.
const SERVER: &str = "hindcast-server";

/// What `run` can be told.
#[derive(ClapArgs)]
pub(crate) struct Args {
    /// Compile quickly instead of well.
    #[arg(long)]
    dev: bool,
    /// Port on 127.0.0.1; when it is taken, the next free one.
    #[arg(long, default_value_t = 8080)]
    port: u16,
}

pub(crate) fn run(args: &Args) -> Result<()> {
    let dist = paths::target().join("dist");
    let quality = if args.dev { Quality::Dev } else { Quality::Release };
    let ((), server) = shell::beside(|| bundle::build(&dist, quality), build_server)?;
    let port = free_port(args.port)?;
    let mut child = start_server(&server, &dist, port)?;
    // The server prints its address itself once it answers, and stops with Ctrl-C, which reaches it as well as us.
    let status = child.wait()?;
    if !status.success() {
        bail!("the server ended with {status}");
    }
    Ok(())
}

/// Compiles the server and returns its path. Without optimisation: on one's own machine it serves one person, and is ready in a third of
/// the time.
pub(crate) fn build_server() -> Result<PathBuf> {
    built_server(&["--package", "server"])
}

/// The same with the features that the native tests compiled the dependencies with, so that nothing is compiled a second time.
pub(crate) fn build_server_beside_tests() -> Result<PathBuf> {
    built_server(&["--workspace", "--bin", SERVER, "--test", "server"])
}

fn built_server(what: &[&str]) -> Result<PathBuf> {
    shell::say("compiling the server");
    shell::run(shell::cargo().args(["build", "--locked"]).args(what))?;
    Ok(paths::binary("debug", SERVER))
}

fn start_server(server: &Path, dist: &Path, port: u16) -> Result<Child> {
    shell::command(server)
        .arg("--listen")
        .arg(format!("127.0.0.1:{port}"))
        .arg("--app-dir")
        .arg(dist)
        .arg("--data-dir")
        .arg(paths::target().join("server-data"))
        .spawn()
        .with_context(|| format!("{} does not start", server.display()))
}

/// The first port from `wanted` on that nobody listens on.
fn free_port(wanted: u16) -> Result<u16> {
    let ports = wanted..=wanted.saturating_add(N_PORTS);
    let free = |port: &u16| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok();
    let Some(port) = ports.into_iter().find(free) else {
        bail!("no free port from {wanted} on: name one with --port");
    };
    if port != wanted {
        shell::say(&format!("port {wanted} is taken, using {port}"));
    }
    Ok(port)
}
