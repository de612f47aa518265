//! The server that the client's simulation talks to is a model. Here it is asked the same as the real one.

use hindcast_server::store::{Incoming, PullError, PushError, Store};
use serde_json::json;
use shared::api::error::ErrorCode;
use shared::api::pull::{Page, Pull};
use shared::api::push::{Mutation, Push, Pushed};
use shared::api::record::{Body, JOB, PRESET, RecordKind, Revision};
use shared::api::seen::Seen;
use shared::id::DeviceId;
use shared::sync::sim::dice::Dice;
use shared::sync::sim::server::{Model, Server};
use uuid::Uuid;

use crate::support::make::id;
use crate::support::place::{Place, on_each_database, workspace};

on_each_database!(the_model_of_the_simulation_answers_like_the_real_server);

const N_STEPS: usize = 800;

async fn the_model_of_the_simulation_answers_like_the_real_server(place: Place) {
    let store = place.store().await;
    let home = workspace(&store, "home").await;
    let mut model = Model::new(store.server_id().await.unwrap());
    let seed = std::env::var("HINDCAST_SEED").map_or(5, |text| text.parse().unwrap());
    println!("HINDCAST_SEED={seed}");
    let mut dice = Dice::new(seed);
    let mut sent: Vec<Push> = Vec::new();
    let mut revisions: Vec<Option<Revision>> = vec![None];
    let (mut n_applied, mut n_refused, mut n_strange) = (0, 0, 0);
    // The name of each epoch with the model and with the real server; and one that neither knows.
    let mut epochs = vec![(id(8), id(8))];
    for step in 0..N_STEPS {
        if step % 100 == 0 {
            // Another server starts on the same database.
            let other = place.store().await;
            model.restart(id(1_000 + step as u128));
            let (modelled, real) =
                (model.pull(&Pull::default()).unwrap(), other.pull(home, None, 0, 1_000).await.unwrap());
            epochs.push((modelled.epoch.unwrap(), real.epoch.unwrap()));
            other.close().await;
        }
        let known = if dice.percent(10) { dice.pick(&epochs).copied() } else { None };
        let seq = dice.below(60);
        let (known, own) = known.map(|(epoch, own)| (Seen { epoch, seq }, Seen { epoch: own, seq })).unzip();
        if dice.percent(30) {
            let pull = Pull {
                epoch: known.map(|one| one.epoch),
                seen: known.map(|one| one.seq),
                ..pull(&mut dice, &model)
            };
            let expected = model.pull(&pull);
            n_strange += usize::from(expected.is_err() && known.is_some());
            let real = real_pull(&store, home, &pull, own).await;
            assert_eq!(real.map(nameless), expected.map(nameless), "step {step}: {pull:?}");
            continue;
        }
        // Now and then an old push comes again.
        let push = match dice.pick(&sent) {
            Some(old) if dice.percent(20) => old.clone(),
            _ => push(&mut dice, &model, &revisions, step as u64),
        };
        let push = Push { seen: known, ..push };
        let (real, expected) = (real_push(&store, home, &push, own).await, model.push(&push));
        n_strange += usize::from(expected == Err(ErrorCode::CursorAhead));
        let answers = expected.iter().flat_map(|pushed| &pushed.results);
        for answer in answers.clone() {
            n_applied += usize::from(answer.applied.is_some());
            revisions.extend(answer.applied.clone().map(|applied| Some(applied.revision)));
        }
        n_refused +=
            answers.filter(|answer| answer.rejected.is_some()).count() + usize::from(expected.is_err());
        assert_eq!(plain(real), plain(expected), "step {step}: {push:?}");
        sent.push(push);
    }
    println!(
        "{N_STEPS} requests answered alike, {n_applied} changes applied, {n_refused} refused, {n_strange} about another history"
    );
    assert!(n_applied > 100 && n_refused > 20 && n_strange > 10, "{n_applied} {n_refused} {n_strange}");
}

