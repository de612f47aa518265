//! Colours of scripts, made legible on the page's ground: a script's black is written for a white one.

/// Least contrast of a line with the ground.
const LEAST: f64 = 2.2;

/// Red, green and blue of `#rrggbb`.
fn parts(hex: &str) -> Option<[u8; 3]> {
    let digits = hex.strip_prefix('#').filter(|digits| digits.len() == 6)?;
    let number = u32::from_str_radix(digits, 16).ok()?;
    let [_, red, green, blue] = number.to_be_bytes();
    Some([red, green, blue])
}

/// How light a colour is: WCAG's relative luminance, with a square in the place of its power of 2.4, which is near enough to choose by.
fn lightness([red, green, blue]: [u8; 3]) -> f64 {
    let part = |of: u8| (f64::from(of) / 255.0) * (f64::from(of) / 255.0);
    0.2126 * part(red) + 0.7152 * part(green) + 0.0722 * part(blue)
}

fn contrast(a: [u8; 3], b: [u8; 3]) -> f64 {
    let (a, b) = (lightness(a), lightness(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// The colour as CSS writes it, mixed with the ink until it stands out from the ground.
pub(super) fn legible(colour: u32, ground: &str, ink: &str) -> String {
    let [red, green, blue, alpha] = colour.to_be_bytes();
    let mut rgb = [red, green, blue];
    if let (Some(ground), Some(ink)) = (parts(ground), parts(ink)) {
        let mut turns = 0;
        while contrast(rgb, ground) < LEAST && turns < 10 {
            rgb = std::array::from_fn(|at| ((u16::from(rgb[at]) * 3 + u16::from(ink[at])) / 4) as u8);
            turns += 1;
        }
    }
    let [red, green, blue] = rgb;
    format!("#{red:02x}{green:02x}{blue:02x}{alpha:02x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_that_stands_out_stays_and_one_that_does_not_goes_towards_the_ink() {
        assert_eq!(legible(0xf236_4580, "#ffffff", "#14181f"), "#f2364580");
        assert_eq!(legible(0xf236_45ff, "#14181e", "#e7ebf1"), "#f23645ff");
        for (colour, ground, ink) in [
            (0x0000_00ff, "#14181e", "#e7ebf1"),
            (0xffff_ffff, "#ffffff", "#14181f"),
            (0xffeb_3bff, "#ffffff", "#14181f"),
        ] {
            let legible = legible(colour, ground, ink);
            let seen = contrast(parts(&legible[..7]).unwrap(), parts(ground).unwrap());
            assert!(seen >= LEAST, "{legible} on {ground}: {seen}");
        }
    }
}
