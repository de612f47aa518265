//! A canvas that is drawn again when its size, the theme, or anything that the drawing reads changes.

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    CanvasRenderingContext2d, Element, HtmlCanvasElement, ImageData, KeyboardEvent, PointerEvent,
    ResizeObserver,
};

use super::scale::Heat;
use super::turns::Turn;
use crate::charts::colours::token;
use crate::state::IsDark;

/// What a drawing is made with. Lengths are CSS pixels.
pub(super) struct Pen {
    context: CanvasRenderingContext2d,
    pub(super) width: f64,
    pub(super) heat: Heat,
    pub(super) ink: String,
    pub(super) line: String,
    pub(super) accent: String,
}

/// Where a text stands from its point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Align {
    Middle,
    Right,
}

impl Pen {
    fn new(canvas: &HtmlCanvasElement, width: f64, height: f64) -> Option<Self> {
        let ratio = window().device_pixel_ratio().clamp(1.0, 3.0);
        let (pixels_x, pixels_y) = ((width * ratio) as u32, (height * ratio) as u32);
        let context: CanvasRenderingContext2d = canvas.get_context("2d").ok()??.dyn_into().ok()?;
        if (canvas.width(), canvas.height()) == (pixels_x, pixels_y) {
            context.clear_rect(0.0, 0.0, width, height);
        } else {
            // Another size empties the canvas and forgets the scale.
            canvas.set_width(pixels_x);
            canvas.set_height(pixels_y);
        }
        context.set_transform(ratio, 0.0, 0.0, ratio, 0.0, 0.0).ok()?;
        context.set_font("11px system-ui, sans-serif");
        context.set_text_baseline("middle");
        let (ink, line, accent) = (token("--ink-3"), token("--line"), token("--accent"));
        Some(Self { context, width, heat: Heat::now(), ink, line, accent })
    }

    /// A text, cut off where it would be wider than `room`.
    pub(super) fn text(&self, text: &str, (x, y): (f64, f64), align: Align, room: f64) {
        let align = match align {
            Align::Middle => "center",
            Align::Right => "right",
        };
        self.context.set_fill_style_str(&self.ink);
        self.context.set_text_align(align);
        let is_wider = |text: &str| self.context.measure_text(text).is_ok_and(|size| size.width() > room);
        let mut shown = text.to_owned();
        while is_wider(&shown) && shown.chars().count() > 2 {
            let kept = shown.chars().count() - 2;
            shown = shown.chars().take(kept).chain(['…']).collect();
        }
        // Nothing to be done where a canvas refuses.
        let _ = self.context.fill_text(&shown, x, y);
    }

    /// A line through points.
    pub(super) fn line(&self, colour: &str, width: f64, points: impl IntoIterator<Item = (f64, f64)>) {
        self.lines(colour, width, [points]);
    }

    /// Lines of one colour, drawn in one go.
    pub(super) fn lines<P: IntoIterator<Item = (f64, f64)>>(
        &self,
        colour: &str,
        width: f64,
        lines: impl IntoIterator<Item = P>,
    ) {
        self.context.set_stroke_style_str(colour);
        self.context.set_line_width(width);
        self.context.begin_path();
        for points in lines {
            for (at, (x, y)) in points.into_iter().enumerate() {
                if at == 0 { self.context.move_to(x, y) } else { self.context.line_to(x, y) }
            }
        }
        self.context.stroke();
    }

    /// A filled rectangle: left, top, width, height.
    pub(super) fn fill(&self, colour: &str, opacity: f64, (x, y, w, h): (f64, f64, f64, f64)) {
        self.context.set_global_alpha(opacity);
        self.context.set_fill_style_str(colour);
        self.context.fill_rect(x, y, w, h);
        self.context.set_global_alpha(1.0);
    }

    /// The edge of a rectangle.
    pub(super) fn frame(&self, colour: &str, width: f64, (x, y, w, h): (f64, f64, f64, f64)) {
        self.context.set_stroke_style_str(colour);
        self.context.set_line_width(width);
        self.context.stroke_rect(x, y, w, h);
    }

