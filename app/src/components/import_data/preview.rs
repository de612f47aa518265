//! How files are understood: what each column is, and the first and last bars as they would be stored.

use engine::import::{Format, ImportOptions, Role};
use engine::series::Bar;
use leptos::prelude::*;

use super::columns::{notation, word};
use crate::components::notice::ErrorNotice;
use crate::format::locale::{self, Zone};
use crate::format::number::{Plus, price_decimals};
use crate::state::FilePreview;

/// All files.
#[component]
pub fn Previews(
    /// What was understood.
    #[prop(into)]
    files: Signal<Vec<FilePreview>>,
    /// The answers so far.
    #[prop(into)]
    options: Signal<ImportOptions>,
) -> impl IntoView {
    move || {
        let options = options.get_untracked();
        files.get().into_iter().map(|file| view! { <Preview file options=options.clone() /> }).collect_view()
    }
}

#[component]
fn Preview(file: FilePreview, options: ImportOptions) -> impl IntoView {
    let FilePreview { format, first, last, problem, .. } = file;
    if let Some(problem) = problem {
        return view! {
            <section class="import-file">
                <h3>{format.file_name}</h3>
                <ErrorNotice error=problem.into() />
                <p class="small muted">"Say below what the columns hold."</p>
            </section>
        }
        .into_any();
    }
    let decimals = price_decimals(first.iter().chain(&last).map(|bar| bar.close));
    let row = move |bar: &Bar| {
        let prices = [bar.open, bar.high, bar.low, bar.close];
        view! {
            <tr>
                <td>{Zone::Utc.date_time(bar.time)}</td>
                {prices.map(|price| view! { <td class="number">{locale::fixed(price, decimals, Plus::Hidden)}</td> }).collect_view()}
                <td class="number">{locale::separators().shortest(bar.volume, 4)}</td>
            </tr>
        }
    };
    let between = (!first.is_empty() && !last.is_empty()).then(|| {
        view! { <tr><td class="muted">"…"</td><td></td><td></td><td></td><td></td><td></td></tr> }
    });
    view! {
        <section class="import-file">
            <h3>{format.file_name.clone()}</h3>
            <p class="small muted">{understood(&format, &options)}</p>
            <div class="table-scroll">
                <table class="table" aria-label=format!("First and last bars of {}", format.file_name)>
                    <thead>
                        <tr>
                            <th scope="col">"Time, UTC"</th>
                            <th scope="col" class="number">"Open"</th>
                            <th scope="col" class="number">"High"</th>
                            <th scope="col" class="number">"Low"</th>
                            <th scope="col" class="number">"Close"</th>
                            <th scope="col" class="number">"Volume"</th>
                        </tr>
                    </thead>
                    <tbody>
                        {first.iter().map(row).collect_view()}
                        {between}
                        {last.iter().map(row).collect_view()}
                    </tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

/// Source, columns and notation in a line.
fn understood(format: &Format, options: &ImportOptions) -> String {
    let source = if format.source == "generic" { "Recognised by its columns" } else { &format.source };
    let column = |(at, role): (usize, &Option<Role>)| {
        role.map(|role| format!("{} is the {}", format.column_name(at), word(role)))
    };
    let columns: Vec<String> = format.roles.iter().enumerate().filter_map(column).collect();
    let zone = options.time_zone.as_ref().unwrap_or(&format.time_zone);
    format!("{source}. Times in {zone}, {}. {}.", notation(format, options), columns.join(", "))
}
