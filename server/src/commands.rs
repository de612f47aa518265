//! What the program does, by command.

use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::backup::Saved;
use crate::blobs::Blobs;
use crate::clock::now_ms;
use crate::config::{Command, Config, DEFAULT_WORKSPACE, Places};
use crate::http::app_files::are_inside;
use crate::http::state::AppState;
use crate::http::{routes, serve};
use crate::room::sync_folder_of;
use crate::secret::Code;
use crate::store::Store;
use crate::{backup, check, files, housekeeping};

/// Does what the program was told, until it is done or `stopping` turns true.
///
/// # Errors
/// It cannot be done; the message says what a person can do about it.
pub async fn run(config: Config, stopping: watch::Receiver<bool>) -> Result<()> {
    match &config.command {
        None => serve(&config, stopping).await,
        Some(Command::PairingCode { workspace }) => {
            let store = open(&config.places).await?;
            let code = new_code(&store, workspace).await;
            store.close().await;
            say(&code?)
        }
        Some(Command::Backup { folder }) => {
            let (store, blobs) = (open(&config.places).await?, open_blobs(&config.places)?);
            let saved = backup::save(&store, &blobs, folder).await;
            store.close().await;
            let Saved { counted, damaged } = saved?;
            say(&format!(
                "{} holds {} rows and {} blobs",
                folder.display(),
                counted.n_rows,
                counted.n_blobs
            ))?;
            for (workspace, hash) in &damaged {
                say(&format!("damaged, and not in the backup: blob {hash} of workspace {workspace}"))?;
            }
            ensure!(
                damaged.is_empty(),
                "{} blobs are damaged in the store; everything else is saved. A device that has them replaces them when it syncs",
                damaged.len()
            );
            Ok(())
        }
        Some(Command::Check { repair }) => {
            let (store, blobs) = (open(&config.places).await?, open_blobs(&config.places)?);
            let found = check::check(&store, &blobs, *repair, now_ms()).await;
            store.close().await;
            let found = found?;
            for line in &found.lines {
                say(line)?;
            }
            ensure!(found.n_damaged == 0, "{} things are damaged{}", found.n_damaged, found.advice(*repair));
            Ok(())
        }
        Some(Command::Restore { folder }) => {
            let (store, blobs) = (open(&config.places).await?, open_blobs(&config.places)?);
            let restored = backup::restore(&store, &blobs, folder).await;
            // SQLite's file is whole by itself only then.
            store.close().await;
            let restored = restored?;
            say(&format!("restored {} rows and {} blobs", restored.n_rows, restored.n_blobs))
        }
    }
}

async fn serve(config: &Config, stopping: watch::Receiver<bool>) -> Result<()> {
    let mut settings = config.serving.settings(are_inside())?;
    settings.limits = settings.limits.within(files::limit());
    let (store, blobs) = (open(&config.places).await?, open_blobs(&config.places)?);
    store.begin_serving().await?;
    let address = config.serving.listen;
    let listener = TcpListener::bind(address)
        .await
        .with_context(|| format!("cannot listen on {address}: choose another address with --listen"))?;
    let state = AppState::new(store.clone(), blobs.clone(), settings, stopping.clone());
    state.recall().await?;
    let metrics = match config.serving.metrics_listen {
        Some(address) => Some(
            TcpListener::bind(address)
                .await
                .with_context(|| format!("cannot listen on {address} for metrics"))?,
        ),
        None => None,
    };
    // The first line on standard output: the socket is open, so the address answers from here on.
    say(&format!("Hindcast is at http://{}/", listener.local_addr()?))?;
    if let Some(metrics) = &metrics {
        say(&format!("Metrics are at http://{}/metrics", metrics.local_addr()?))?;
    }
    let (_, is_new) = store.workspace_named(DEFAULT_WORKSPACE, now_ms()).await?;
    if is_new {
        say(&new_code(&store, DEFAULT_WORKSPACE).await?)?;
    }
    let listening = tokio::spawn({
        let store = store.clone();
        async move { store.listen().await }
    });
    let watching = tokio::spawn(housekeeping::watch_room(store.clone(), blobs.clone()));
    let keeping = tokio::spawn(housekeeping::run(store.clone(), blobs, stopping));
    let counting = metrics
        .map(|listener| tokio::spawn(serve::serve(listener, routes::metrics_router(&state), state.clone())));
    serve::serve(listener, routes::router(&state), state).await;
    listening.abort();
    watching.abort();
    drop((keeping.await, counting.map(|task| task.abort())));
    store.close().await;
    tracing::info!("stopped");
    Ok(())
}

async fn open(places: &Places) -> Result<Store> {
    if places.database.is_none() || places.blobs.is_none() {
        make_private(&places.data_dir)?;
    }
    let quota_bytes = u64::from(places.quota_mib) << 20;
    // The address may hold a password: it is not repeated.
    Store::open(&places.database(), quota_bytes).await.context("cannot open the database: see --database")
}

fn open_blobs(places: &Places) -> Result<Blobs> {
    Blobs::open(&places.blobs()).context("cannot open the blob store: see --blobs")
}

/// Makes the data folder, for nobody else to read.
fn make_private(folder: &Path) -> Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    if folder.is_dir() {
        return Ok(());
    }
    let made = builder.create(folder).and_then(|()| sync_folder_of(folder));
    made.with_context(|| format!("cannot make {}: choose another with --data-dir", folder.display()))
}

async fn new_code(store: &Store, workspace: &str) -> Result<String> {
    let (id, _) = store.workspace_named(workspace, now_ms()).await?;
    let code = Code::new()?;
    store.add_code(id, &code, now_ms()).await?;
    Ok(format!(
        "Pairing code for workspace {workspace}, good for ten minutes and one device: {}",
        code.reveal()
    ))
}

/// A line on standard output. The log goes to standard error.
fn say(line: &str) -> Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}")?;
    Ok(out.flush()?)
}