    /// A picture of `columns` pixels a row, stretched over a rectangle; pixels stay sharp unless there are more than fit.
    pub(super) fn picture(
        &self,
        pixels: &[u8],
        columns: usize,
        (x, y, w, h): (f64, f64, f64, f64),
    ) -> Result<(), JsValue> {
        let data = ImageData::new_with_u8_clamped_array(wasm_bindgen::Clamped(pixels), columns as u32)?;
        let canvas: HtmlCanvasElement = document().create_element("canvas")?.dyn_into()?;
        canvas.set_width(data.width());
        canvas.set_height(data.height());
        let Some(context) = canvas.get_context("2d")? else { return Ok(()) };
        context.dyn_into::<CanvasRenderingContext2d>()?.put_image_data(&data, 0.0, 0.0)?;
        self.context.set_image_smoothing_enabled(f64::from(data.width()) > w || f64::from(data.height()) > h);
        self.context.draw_image_with_html_canvas_element_and_dw_and_dh(&canvas, x, y, w, h)
    }
}

/// What a pointer does, in CSS pixels from the top left.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Pointer {
    Down(f64, f64),
    Move(f64, f64),
    Up(f64, f64),
}

/// The canvas.
#[component]
pub(super) fn Canvas<D>(
    /// What it shows, for who does not see it.
    #[prop(into)]
    label: Signal<String>,
    /// Height in pixels.
    height: f64,
    /// Draws; what it reads is followed.
    draw: D,
    /// Told of pointers.
    #[prop(optional)]
    on_pointer: Option<Callback<Pointer>>,
    /// Told of keys; says whether it took one. With it, the canvas can be focused.
    #[prop(optional)]
    on_key: Option<Callback<String, bool>>,
) -> impl IntoView
where
    D: Fn(&Pen) + 'static,
{
    let node = NodeRef::<html::Canvas>::new();
    let width = RwSignal::new(0.0);
    let observer = StoredValue::new_local(None::<Sizes>);
    let is_dark = expect_context::<IsDark>().0;
    Effect::new(move |_| {
        let Some(canvas) = node.get() else { return };
        let element: Element = canvas.into();
        let measured = Sizes::of(&element, move |now| {
            if width.try_get_untracked().is_some_and(|before| before != now) {
                width.try_set(now);
            }
        });
        observer.set_value(measured);
    });
    let turn = Turn::new();
    Effect::new(move |_| {
        if !turn.is_now() {
            return;
        }
        is_dark.track();
        let (Some(canvas), width) = (node.get(), width.get()) else { return };
        if width > 0.0
            && let Some(pen) = Pen::new(&canvas, width, height)
        {
            draw(&pen);
        }
    });
    let at = |event: &PointerEvent| (f64::from(event.offset_x()), f64::from(event.offset_y()));
    let tell = move |pointer: Pointer| on_pointer.iter().for_each(|told| told.run(pointer));
    let down = move |event: PointerEvent| {
        if let (Some(canvas), true) = (node.get_untracked(), on_pointer.is_some()) {
            // Without it a drag ends at the edge of the canvas, which is as good.
            let _ = canvas.set_pointer_capture(event.pointer_id());
        }
        let (x, y) = at(&event);
        tell(Pointer::Down(x, y));
    };
    let moved = move |event: PointerEvent| {
        let (x, y) = at(&event);
        tell(Pointer::Move(x, y));
    };
    let up = move |event: PointerEvent| {
        let (x, y) = at(&event);
        tell(Pointer::Up(x, y));
    };
    let key = move |event: KeyboardEvent| {
        if on_key.is_some_and(|told| told.run(event.key())) {
            event.prevent_default();
        }
    };
    view! {
        <canvas
            class="drawing"
            node_ref=node
            style:height=format!("{height}px")
            role="img"
            tabindex=on_key.is_some().then_some("0")
            aria-label=move || label.get()
            on:pointerdown=down
            on:pointermove=moved
            on:pointerup=up
            on:keydown=key
        ></canvas>
    }
}

/// Tells the width of an element when it changes. It stops when dropped.
struct Sizes {
    observer: ResizeObserver,
    _listener: Closure<dyn FnMut()>,
}

impl Sizes {
    fn of(element: &Element, told: impl Fn(f64) + 'static) -> Option<Self> {
        told(f64::from(element.client_width()));
        let watched = element.clone();
        let listener = Closure::<dyn FnMut()>::new(move || told(f64::from(watched.client_width())));
        let observer = ResizeObserver::new(listener.as_ref().unchecked_ref()).ok()?;
        observer.observe(element);
        Some(Self { observer, _listener: listener })
    }
}

impl Drop for Sizes {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}
