//! Hindcast's server. It serves the app's files and answers `/api/v1`; it never computes a backtest.
//! Start with [`routes`], the whole table in one function.

mod config;
mod routes;
mod security;
#[cfg(test)]
mod tests;

use std::net::SocketAddr;

use anyhow::{Context, bail};
use clap::Parser;
use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;

use config::Config;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();

    let config = Config::parse();
    let app_dir = config.app_dir()?;
    if !app_dir.join("index.html").is_file() {
        bail!(
            "{} has no index.html: build the app with `cargo xtask dist`, or name its folder with --app-dir",
            app_dir.display()
        );
    }
    let listener = TcpListener::bind(config.listen).await.with_context(|| {
        format!("cannot listen on {}: choose another address with --listen", config.listen)
    })?;
    announce(listener.local_addr()?);
    axum::serve(listener, routes::router(&app_dir)).with_graceful_shutdown(stopped()).await?;
    tracing::info!("stopped");
    Ok(())
}

/// The one line on standard output: the socket is open, so the address answers from here on.
fn announce(address: SocketAddr) {
    println!("Hindcast is at http://{address}/");
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
