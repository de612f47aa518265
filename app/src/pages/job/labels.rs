//! What the person writes on a job: its name, a star, tags, a note.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::components::dialog::Dialog;
use crate::components::field::{FieldFoot, TextField};
use crate::components::icon::{Icon, Shape};
use crate::components::toast::Toasts;
use crate::names;
use crate::state::{JobHandle, JobLabels, Jobs};

/// Longest note in characters: a record has to fit through a server.
const MAX_NOTE: usize = 20_000;
/// Most tags that are shown.
const MAX_TAGS: usize = 50;
/// Longest name in characters.
const MAX_TITLE: usize = 200;

/// Marks a job, or takes the mark away.
#[component]
pub(super) fn StarButton(job: JobHandle) -> impl IntoView {
    let (jobs, toasts) = (Jobs::expect(), Toasts::expect());
    let is_starred = Memo::new(move |_| job.record.with(|record| record.starred));
    let toggle = move |_| {
        let wanted = !is_starred.get_untracked();
        toasts.attempt(async move { jobs.label(job.id, move |labels| labels.starred = wanted).await });
    };
    view! {
        <button
            type="button"
            class="button quiet small star"
            aria-label="Star"
            title="Stars the job, so that you find it again"
            aria-pressed=move || is_starred.get().to_string()
            on:click=toggle
        >
            <Icon shape=Shape::Star />
        </button>
    }
}

/// Tags and note, where there are any.
#[component]
pub(super) fn Labels(job: JobHandle) -> impl IntoView {
    let tags = Memo::new(move |_| job.record.with(|record| record.tags.clone()));
    let note = Memo::new(move |_| job.record.with(|record| record.note.clone()));
    let chips = move || {
        let tags = tags.get();
        let chip = |tag: &String| view! { <li class="tag">{names::shown(tag)}</li> };
        let more = tags.len().saturating_sub(MAX_TAGS);
        let more = (more > 0).then(|| view! { <li class="muted small">{format!("and {more} more")}</li> });
        (!tags.is_empty()).then(
            || view! { <ul class="tags" aria-label="Tags">{tags.iter().take(MAX_TAGS).map(chip).collect_view()}{more}</ul> },
        )
    };
    let text = move || {
        let note = note.get();
        (!note.is_empty()).then(|| view! { <p class="note">{note}</p> })
    };
    view! {
        {chips}
        {text}
    }
}

/// The button and its dialog.
#[component]
pub(super) fn EditLabels(job: JobHandle) -> impl IntoView {
    let open = RwSignal::new(false);
    view! {
        <button type="button" class="button" title="Name, tags and note" on:click=move |_| open.set(true)>"Edit"</button>
        <Dialog open title="Edit job">
            <Form job open />
        </Dialog>
    }
}

/// Made anew whenever the dialog opens, from what the record says then.
#[component]
fn Form(job: JobHandle, open: RwSignal<bool>) -> impl IntoView {
    let (jobs, toasts) = (Jobs::expect(), Toasts::expect());
    let (title, tags, note) = job
        .record
        .with_untracked(|record| (record.title.clone(), record.tags.join(", "), record.note.clone()));
    let before = StoredValue::new((title.clone(), tags_of(&tags), note.clone()));
    let (title, tags, note) = (RwSignal::new(title), RwSignal::new(tags), RwSignal::new(note));
    let title_error = Memo::new(move |_| {
        title.with(|title| match title.trim().chars().count() {
            0 => Some("Enter a name.".to_owned()),
            n if n > MAX_TITLE => Some(format!("A name has at most {MAX_TITLE} characters.")),
            _ => None,
        })
    });
    let note_error = Memo::new(move |_| {
        let n = note.with(|note| note.chars().count());
        (n > MAX_NOTE).then(|| format!("A note has at most {MAX_NOTE} characters, this one has {n}."))
    });
    let fine = Signal::derive(|| None::<String>);
    let is_bad = move || title_error.with(Option::is_some) || note_error.with(Option::is_some);
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if untrack(is_bad) {
            return;
        }
        let now = (
            title.with_untracked(|title| title.trim().to_owned()),
            tags.with_untracked(|tags| tags_of(tags)),
            note.with_untracked(|note| note.trim().to_owned()),
        );
        let before = before.get_value();
        // Only what was changed here is written: another device may have changed the rest meanwhile.
        let change = move |labels: &mut JobLabels| {
            if now.0 != before.0 {
                labels.title = now.0;
            }
            if now.1 != before.1 {
                labels.tags = now.1;
            }
            if now.2 != before.2 {
                labels.note = now.2;
            }
        };
        spawn_local(async move {
            match jobs.label(job.id, change).await {
                Ok(()) => drop(open.try_set(false)),
                Err(error) => toasts.fail(error.message),
            }
        });
    };
    view! {
        <form on:submit=save>
            <div class="dialog-body stack">
                <TextField id="job-title" label="Name" value=title error=title_error />
                <TextField id="job-tags" label="Tags" value=tags error=fine help="Separated by commas. The search of the list finds them." />
                <div class="field">
                    <label for="job-note">"Note"</label>
                    <textarea
                        id="job-note"
                        class="input area"
                        rows="6"
                        aria-invalid=move || note_error.with(Option::is_some).then_some("true")
                        aria-describedby=move || note_error.with(Option::is_some).then_some("job-note-error")
                        prop:value=move || note.get()
                        on:input=move |event| note.set(event_target_value(&event))
                    ></textarea>
                    <FieldFoot id="job-note" error=note_error />
                </div>
            </div>
            <div class="dialog-foot">
                <button type="button" class="button" on:click=move |_| open.set(false)>"Discard"</button>
                <button type="submit" class="button primary" disabled=is_bad>"Save"</button>
            </div>
        </form>
    }
}

/// Tags as they are kept: without the space around them, none empty, none twice.
fn tags_of(text: &str) -> Vec<String> {
    let mut tags: Vec<String> = Vec::new();
    for tag in text.split(',').map(str::trim).filter(|tag| !tag.is_empty()) {
        if !tags.iter().any(|known| known == tag) {
            tags.push(tag.to_owned());
        }
    }
    tags
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_kept_once_and_never_empty() {
        assert_eq!(tags_of(" trend,  mean reversion ,,trend, "), ["trend", "mean reversion"]);
        assert_eq!(tags_of(" , "), [] as [&str; 0]);
    }
}
