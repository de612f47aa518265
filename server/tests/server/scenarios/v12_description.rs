//! V12: schemathesis makes requests from the API's description, good and bad ones, and compares the answers with it.

use std::path::{Path, PathBuf};

use anyhow::Result;
use shared::bytes::hash_of;
use tokio::process::Command;
use tokio::sync::OnceCell;

use crate::support::dice::{rounds, seed};
use crate::support::place::{Place, on_each_database};
use crate::support::python::install;
use crate::support::running::Running;

on_each_database!(v12_every_answer_is_one_that_the_description_allows);

async fn v12_every_answer_is_one_that_the_description_allows(place: Place) {
    static INSTALLED: OnceCell<Result<PathBuf>> = OnceCell::const_new();
    let program = match INSTALLED.get_or_init(|| install("schemathesis", "schemathesis")).await {
        Ok(program) => program,
        Err(error) => return println!("skipped: SKIPPED, schemathesis cannot be had: {error:#}"),
    };
    let server = Running::start(&place).await;
    let device = server.device("home").await;
    let blob = hash_of(b"held").0;
    device.put_bytes(&blob, "held").await.unwrap();
    let output = Command::new(program)
        .current_dir(folder())
        .args(["run", &server.url("/api/v1/openapi.json"), "--checks", "all", "--no-color"])
        .args(["--generation-database", "none", "--seed", &seed("v12").to_string()])
        .args(["--max-examples", &rounds(20).to_string()])
        .env("HINDCAST_TOKEN", &device.paired.token)
        .env("HINDCAST_BLOB", blob)
        .output()
        .await
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    let cases = said.lines().find(|line| line.contains(" generated")).expect("it says how many");
    println!("schemathesis, {:?}: {}", place.kind, cases.trim());
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/schemathesis")
}
