//! The worker's side: take a task, do it in slices, answer.
//!
//! Between slices the worker reads its messages, so that *cancel* arrives. It never decides anything about jobs.

mod bars;
mod cell_runs;
mod chunks;
mod compare;
mod data;
mod explain;
mod look;
mod lookahead;
mod pace;
mod plots;
mod resample;
mod single;
mod source;
mod stored;
mod strategies;
mod sweep;
mod table;
mod task;
mod walk;
mod write;

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use js_sys::{Array, Float64Array, Object, Reflect};
use shared::id::JobId;
use shared::job::{ErrorPlace, JobError, JobSpec};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Blob, DedicatedWorkerGlobalScope, File, MessageEvent};

use self::task::{Stop, Task};
use super::message;
use super::protocol::{FromWorker, Outcome, PROTOCOL, REPLY, TaskId, ToWorker, Work};
use crate::storage::opfs::Opfs;

/// What the worker keeps between tasks.
struct Desk {
    opfs: Opfs,
    bars: bars::Cache,
    cells: cell_runs::Kept,
    /// The cells looked at last.
    table: Option<table::Table>,
    /// The series looked at last.
    plots: Option<plots::Plots>,
}

/// What has come in and is not done.
#[derive(Default)]
struct Inbox {
    root: Option<String>,
    /// A sweep of which the next task is a piece.
    sweep: Option<(JobId, JobSpec)>,
    waiting: VecDeque<(TaskId, Work, Vec<File>)>,
    current: Option<Task>,
    busy: bool,
}

/// Installs the handler of messages and announces that the engine is there.
pub fn start() {
    std::panic::set_hook(Box::new(|info| {
        post(&FromWorker::Panicked { message: info.to_string() }, None);
        console_error_panic_hook::hook(info);
    }));
    let inbox = Rc::new(RefCell::new(Inbox::default()));
    let desk = Rc::new(RefCell::new(None));
    let handler = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        let Some((message, files)) = read(&event.data()) else { return };
        let wake = {
            let mut inbox = inbox.borrow_mut();
            match message {
                ToWorker::Open { root } => inbox.root = Some(root),
                ToWorker::Sweep { job, spec } => inbox.sweep = Some((job, *spec)),
                ToWorker::Run { task, work } => inbox.waiting.push_back((task, *work, files)),
                ToWorker::Cancel { task } => {
                    if let Some(current) = inbox.current.as_ref().filter(|current| current.id() == task) {
                        current.cancel();
                    }
                }
                ToWorker::Halt { task } => {
                    if let Some(current) = inbox.current.as_ref().filter(|current| current.id() == task) {
                        current.halt();
                    }
                }
            }
            !std::mem::replace(&mut inbox.busy, true)
        };
        if wake {
            spawn_local(work_off(Rc::clone(&inbox), Rc::clone(&desk)));
        }
    });
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    // A listener rather than `onmessage`: the boot script hands over early messages by dispatching them.
    let listening = scope.add_event_listener_with_callback("message", handler.as_ref().unchecked_ref());
    handler.forget();
    if listening.is_ok() {
        post(&FromWorker::Ready { protocol: PROTOCOL, build: engine::ENGINE_VERSION.to_owned() }, None);
    }
}

async fn work_off(inbox: Rc<RefCell<Inbox>>, desk: Rc<RefCell<Option<Desk>>>) {
    loop {
        let (task, work, files, root, sweep) = {
            let mut inbox = inbox.borrow_mut();
            let Some((id, work, files)) = inbox.waiting.pop_front() else {
                inbox.busy = false;
                return;
            };
            let task = Task::new(id);
            inbox.current = Some(task.clone());
            (task, work, files, inbox.root.clone(), inbox.sweep.take())
        };
        let taken = desk.borrow_mut().take();
        let opened = match taken {
            Some(desk) => Ok(desk),
            None => open(root).await,
        };
        let id = task.id();
        let answer = match opened {
            Ok(mut open) => {
                if let Some((job, spec)) = sweep {
                    open.cells.give(job, spec);
                }
                let answer = run(&mut open, &task, work, files).await;
                *desk.borrow_mut() = Some(open);
                answer
            }
            Err(stop) => Err(stop),
        };
        inbox.borrow_mut().current = None;
        match answer {
            Ok((outcome, beside)) => post(&FromWorker::Done { task: id, outcome }, beside),
            Err(Stop::Cancelled) => post(&FromWorker::Cancelled { task: id }, None),
            Err(Stop::Failed(error)) => post(&FromWorker::Failed { task: id, error: *error }, None),
        }
    }
}

