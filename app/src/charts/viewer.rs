//! A chart that holds what is in sight and a little more, and draws finer when one looks closer.

use std::cell::{Cell, RefCell};
use std::ops::Range;
use std::rc::{Rc, Weak};

use serde_json::json;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::HtmlElement;

use super::binding::{Chart, Crosshair, Library, LogicalRange, js};
use super::colours::Colours;
use super::view::View;
use crate::format::locale::{self, Zone};

/// What a chart shows.
pub(super) trait Source {
    /// Number of bars.
    fn n_bars(&self) -> usize;
    /// Gives the plots the data of a view.
    fn draw(&self, view: &View);
    /// Draws what depends on the bars in sight. Called after each move, once per frame.
    fn mark(&self, view: &View, seen: Range<usize>, colours: &Colours);
    /// Gives the plots their colours.
    fn paint(&self, colours: &Colours);
    /// What the legend says of the bars of one point.
    fn legend(&self, bars: Range<usize>) -> String;
    /// Hears which point of the view the legend is about.
    fn point_at(&self, _: usize, _: &View) {}
    /// Hears that the library has laid out the chart anew.
    fn laid_out(&self) {}
}

/// How often a chart is told again what to show, if it then shows something else.
const TELLINGS: u8 = 4;

/// Something the library calls; it lives as long as the chart.
type Listener = Closure<dyn FnMut(JsValue)>;

/// A live chart. It is removed from the page when this is dropped.
pub(super) struct Viewer {
    chart: Chart,
    source: Box<dyn Source>,
    view: Cell<View>,
    seen: Cell<Option<(f64, f64)>>,
    /// Bars in sight when the chart was last at rest.
    rested: Cell<(f64, f64)>,
    /// Bars that the chart was told to show and has not shown yet, and how often it may still be told: the library does it in a later
    /// frame, and until then tells of other moves.
    told: Cell<Option<(f64, f64, u8)>>,
    redraw_waits: Cell<bool>,
    colours: RefCell<Colours>,
    legend: HtmlElement,
    listeners: RefCell<Vec<Listener>>,
}

impl Viewer {
    /// Makes a chart in `element`. `is_daily`: its times are dates.
    pub(super) fn new(
        library: &Library,
        element: &HtmlElement,
        legend: HtmlElement,
        is_daily: bool,
        source: impl FnOnce(&Library, &Chart) -> Box<dyn Source>,
    ) -> Rc<Self> {
        let colours = Colours::now();
        let mut options = colours.chart();
        options["autoSize"] = json!(true);
        options["timeScale"]["timeVisible"] = json!(!is_daily);
        options["timeScale"]["minBarSpacing"] = json!(0.05);
        options["crosshair"]["mode"] = json!(0);
        options["localization"] = json!({ "locale": locale::language() });
        let chart = library.create_chart(element, &js(&options.to_string()));
        let source = source(library, &chart);
        let view = View::whole(source.n_bars());
        source.paint(&colours);
        source.draw(&view);
        chart.time_scale().fit_content();
        let rested = Cell::new((0.0, source.n_bars() as f64));
        let viewer = Rc::new(Self {
            chart,
            rested,
            view: Cell::new(view),
            seen: Cell::new(None),
            told: Cell::new(None),
            redraw_waits: Cell::new(false),
            colours: RefCell::new(colours),
            legend,
            listeners: RefCell::new(Vec::new()),
            source,
        });
        viewer.say(view.n_points() - 1);
        viewer.listen();
        viewer.mark();
        let weak = Rc::downgrade(&viewer);
        leptos::prelude::request_animation_frame(move || {
            if let Some(viewer) = weak.upgrade() {
                viewer.source.laid_out();
            }
        });
        viewer
    }

    fn listen(self: &Rc<Self>) {
        let weak = Rc::downgrade(self);
        let on_range = Closure::<dyn FnMut(JsValue)>::new(move |range: JsValue| {
            if let (Some(viewer), false) = (weak.upgrade(), range.is_null()) {
                viewer.moved(range.unchecked_ref());
            }
        });
        let weak = Rc::downgrade(self);
        let on_crosshair = Closure::<dyn FnMut(JsValue)>::new(move |at: JsValue| {
            if let Some(viewer) = weak.upgrade() {
                viewer.point_at(at.unchecked_ref());
            }
        });
        let weak = Rc::downgrade(self);
        let on_size = Closure::<dyn FnMut(JsValue)>::new(move |_| {
            if let Some(viewer) = weak.upgrade() {
                viewer.resized();
            }
        });
        self.chart.time_scale().subscribe_visible(on_range.as_ref().unchecked_ref());
        self.chart.time_scale().subscribe_size(on_size.as_ref().unchecked_ref());
        self.chart.subscribe_crosshair(on_crosshair.as_ref().unchecked_ref());
        self.listeners.borrow_mut().extend([on_range, on_crosshair, on_size]);
    }

