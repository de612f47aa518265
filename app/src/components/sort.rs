//! A column header that sorts.

use leptos::prelude::*;

/// By which column a table is sorted, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Order {
    /// Position of the column.
    pub column: usize,
    /// Largest first.
    pub descending: bool,
}

impl Order {
    /// The order after a click on a column: the other way round, or that column with the largest first.
    pub fn clicked(self, column: usize) -> Self {
        let descending = if self.column == column { !self.descending } else { true };
        Self { column, descending }
    }

    /// Positions of `keys` in this order. Equal keys keep their places; what is no number comes last either way.
    pub fn permutation(self, keys: &[f64]) -> Vec<u32> {
        let mut order: Vec<u32> = (0..keys.len() as u32).collect();
        order.sort_by(|&a, &b| {
            let (a, b) = (keys[a as usize], keys[b as usize]);
            match (a.is_nan(), b.is_nan()) {
                (false, false) if self.descending => b.total_cmp(&a),
                (false, false) => a.total_cmp(&b),
                (a, b) => a.cmp(&b),
            }
        });
        order
    }
}

/// A header cell with a button that sorts.
#[component]
pub fn SortHeader(
    /// Text of the header.
    #[prop(into)]
    text: String,
    /// What the column holds, as a tooltip.
    #[prop(into, optional)]
    title: String,
    /// Its unit.
    #[prop(into, optional)]
    unit: String,
    /// Position of the column.
    column: usize,
    /// The table's order.
    order: RwSignal<Order>,
    /// Whether its cells are numbers.
    #[prop(default = true)]
    number: bool,
) -> impl IntoView {
    let mine = move || Some(order.get()).filter(|order| order.column == column);
    view! {
        <th
            scope="col"
            class=if number { "number" } else { "" }
            title=title
            aria-sort=move || {
                mine().map_or("none", |order| if order.descending { "descending" } else { "ascending" })
            }
        >
            <button type="button" class="sort" on:click=move |_| order.update(|order| *order = order.clicked(column))>
                <span>
                    {text}
                    {(!unit.is_empty()).then(|| view! { <span class="unit">{format!(" {unit}")}</span> })}
                </span>
                <span class="arrow" aria-hidden="true">
                    {move || mine().map_or("", |order| if order.descending { "↓" } else { "↑" })}
                </span>
            </button>
        </th>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_number_comes_last_in_both_directions() {
        let keys = [2.0, f64::NAN, 3.0, 1.0, 3.0];
        let order = Order { column: 0, descending: false };
        assert_eq!(order.permutation(&keys), [3, 0, 2, 4, 1]);
        assert_eq!(order.clicked(0).permutation(&keys), [2, 4, 0, 3, 1]);
        assert_eq!(order.clicked(2), Order { column: 2, descending: true });
    }
}
