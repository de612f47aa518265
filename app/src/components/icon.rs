//! The few icons, drawn on a 16 × 16 grid in the text's colour.

use leptos::prelude::*;

/// What is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A cross.
    Close,
    /// A clock face.
    Clock,
    /// A triangle to the right.
    Play,
    /// A tick in a circle.
    Done,
    /// An exclamation mark in a triangle.
    Alert,
    /// A circle with a bar.
    Stop,
    /// Two bars.
    Pause,
    /// Three bars of unequal length.
    Tasks,
    /// A full star.
    Star,
    /// An eye.
    Eye,
    /// A magnifying glass.
    Search,
}

impl Shape {
    fn path(self) -> &'static str {
        match self {
            Self::Close => "M4 4l8 8M12 4l-8 8",
            Self::Clock => "M8 1.75a6.25 6.25 0 1 0 0 12.5a6.25 6.25 0 1 0 0-12.5M8 4.5V8l2.5 1.5",
            Self::Play => "M5 3.5l7 4.5l-7 4.5z",
            Self::Done => "M8 1.75a6.25 6.25 0 1 0 0 12.5a6.25 6.25 0 1 0 0-12.5M5.2 8.2l2 2l3.7-4",
            Self::Alert => "M8 2L14.5 13.5h-13zM8 6.5v3M8 11.4v.2",
            Self::Stop => "M8 1.75a6.25 6.25 0 1 0 0 12.5a6.25 6.25 0 1 0 0-12.5M5 8h6",
            Self::Pause => "M5.5 3.5v9M10.5 3.5v9",
            Self::Tasks => "M2.5 4h11M2.5 8h7M2.5 12h9",
            Self::Eye => {
                "M1.5 8C3.5 4.8 5.7 3.5 8 3.5S12.5 4.8 14.5 8C12.5 11.2 10.3 12.5 8 12.5S3.5 11.2 1.5 8zM8 6a2 2 0 1 0 0 4a2 2 0 1 0 0-4"
            }
            Self::Search => "M7 2.5a4.5 4.5 0 1 0 0 9a4.5 4.5 0 1 0 0-9M10.3 10.3L13.75 13.75",
            Self::Star => "M8 1.8l1.9 4 4.3.6-3.1 3.1.8 4.4L8 11.8l-3.9 2.1.8-4.4L1.8 6.4l4.3-.6z",
        }
    }
}

/// An icon; the text beside it, or the button's label, says what it means.
#[component]
pub fn Icon(
    /// What is drawn.
    shape: Shape,
) -> impl IntoView {
    view! {
        <svg
            viewBox="0 0 16 16"
            width="16"
            height="16"
            fill="none"
            stroke="currentColor"
            stroke-width="1.5"
            stroke-linecap="round"
            stroke-linejoin="round"
            aria-hidden="true"
        >
            <path d=shape.path()></path>
        </svg>
    }
}
