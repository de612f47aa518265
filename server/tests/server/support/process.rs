//! The program itself, as its own process: to be killed.

use std::net::SocketAddr;
use std::process::Stdio;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};
use tokio::process::{Child, ChildStdout, Command};
use tokio::task::JoinHandle;

use super::place::Place;

/// A server process; it is killed with the value.
pub(crate) struct Process {
    pub(crate) address: SocketAddr,
    /// The code for the first device, at the first start.
    pub(crate) code: Option<String>,
    child: Child,
    out: BufReader<ChildStdout>,
    log: JoinHandle<String>,
}

/// The program with the settings of a place.
pub(crate) fn program(place: &Place) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hindcast-server"));
    settings(&mut command, place);
    command
}

/// Tells a command the settings of a place.
pub(crate) fn settings(command: &mut Command, place: &Place) {
    let app = place.folder().join("app");
    std::fs::create_dir_all(&app).unwrap();
    std::fs::write(app.join("index.html"), "<title>Hindcast</title>").unwrap();
    command
        .env("HINDCAST_DATABASE", &place.database)
        .env("HINDCAST_BLOBS", place.blob_folder())
        .env("HINDCAST_APP_DIR", &app)
        .env("HINDCAST_LISTEN", "127.0.0.1:0")
        .kill_on_drop(true);
}

/// What a command that ends by itself prints.
pub(crate) async fn order(place: &Place, args: &[&str]) -> String {
    let output = program(place).args(args).output().await.unwrap();
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// What a command says that cannot be done.
pub(crate) async fn refuse(place: &Place, args: &[&str]) -> String {
    let output = program(place).args(args).output().await.unwrap();
    assert!(!output.status.success(), "{args:?} was done");
    String::from_utf8(output.stderr).unwrap()
}

impl Process {
    pub(crate) async fn start(place: &Place) -> Self {
        Self::of(program(place), "warn").await
    }

    /// Starts a command that ends up being the server.
    pub(crate) async fn of(mut command: Command, log: &str) -> Self {
        command.env("RUST_LOG", log).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut err = child.stderr.take().unwrap();
        let log = tokio::spawn(async move {
            let mut text = Vec::new();
            drop(err.read_to_end(&mut text).await);
            String::from_utf8_lossy(&text).into_owned()
        });
        let mut line = String::new();
        out.read_line(&mut line).await.unwrap();
        let address =
            line.trim().strip_prefix("Hindcast is at http://").and_then(|rest| rest.strip_suffix('/'));
        let Some(address) = address else {
            child.kill().await.unwrap();
            panic!("it did not start: {line} {}", log.await.unwrap());
        };
        let address = address.parse().unwrap();
        Self { address, code: None, child, out, log }
    }

    /// The first start prints a code.
    pub(crate) async fn first_start(place: &Place, log: &str) -> Self {
        let mut process = Self::of(program(place), log).await;
        let line = process.next_line().await;
        process.code = line.rsplit(' ').next().map(str::to_owned);
        process
    }

    /// The next line it prints.
    pub(crate) async fn next_line(&mut self) -> String {
        let mut line = String::new();
        self.out.read_line(&mut line).await.unwrap();
        line.trim().to_owned()
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id().unwrap()
    }

    /// The most memory that it has had, in MiB; `None` where the system does not count it.
    pub(crate) fn peak_mib(&self) -> Option<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.id())).ok()?;
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
        Some(peak.trim().strip_suffix(" kB")?.parse::<f64>().ok()? / 1024.0)
    }

    /// From here on the peak is a new one.
    pub(crate) fn forget_peak(&self) {
        drop(std::fs::write(format!("/proc/{}/clear_refs", self.id()), "5"));
    }

    /// Ends it in the middle of whatever it is doing, and returns its log.
    pub(crate) async fn kill(mut self) -> String {
        self.child.kill().await.unwrap();
        self.log.await.unwrap()
    }

    /// Asks it to end, and returns its log once it has.
    pub(crate) async fn terminate(mut self) -> String {
        self.signal("TERM").await;
        assert!(self.child.wait().await.unwrap().success());
        self.log.await.unwrap()
    }

    /// Sends a signal without waiting for what it does.
    pub(crate) async fn signal(&self, name: &str) {
        let id = self.id().to_string();
        let status = Command::new("kill").args([format!("-{name}"), id]).status().await.unwrap();
        assert!(status.success());
    }
}
