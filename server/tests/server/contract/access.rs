//! Devices and pairing codes.

use hindcast_server::secret::{Code, Token};
use hindcast_server::store::{CODE_LIFE_MS, PairingError, Store};
use uuid::Uuid;

use crate::support::place::{Place, on_each_database, workspace};

on_each_database!(
    a_code_lets_one_device_in_however_many_try_at_once,
    a_code_ends_after_ten_minutes,
    a_code_is_dead_after_five_wrong_tries,
    devices_are_listed_renamed_and_revoked_within_their_workspace,
);

async fn code(store: &Store, workspace: Uuid, now_ms: i64) -> Code {
    let code = Code::new().unwrap();
    store.add_code(workspace, &code, now_ms).await.unwrap();
    code
}

/// The same public part with another secret.
fn guess(code: &Code) -> Code {
    let other = Code::new().unwrap().reveal();
    format!("{}{}", code.id(), &other[4..]).parse().unwrap()
}

async fn a_code_lets_one_device_in_however_many_try_at_once(place: Place) {
    let store = place.store().await;
    let home = workspace(&store, "home").await;
    let code = code(&store, home, 0).await;
    let mut tasks = tokio::task::JoinSet::new();
    for n in 0..4 {
        let (store, code) = (store.clone(), code.clone());
        tasks
            .spawn(async move { store.pair(&code, &format!("device {n}"), &Token::new().unwrap(), 1).await });
    }
    let paired = tasks.join_all().await;
    let let_in: Vec<Uuid> = paired.into_iter().filter_map(Result::ok).collect();
    assert_eq!(let_in, [home]);
    assert_eq!(store.devices(home, "").await.unwrap().len(), 1);
}

async fn a_code_ends_after_ten_minutes(place: Place) {
    let store = place.store().await;
    let home = workspace(&store, "home").await;
    let code = code(&store, home, 0).await;
    let late = store.pair(&code, "late", &Token::new().unwrap(), CODE_LIFE_MS).await;
    assert!(matches!(late, Err(PairingError::Refused)));
    store.pair(&code, "in time", &Token::new().unwrap(), CODE_LIFE_MS - 1).await.unwrap();
}

async fn a_code_is_dead_after_five_wrong_tries(place: Place) {
    let store = place.store().await;
    let home = workspace(&store, "home").await;
    let (four, five) = (code(&store, home, 0).await, code(&store, home, 0).await);
    for (code, n_tries) in [(&four, 4), (&five, 5)] {
        for _ in 0..n_tries {
            let wrong = store.pair(&guess(code), "guess", &Token::new().unwrap(), 1).await;
            assert!(matches!(wrong, Err(PairingError::Refused)));
        }
    }
    assert!(store.pair(&four, "the fifth try", &Token::new().unwrap(), 1).await.is_ok());
    assert!(matches!(
        store.pair(&five, "too late", &Token::new().unwrap(), 1).await,
        Err(PairingError::Refused)
    ));
}

async fn devices_are_listed_renamed_and_revoked_within_their_workspace(place: Place) {
    let store = place.store().await;
    let (home, other) = (workspace(&store, "home").await, workspace(&store, "other").await);
    let token = Token::new().unwrap();
    store.pair(&code(&store, home, 0).await, "Laptop", &token, 5).await.unwrap();
    let known = store.known_device(token.id()).await.unwrap().unwrap();
    assert_eq!((known.workspace, known.secret_hash), (home, token.secret_hash()));
    assert_eq!(store.rename_device(other, token.id(), "Mine", "").await.unwrap(), None);
    assert!(!store.revoke_device(other, token.id()).await.unwrap());
    let renamed = store.rename_device(home, token.id(), "Büro", token.id()).await.unwrap().unwrap();
    assert_eq!((renamed.name.as_str(), renamed.this), ("Büro", true));
    store.seen(token.id(), 5, 6).await.unwrap();
    assert_eq!(store.devices(home, "").await.unwrap()[0].seen_ms, 5, "not worth a write");
    store.seen(token.id(), 5, 4_000_000).await.unwrap();
    assert_eq!(store.devices(home, "").await.unwrap()[0].seen_ms, 4_000_000);
    assert!(store.devices(other, "").await.unwrap().is_empty());
    assert!(store.revoke_device(home, token.id()).await.unwrap());
    assert!(store.known_device(token.id()).await.unwrap().is_none());
    assert!(!store.revoke_device(home, token.id()).await.unwrap());
}