async fn open(root: Option<String>) -> Result<Desk, Stop> {
    let root =
        root.ok_or_else(|| failed("no_directory", "The page did not say where its files are. Reload it."))?;
    let opfs = Opfs::open(&root).await?;
    let (bars, cells) = (bars::Cache::default(), cell_runs::Kept::default());
    Ok(Desk { opfs, bars, cells, table: None, plots: None })
}

async fn run(
    desk: &mut Desk,
    task: &Task,
    work: Work,
    files: Vec<File>,
) -> Result<(Outcome, Option<Beside>), Stop> {
    let outcome = match work {
        Work::Look { table, question } => {
            let (answer, beside) = look::look(desk, task, table, question).await?;
            return Ok((Outcome::Looked(answer), Some(beside)));
        }
        Work::Plots { run, result_hash, question } => {
            return plots::answer(desk, task, *run, &result_hash, question).await;
        }
        Work::Backtest { run } => single::run(desk, task, run).await,
        Work::LookAhead { run, seed } => lookahead::check(desk, task, &run, seed).await,
        Work::Explain { run, trade } => explain::explain(desk, &run, &trade).await,
        Work::Resample { run, result, seed } => resample::resample(desk, &run, &result, seed).await,
        Work::Compare { run, result } => compare::compare(desk, &run, &result, &files).await,
        Work::Survey { job } => sweep::survey(desk, task, job).await,
        Work::Cells { job, first, n_cells } => sweep::cells(desk, task, job, first..first + n_cells).await,
        Work::Join { job, is_stopped } => {
            let spec = desk.cells.spec(job)?;
            match spec.folds() {
                None => sweep::join(desk, task, job, Rc::clone(&spec), is_stopped).await,
                Some(folds) => walk::join(desk, task, job, Rc::clone(&spec), folds, is_stopped).await,
            }
        }
        Work::Library => Ok(Outcome::Library(strategies::library())),
        Work::Words => Ok(Outcome::Words(strategies::words())),
        Work::Compile { source } => {
            strategies::compiled(&source).map(|compiled| Outcome::Compiled(Box::new(compiled)))
        }
        Work::Inspect { options } => data::inspect(options, &files).await,
        Work::Import { options } => data::import(desk, task, options, &files).await,
        Work::Keep { dir, hash } => write::keep(&desk.opfs, &dir, &hash, &files).await,
        Work::Synthetic { seed, n_bars } => data::synthetic(desk, task, seed, n_bars).await,
        Work::MadeUp { key, seed } => data::made_up(desk, task, &key, seed).await,
    };
    outcome.map(|outcome| (outcome, None))
}

/// A failure without a place in the data.
fn failed(code: &str, message: impl Into<String>) -> Stop {
    let (message, place) = (message.into(), ErrorPlace::default());
    Stop::Failed(Box::new(JobError { code: code.to_owned(), message, place, detail: None }))
}

fn read(data: &JsValue) -> Option<(ToWorker, Vec<File>)> {
    let body = Reflect::get(data, &"body".into()).ok()?;
    let files = Reflect::get(data, &"files".into()).ok()?;
    let files = files.dyn_into::<Array>().map(|list| list.iter().map(JsCast::unchecked_into).collect());
    Some((message::decode(body).ok()?, files.unwrap_or_default()))
}

/// What goes beside a message, not into it.
enum Beside {
    /// Handed over, not copied.
    Numbers(Vec<f64>),
    File(Blob),
}

fn post(message: &FromWorker, beside: Option<Beside>) {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let envelope = Object::new();
    let body = message::encode(message).unwrap_or_default();
    // Neither setting two fields of a fresh object nor posting plain values can fail.
    let _ = Reflect::set(&envelope, &"kind".into(), &REPLY.into());
    let _ = Reflect::set(&envelope, &"body".into(), &body);
    let _ = match beside {
        None => scope.post_message(&envelope),
        Some(Beside::Numbers(numbers)) => {
            let numbers = Float64Array::from(numbers.as_slice());
            let _ = Reflect::set(&envelope, &"numbers".into(), &numbers);
            scope.post_message_with_transfer(&envelope, &Array::of1(&numbers.buffer()))
        }
        Some(Beside::File(file)) => {
            let _ = Reflect::set(&envelope, &"file".into(), &file);
            scope.post_message(&envelope)
        }
    };
}