    /// Takes the page's colours as they are now.
    pub(super) fn repaint(&self) {
        let colours = Colours::now();
        self.chart.apply_options(&js(&colours.chart().to_string()));
        self.source.paint(&colours);
        self.source.draw(&self.view.get());
        self.colours.replace(colours);
        self.mark();
    }

    /// Brings bars into sight, with some room around them.
    pub(super) fn show(self: &Rc<Self>, bars: Range<usize>) {
        let room = bars.len().max(20) * 3 / 2;
        let n_bars = self.source.n_bars();
        let seen = bars.start.saturating_sub(room)..(bars.end + room).min(n_bars);
        let (from, to) = (seen.start as f64, seen.end as f64);
        self.told.set(Some((from, to, TELLINGS)));
        // The axis of prices may get wider with it, and that must not bring the old bars back.
        self.rested.set((from, to));
        self.change_to(View::around(seen, n_bars), from, to);
        // Another trade may be chosen among the same bars.
        self.mark();
        // Also where nothing moves, for it was shown already: what was told must not outlive the next frames and undo a person's move.
        self.follow_soon();
    }

    fn moved(self: &Rc<Self>, range: &LogicalRange) {
        self.seen.set(Some((range.from(), range.to())));
        self.follow_soon();
    }

    /// Once per frame, however many events a wheel makes, and never inside the library's own event.
    fn follow_soon(self: &Rc<Self>) {
        if self.redraw_waits.replace(true) {
            return;
        }
        let weak: Weak<Self> = Rc::downgrade(self);
        leptos::prelude::request_animation_frame(move || {
            if let Some(viewer) = weak.upgrade() {
                viewer.redraw_waits.set(false);
                viewer.follow();
            }
        });
    }

    fn follow(self: &Rc<Self>) {
        let (Some((from, to)), view) = (self.seen.get(), self.view.get()) else { return };
        if let Some((first, end, left)) = self.told.take() {
            let is_shown = (from - view.position(first)).abs() + (to - view.position(end)).abs() < 1.0;
            if !is_shown && left > 0 {
                self.told.set(Some((first, end, left - 1)));
                self.change_to(view, first, end);
                return self.follow_soon();
            }
        }
        let bar = |point: f64| view.first as f64 + point * view.size as f64;
        if let Some(next) = view.next(from, to, self.source.n_bars()) {
            self.change_to(next, bar(from), bar(to));
        }
        self.rested.set((bar(from), bar(to)));
        self.mark();
    }

    /// The library keeps the width of a bar and so fills a wider chart with nothing; this keeps the bars in sight.
    fn resized(&self) {
        let (from, to) = self.rested.get();
        self.change_to(self.view.get(), from, to);
        self.source.laid_out();
    }

    fn mark(&self) {
        let view = self.view.get();
        let seen = self.seen.get().map_or(view.first..view.end, |(from, to)| view.seen(from, to));
        self.source.mark(&view, seen, &self.colours.borrow());
    }

    fn change_to(&self, view: View, from_bar: f64, to_bar: f64) {
        if view != self.view.get() {
            self.view.set(view);
            self.source.draw(&view);
        }
        let range = json!({ "from": view.position(from_bar), "to": view.position(to_bar) });
        self.chart.time_scale().set_visible(&js(&range.to_string()));
    }

    fn point_at(&self, at: &Crosshair) {
        let view = self.view.get();
        let n_points = view.n_points();
        let point = at.logical().map_or(n_points - 1, |point| (point.max(0.0) as usize).min(n_points - 1));
        self.say(point);
    }

    fn say(&self, point: usize) {
        let view = self.view.get();
        self.legend.set_text_content(Some(&self.source.legend(view.bars(point))));
        self.source.point_at(point, &view);
    }
}

impl Drop for Viewer {
    fn drop(&mut self) {
        self.chart.remove();
    }
}

/// When the bars of a point began, and how many they are if not one.
pub(super) fn when(first_ms: i64, interval_ms: i64, n_bars: usize) -> String {
    let time = Zone::Utc.bar_time(first_ms, interval_ms);
    if n_bars == 1 {
        format!("{time} UTC")
    } else {
        format!("{time} UTC, {} bars", locale::count(n_bars as f64))
    }
}

/// Times of points in whole seconds, strictly rising as the library demands: bars within one second share a point.
pub(super) fn rising(times: impl Iterator<Item = i64>) -> Vec<Option<i64>> {
    let mut last = i64::MIN;
    let rising = |time: i64| {
        let seconds = time.div_euclid(1_000);
        (seconds > last).then(|| {
            last = seconds;
            seconds
        })
    };
    times.map(rising).collect()
}