fn pull(dice: &mut Dice, model: &Model) -> Pull {
    let server_id = if dice.percent(5) { id(9) } else { model.server_id };
    Pull {
        since: dice.below(60),
        limit: Some(1 + dice.below(8) as u32),
        server_id: Some(server_id),
        ..Pull::default()
    }
}

fn push(dice: &mut Dice, model: &Model, revisions: &[Option<Revision>], step: u64) -> Push {
    let number = |dice: &mut Dice| if dice.percent(5) { 1 + dice.below(20) } else { 10 * step + 1 };
    let first = number(dice);
    let mutations = (0..1 + dice.below(4)).map(|n| mutation(dice, model, revisions, first + n)).collect();
    let server_id = Some(if dice.percent(3) { id(9) } else { model.server_id });
    Push {
        server_id,
        device: DeviceId(id(1 + u128::from(dice.below(3)))),
        acknowledged: dice.below(5),
        mutations,
        seen: None,
    }
}

fn mutation(dice: &mut Dice, model: &Model, revisions: &[Option<Revision>], number: u64) -> Mutation {
    let kind = RecordKind(if dice.percent(60) { JOB } else { PRESET }.into());
    let record = id(1 + u128::from(dice.below(12)));
    let current = model.records().find(|known| known.kind == kind && known.id == record);
    let base = match current {
        Some(current) if dice.percent(75) => Some(current.revision.clone()),
        _ => dice.pick(revisions).cloned().flatten(),
    };
    let state = dice.pick(&["queued", "running", "completed", "cancelled"]).copied();
    let body = json!({"attempt": 1 + dice.below(3), "state": state, "n": dice.below(4)});
    let body = if dice.percent(10) { None } else { Body::of(&body).ok() };
    Mutation { number, kind, id: record, base, blobs: Vec::new(), body }
}

async fn real_push(store: &Store, home: Uuid, push: &Push, seen: Option<Seen>) -> Result<Pushed, ErrorCode> {
    let incoming: Vec<Incoming> = push.mutations.iter().cloned().map(Incoming::Readable).collect();
    let Push { server_id, device, acknowledged, .. } = *push;
    let pushed = store.push_on(home, server_id, device, acknowledged, &incoming, 0, seen).await;
    pushed.map_err(|error| match error {
        PushError::OtherServer(_) => ErrorCode::OtherServer,
        PushError::OtherHistory => ErrorCode::CursorAhead,
        PushError::Reused(_) => ErrorCode::MutationReused,
        PushError::Store(error) => panic!("{error}"),
    })
}

async fn real_pull(store: &Store, home: Uuid, pull: &Pull, seen: Option<Seen>) -> Result<Page, ErrorCode> {
    let limit = pull.limit.unwrap_or(500);
    let page = store.pull_on(home, pull.server_id, pull.since, limit, pull.floor, seen).await;
    page.map_err(|error| match error {
        PullError::OtherServer(_) => ErrorCode::OtherServer,
        PullError::Ahead(_) | PullError::OtherHistory => ErrorCode::CursorAhead,
        PullError::TooOld(_) => ErrorCode::CursorTooOld,
        PullError::Store(error) => panic!("{error}"),
    })
}

/// A page without the name of its epoch, which each server draws by itself.
fn nameless(page: Page) -> Page {
    assert!(page.epoch.is_some());
    Page { epoch: None, ..page }
}

/// The answers without what the model does not say or says otherwise: the words of a refusal, the name of the epoch.
fn plain(mut pushed: Result<Pushed, ErrorCode>) -> Result<Pushed, ErrorCode> {
    if let Ok(pushed) = &mut pushed {
        assert!(pushed.epoch.take().is_some());
    }
    for answer in pushed.iter_mut().flat_map(|pushed| &mut pushed.results) {
        if let Some(rejected) = &mut answer.rejected {
            rejected.message.clear();
        }
    }
    pushed
}
