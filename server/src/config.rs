//! What the server can be told, by flag or by environment.

use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::Context;
use clap::Parser;

/// Serves Hindcast.
#[derive(Debug, Parser)]
#[command(name = "hindcast-server", version)]
pub(crate) struct Config {
    /// Address and port to listen on. Port 0 takes any free one.
    #[arg(long, env = "HINDCAST_LISTEN", default_value = "127.0.0.1:8080")]
    pub(crate) listen: SocketAddr,
    /// Folder with the app's files. Without it: `dist` beside the program.
    #[arg(long, env = "HINDCAST_APP_DIR")]
    app_dir: Option<PathBuf>,
}

impl Config {
    /// The folder with the app's files.
    pub(crate) fn app_dir(&self) -> anyhow::Result<PathBuf> {
        if let Some(dir) = &self.app_dir {
            return Ok(dir.clone());
        }
        let program = std::env::current_exe().context("cannot tell where the program lies: use --app-dir")?;
        Ok(program.with_file_name("dist"))
    }
}
