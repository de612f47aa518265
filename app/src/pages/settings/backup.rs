//! Backups: made, and put back.

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::components::notice::ErrorNotice;
use crate::components::progress::ProgressBar;
use crate::components::save;
use crate::format::locale;
use crate::state::{AppError, Backup, FilesDone, Jobs, PutBack};

/// The two buttons, how far it is, and what came of it.
#[component]
pub(super) fn Backups() -> impl IntoView {
    let jobs = Jobs::expect();
    let busy = RwSignal::new(None::<FilesDone>);
    let said = RwSignal::new(None::<Result<String, AppError>>);
    let input = NodeRef::<html::Input>::new();
    let is_busy = Memo::new(move |_| busy.with(Option::is_some));
    // Whoever leaves the page leaves the work going on; then there is nobody to tell.
    let told = move |done| {
        let _ = busy.try_set(Some(done));
    };
    let end = move |outcome| {
        let _ = busy.try_set(None);
        let _ = said.try_set(Some(outcome));
    };
    let back_up = move |_| {
        told((0, 0));
        said.set(None);
        spawn_local(async move {
            let made = jobs.back_up(told).await;
            if let Ok(backup) = &made {
                save::blob(&file_name(), &backup.blob);
            }
            end(made.map(|backup| made_in_words(&backup)));
        });
    };
    let put_back = move |_| {
        let Some(element) = input.get_untracked() else { return };
        let Some(file) = element.files().and_then(|files| files.get(0)) else { return };
        // The same file may be chosen again.
        element.set_value("");
        told((0, 0));
        said.set(None);
        spawn_local(
            async move { end(jobs.put_back(&file, told).await.map(|done| put_back_in_words(&done))) },
        );
    };
    let share = move || match busy.get() {
        Some((done, all)) if all > 0 => done as f64 / all as f64,
        _ => 0.0,
    };
    let far =
        move || busy.get().map(|(done, all)| format!("{done} of {} files", count(all))).unwrap_or_default();
    view! {
        <div class="stack" aria-live="polite">
            <div class="actions">
                <button type="button" class="button" disabled=is_busy on:click=back_up>"Back up everything"</button>
                <button
                    type="button"
                    class="button"
                    disabled=is_busy
                    on:click=move |_| {
                        if let Some(element) = input.get_untracked() {
                            element.click();
                        }
                    }
                >
                    "Restore a backup"
                </button>
                <input node_ref=input type="file" accept=".tar" hidden aria-label="Backup file" on:change=put_back />
            </div>
            <p class="muted small">
                "One file with all jobs, results, datasets and strategies. Restoring adds what is missing here and changes nothing else; settings \
                are not part of it."
            </p>
            <Show when=move || is_busy.get()>
                <ProgressBar label="Backup" share=Signal::derive(share) text=Signal::derive(far) />
            </Show>
            {move || said.get().map(|said| match said {
                Ok(text) => view! { <p>{text}</p> }.into_any(),
                Err(error) => view! { <ErrorNotice error /> }.into_any(),
            })}
        </div>
    }
}

fn file_name() -> String {
    let day: String = js_sys::Date::new_0().to_iso_string().into();
    format!("hindcast-backup-{}.tar", day.get(..10).unwrap_or_default())
}

fn count(n: usize) -> String {
    locale::count(n as f64)
}

fn many(n: usize, one: &str, more: &str) -> String {
    format!("{} {}", count(n), if n == 1 { one } else { more })
}

fn made_in_words(backup: &Backup) -> String {
    let Backup { n_records, n_files, n_damaged, .. } = *backup;
    let mut text =
        format!("Backed up {} and {}.", many(n_records, "record", "records"), many(n_files, "file", "files"));
    if n_damaged > 0 {
        let damaged = many(n_damaged, "entry is", "entries are");
        text.push_str(&format!(" {damaged} damaged in this browser and not part of it."));
    }
    text
}

fn put_back_in_words(done: &PutBack) -> String {
    let PutBack { records, n_files, n_damaged } = done;
    let mut text = format!(
        "Restored {} and {}.",
        many(records.added.len(), "record", "records"),
        many(*n_files, "file", "files")
    );
    if records.n_equal > 0 {
        text.push_str(&format!(" {} already here.", many(records.n_equal, "record was", "records were")));
    }
    if records.n_kept > 0 {
        let kept = many(records.n_kept, "record differs", "records differ");
        text.push_str(&format!(" {kept} from the backup here and stayed as they are."));
    }
    if *n_damaged > 0 {
        let damaged = many(*n_damaged, "file is", "files are");
        text.push_str(&format!(" {damaged} damaged in the backup and left out."));
    }
    text
}
