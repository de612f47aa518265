//! The form of a script: it is compiled first, for what it declares.

use engine::config::RunConfig;
use engine::strategy::declaration::Declaration;
use leptos::prelude::*;
use shared::bytes::hash_of;
use shared::id::{JobId, ScriptId};
use shared::job::JobSpec;
use shared::script::RunScript;

use super::FormBody;
use super::form::{Form, Start};
use crate::components::notice::{Empty, ErrorNotice, Loading};
use crate::router::{Route, RunQuery};
use crate::state::{Compiler, Declared, Scripts};

/// The form of a script as it is now, with the settings of `job` where it still takes them.
#[component]
pub(super) fn ScriptForm(
    id: ScriptId,
    job: Option<(JobId, JobSpec)>,
    dataset: Option<String>,
) -> impl IntoView {
    let scripts = Scripts::expect();
    let Some(script) = untrack(|| scripts.get(id)) else {
        return view! {
            <Empty title="This script is not here">
                <p>"It was deleted, or it belongs to another browser. Jobs keep the source that they were made with."</p>
                <a class="button" href=Route::Strategies.href()>"Go to the strategies"</a>
            </Empty>
        }
        .into_any();
    };
    let source = script.source.clone();
    let compiled = LocalResource::new(move || {
        let (compiler, source) = (Compiler::new(scripts), source.clone());
        async move { compiler.compile(source).await }
    });
    let body = move || match compiled.get() {
        None => view! { <Loading text="Compiling the script…" /> }.into_any(),
        Some(Err(error)) => view! { <ErrorNotice error /> }.into_any(),
        Some(Ok(compiled)) => match compiled.script {
            Some(declared) => {
                let start = start_of(id, script.source.clone(), declared);
                let name = start.info.name.clone();
                let form = Form::new(start, job.clone(), dataset.clone());
                view! { <p class="form-of">{name}</p> <FormBody form /> }.into_any()
            }
            None => {
                let first = compiled.remarks.iter().find(|remark| remark.is_error);
                let text = first.map(|remark| format!("Line {}: {}", remark.line, remark.sentence));
                view! {
                    <Empty title="This script cannot run yet">
                        <p>{text}</p>
                        <a class="button" href=Route::Script(id).href()>"Open the editor"</a>
                    </Empty>
                }
                .into_any()
            }
        },
    };
    body.into_any()
}

/// What the form of a script starts from.
pub(super) fn start_of(id: ScriptId, source: String, declared: Declared) -> Start {
    let Declared { declaration, config, needs_tick, .. } = declared;
    let carried = RunScript { source, declaration: declaration.clone(), script: Some(id) };
    Start {
        key: form_key(id, &declaration, &config),
        info: declaration,
        config,
        needs_tick,
        script: Some(carried),
    }
}

/// What was typed before counts while the script declares the same: a default that was changed in its text is not hidden by it.
fn form_key(id: ScriptId, declaration: &Declaration, config: &RunConfig) -> String {
    let said = serde_json::to_string(&(&declaration.params, config)).unwrap_or_default();
    let hash = hash_of(said.as_bytes()).0;
    format!("{id}:{}", hash.get(..12).unwrap_or_default())
}

/// The form of a job's own version of a script.
#[component]
pub(super) fn JobForm(id: JobId, spec: JobSpec, dataset: Option<String>) -> impl IntoView {
    let scripts = Scripts::expect();
    let run = spec.run().clone();
    let Some(script) = run.script.as_deref().cloned() else {
        return view! {
            <Empty title="This version does not have the strategy">
                <p>{format!("No strategy is named “{}” here, and the job does not include its source.", run.strategy)}</p>
                <a class="button" href=Route::Job(id).href()>"Back to the job"</a>
            </Empty>
        }
        .into_any();
    };
    let hash = run.strategy.key().to_owned();
    let newer =
        script.script.filter(|id| untrack(|| scripts.get(*id)).is_some_and(|script| script.hash().0 != hash));
    let newer = newer.map(|script| {
        let route = Route::Run(RunQuery { strategy: script.to_string(), dataset: None, job: Some(id) });
        view! {
            <p class="notice small" role="note">
                "This form uses the version of the script that the job was made with. The script was edited since. "
                <a href=route.href()>"Use the newest version"</a>
            </p>
        }
    });
    let start = Start {
        key: hash,
        info: script.declaration.clone(),
        config: run.config,
        needs_tick: false,
        script: Some(script),
    };
    let name = start.info.name.clone();
    let form = Form::new(start, Some((id, spec)), dataset);
    view! { {newer}<p class="form-of">{name}</p><FormBody form /> }.into_any()
}
