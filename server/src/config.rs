//! What the server can be told, by flag or by environment.

use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::http::state::Settings;

/// Serves Hindcast, and keeps datasets and job records for a person's devices.
#[derive(Debug, Parser)]
#[command(name = "hindcast-server", version)]
pub struct Config {
    /// Where things are kept.
    #[command(flatten)]
    pub places: Places,
    /// How it is served.
    #[command(flatten)]
    pub serving: Serving,
    /// What to do instead of serving.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// Where things are kept.
#[derive(Debug, Clone, Args)]
pub struct Places {
    /// Folder for what has no address of its own below.
    #[arg(long, env = "HINDCAST_DATA_DIR", default_value = "hindcast-data", global = true)]
    pub data_dir: PathBuf,
    /// Database: `sqlite:FILE` or `postgres://…`. Without it: `hindcast.db` in the data folder.
    #[arg(long, env = "HINDCAST_DATABASE", hide_env_values = true, global = true)]
    pub database: Option<String>,
    /// Blobs: a folder, or `s3://BUCKET/PREFIX` with the usual AWS_… variables. Without it: `blobs` in the data folder.
    #[arg(long, env = "HINDCAST_BLOBS", global = true)]
    pub blobs: Option<String>,
    /// MiB that a workspace may use.
    #[arg(long, env = "HINDCAST_QUOTA_MIB", default_value_t = 10_240, global = true)]
    pub quota_mib: u32,
    /// How the log looks.
    #[arg(long, env = "HINDCAST_LOG_FORMAT", value_enum, default_value_t = LogFormat::Text, global = true)]
    pub log_format: LogFormat,
}

/// How the log looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object per line.
    Json,
}

/// How it is served.
#[derive(Debug, Clone, Args)]
pub struct Serving {
    /// Address and port to listen on. Port 0 takes any free one.
    #[arg(long, env = "HINDCAST_LISTEN", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// Folder with the app's files. Without it: the app inside the program, else `dist` beside the program.
    #[arg(long, env = "HINDCAST_APP_DIR")]
    app_dir: Option<PathBuf>,
    /// Where people reach it, for instance `https://bt.example.org`.
    #[arg(long, env = "HINDCAST_PUBLIC_URL")]
    public_url: Option<String>,
    /// More host names under which it may be addressed.
    #[arg(long, env = "HINDCAST_ALLOW_HOST", value_delimiter = ',')]
    allow_host: Vec<String>,
    /// Origins of pages elsewhere that may talk to it, for instance `https://you.github.io`.
    #[arg(long, env = "HINDCAST_ALLOW_ORIGIN", value_delimiter = ',')]
    allow_origin: Vec<String>,
    /// A proxy stands in front and says in X-Forwarded-For who asks.
    #[arg(long, env = "HINDCAST_BEHIND_PROXY")]
    behind_proxy: bool,
    /// Address for metrics, not to be reached from outside. Without it there are none.
    #[arg(long, env = "HINDCAST_METRICS_LISTEN")]
    pub metrics_listen: Option<SocketAddr>,
}

/// What to do instead of serving.
#[derive(Debug, Clone, Subcommand)]
pub enum Command {
    /// Print a code that lets one more device in.
    PairingCode {
        /// The workspace; made if there is none of this name.
        #[arg(long, default_value = DEFAULT_WORKSPACE)]
        workspace: String,
    },
    /// Copy everything into a new folder, while the server runs.
    Backup {
        /// The folder.
        folder: PathBuf,
    },
    /// Read every row and every byte, and say what is damaged. The status is not 0 then.
    Check {
        /// Set aside what is damaged, so that devices are asked for it, and remove what killed uploads left behind.
        #[arg(long)]
        repair: bool,
    },
    /// Fill an empty database and an empty blob store from a backup.
    Restore {
        /// The folder.
        folder: PathBuf,
    },
}

/// The workspace that is there from the start.
pub const DEFAULT_WORKSPACE: &str = "default";

impl Places {
    /// The database's address.
    pub fn database(&self) -> String {
        let file = || format!("sqlite:{}", self.data_dir.join("hindcast.db").display());
        self.database.clone().unwrap_or_else(file)
    }

    /// The blobs' place.
    pub fn blobs(&self) -> String {
        self.blobs.clone().unwrap_or_else(|| self.data_dir.join("blobs").display().to_string())
    }
}

impl Serving {
    /// What the handlers are told.
    ///
    /// # Errors
    /// There is no app to serve, or an address makes no sense.
    pub fn settings(&self, app_is_inside: bool) -> anyhow::Result<Settings> {
        let mut hosts: Vec<String> = self.allow_host.iter().map(|host| host.to_ascii_lowercase()).collect();
        let mut origins = self.allow_origin.clone();
        if let Some(url) = &self.public_url {
            let (host, origin) = parts(url)?;
            hosts.push(host);
            origins.push(origin);
        }
        for origin in &self.allow_origin {
            if parts(origin)?.1 != *origin {
                bail!(
                    "{origin} is no origin: write it like https://you.github.io, without a path or a slash at the end"
                );
            }
        }
        let (app_dir, behind_proxy) = (self.app_dir(app_is_inside)?, self.behind_proxy);
        Ok(Settings { app_dir, hosts, origins, behind_proxy, ..Settings::default() })
    }

    fn app_dir(&self, app_is_inside: bool) -> anyhow::Result<Option<PathBuf>> {
        let dir = match &self.app_dir {
            Some(dir) => dir.clone(),
            None if app_is_inside => return Ok(None),
            None => {
                let program = std::env::current_exe();
                program
                    .context("cannot find the folder of this program: pass --app-dir")?
                    .with_file_name("dist")
            }
        };
        if !dir.join("index.html").is_file() {
            bail!(
                "{} has no index.html: build the app with `cargo xtask dist`, or name its folder with --app-dir",
                dir.display()
            );
        }
        Ok(Some(dir))
    }
}

/// Host name and origin of a URL.
fn parts(url: &str) -> anyhow::Result<(String, String)> {
    let uri: axum::http::Uri = url.parse().with_context(|| format!("{url} is no URL"))?;
    let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
        bail!("{url} has no scheme or host: write it like https://bt.example.org");
    };
    Ok((authority.host().to_ascii_lowercase(), format!("{scheme}://{authority}").to_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_scheme_host_and_port() {
        let (host, origin) = parts("https://BT.example.org:8443/app/").unwrap();
        assert_eq!((host.as_str(), origin.as_str()), ("bt.example.org", "https://bt.example.org:8443"));
        assert!(parts("bt.example.org").is_err());
        assert!(parts("/app").is_err());
    }

    #[test]
    fn the_flags_are_consistent() {
        use clap::CommandFactory;
        Config::command().debug_assert();
    }
}
