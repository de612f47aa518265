//! S17: older clients against this server. `tests/clients` keeps what the client of each release says, and what it was answered then.
//! It is answered the same today: there may be more in an answer, since a client leaves alone what it does not know, but not less.
//!
//! `HINDCAST_FREEZE=1` writes the file of this release where there is none yet.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::v18_same::{Exchange, asked, today};
use crate::support::place::{Place, on_each_database};

on_each_database!(s17_what_an_older_client_says_is_answered_as_it_was);

async fn s17_what_an_older_client_says_is_answered_as_it_was(place: Place) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/clients");
    let own = folder.join(concat!(env!("CARGO_PKG_VERSION"), ".json"));
    if std::env::var_os("HINDCAST_FREEZE").is_some() && !own.exists() {
        let other = Place::new(place.kind).await.unwrap();
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(&own, serde_json::to_string_pretty(&today(&other).await).unwrap()).unwrap();
    }
    assert!(own.exists(), "there is no {}: HINDCAST_FREEZE=1 writes it", own.display());
    let mut releases: Vec<PathBuf> =
        std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    releases.sort();
    for release in releases {
        let then: Vec<Exchange> = serde_json::from_str(&std::fs::read_to_string(&release).unwrap()).unwrap();
        let mut now: Vec<Exchange> =
            serde_json::from_str(&std::fs::read_to_string(&release).unwrap()).unwrap();
        let other = Place::new(place.kind).await.unwrap();
        asked(&other, &mut now).await;
        for (then, now) in then.iter().zip(&now) {
            let same = then.status == now.status && holds(&now.answer, &then.answer);
            assert!(same, "{}: {then:#?} is now {now:#?}", release.display());
        }
        println!("{}: {} requests answered as then", release.display(), then.len());
    }
}

/// Whether everything that was told then is told now. Sentences for people may change, and so may what the same things cost.
fn holds(now: &Value, then: &Value) -> bool {
    match (now, then) {
        (Value::Object(now), Value::Object(then)) => then.iter().all(|(name, then)| {
            let now = now.get(name);
            now.is_some_and(|now| match name.as_str() {
                "message" => now.is_string(),
                "used_bytes" => now.is_u64(),
                _ => holds(now, then),
            })
        }),
        (Value::Array(now), Value::Array(then)) => {
            now.len() == then.len() && now.iter().zip(then).all(|(now, then)| holds(now, then))
        }
        _ => now == then,
    }
}
