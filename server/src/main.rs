//! The program: reads its settings, then does what [`hindcast_server::commands`] says.

use clap::Parser;
use hindcast_server::commands;
use hindcast_server::config::{Config, LogFormat};
use tokio::sync::watch;
use tracing_subscriber::EnvFilter;

/// What is logged without `RUST_LOG`. Postgres remarks at every start that its table of migrations is there.
const LOGGED: &str = "info,sqlx::postgres::notice=warn";

fn main() -> anyhow::Result<()> {
    // Before there are threads, and before anything is written: nobody else reads what this program writes, backups too.
    #[cfg(unix)]
    rustix::process::umask(rustix::fs::Mode::RWXG | rustix::fs::Mode::RWXO);
    // The main thread's own stack is that large: a database can be opened on any thread.
    let runtime =
        tokio::runtime::Builder::new_multi_thread().enable_all().thread_stack_size(STACK).build()?;
    runtime.block_on(run())
}

/// Bytes of a thread's stack. What is not used costs nothing.
const STACK: usize = 8 << 20;

async fn run() -> anyhow::Result<()> {
    let config = Config::parse();
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(LOGGED));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match config.places.log_format {
        LogFormat::Text => log.init(),
        LogFormat::Json => log.json().init(),
    }
    let (stop, stopping) = watch::channel(false);
    tokio::spawn(async move {
        stopped().await;
        stop.send_replace(true);
    });
    commands::run(config, stopping).await
}

/// Resolves on Ctrl-C, and on a service manager's request to end.
async fn stopped() {
    let interrupt = async {
        if let Err(error) = tokio::signal::ctrl_c().await {
            tracing::error!("cannot listen for Ctrl-C: {error}");
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(error) => {
                tracing::error!("cannot listen for SIGTERM: {error}");
                std::future::pending::<()>().await;
            }
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}
