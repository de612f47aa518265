//! A QR code, drawn.

use leptos::prelude::*;
use qrcodegen::{QrCode, QrCodeEcc};

/// Modules of free paper around the code that readers need.
const QUIET: i32 = 4;

/// A QR code of a text; nothing if the text is too long for one.
#[component]
pub(super) fn Qr(
    /// The text.
    text: String,
    /// What it is, for those who do not see it.
    label: &'static str,
) -> impl IntoView {
    QrCode::encode_text(&text, QrCodeEcc::Medium).ok().map(|code| {
        let n = code.size() + 2 * QUIET;
        view! {
            <svg class="qr" role="img" aria-label=label viewBox=format!("0 0 {n} {n}") shape-rendering="crispEdges">
                <path d=path(&code)></path>
            </svg>
        }
    })
}

/// One rectangle for each run of dark modules in a row.
fn path(code: &QrCode) -> String {
    let mut path = String::new();
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            let n = (x..code.size()).take_while(|x| code.get_module(*x, y)).count() as i32;
            if n > 0 {
                path.push_str(&format!("M{} {}h{n}v1h-{n}z", x + QUIET, y + QUIET));
            }
            x += n.max(1);
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_drawing_covers_the_dark_modules_and_nothing_else() {
        let code = QrCode::encode_text("https://a.example/#/pair?code=AB", QrCodeEcc::Medium).unwrap();
        let mut drawn = Vec::new();
        for part in path(&code).split('M').filter(|part| !part.is_empty()) {
            let (at, rest) = part.split_once('h').unwrap();
            let (x, y) = at.split_once(' ').unwrap();
            let n: i32 = rest.split_once('v').unwrap().0.parse().unwrap();
            let (x, y): (i32, i32) = (x.parse().unwrap(), y.parse().unwrap());
            drawn.extend((0..n).map(|i| (x + i - QUIET, y - QUIET)));
        }
        let all = (0..code.size()).flat_map(|y| (0..code.size()).map(move |x| (x, y)));
        let dark: Vec<_> = all.filter(|(x, y)| code.get_module(*x, *y)).collect();
        assert_eq!(drawn, dark);
    }
}
