//! Texts, worked out by hand.

use crate::run::{stopped, text_of};

fn expect(statements: &str, cases: &[(&str, &str)]) {
    for (expression, text) in cases {
        assert_eq!(text_of(6, statements, expression), *text, "{expression}");
    }
}

#[test]
fn numbers_truth_and_fields_are_shown_as_texts() {
    expect(
        "enum E\n    one = \"First\"\n    two",
        &[
            ("str.tostring(1.5)", "1.5"),
            ("str.tostring(3)", "3"),
            ("str.tostring(1234.5678, \"#.##\")", "1234.57"),
            ("str.tostring(0.5, \"00.00\")", "00.50"),
            ("str.tostring(2.5, format.mintick)", "2.50"),
            ("str.tostring(12.345, format.percent)", "12.35%"),
            ("str.tostring(1500000, format.volume)", "1.5M"),
            ("str.tostring(float(na))", "NaN"),
            ("str.tostring(true)", "true"),
            ("str.tostring(E.one) + str.tostring(E.two)", "Firsttwo"),
            ("str.tostring(array.from(1.5, 2))", "[1.5, 2]"),
            ("str.tostring(array.from(true, false))", "[true, false]"),
        ],
    );
}

#[test]
fn matrices_and_lists_are_shown_row_by_row_and_by_a_pattern() {
    expect(
        "m = matrix.new<float>(2, 2, 0.5)\nm.set(1, 0, 3)\nb = matrix.new<bool>(1, 2, true)",
        &[
            ("str.tostring(m)", "[0.5, 0.5]\n[3, 0.5]"),
            ("str.tostring(m, \"0.00\")", "[0.50, 0.50]\n[3.00, 0.50]"),
            ("str.tostring(b)", "[true, true]"),
            ("str.tostring(array.from(1.234, 2), \"#.#\")", "[1.2, 2]"),
            ("str.tostring(array.from(\"a\", \"b\"))", "[a, b]"),
        ],
    );
}

#[test]
fn a_part_of_a_matrix_can_be_filled() {
    expect(
        "m = matrix.new<int>(2, 3, 0)\nm.fill(1)\nm.fill(5, 0, 1)\nm.fill(7, from_column = 2)\nmatrix.fill(m, 9, 1, 2, 0, 1)",
        &[("str.tostring(m)", "[5, 5, 7]\n[9, 1, 7]")],
    );
}

#[test]
fn lists_of_all_drawings_have_methods() {
    expect("", &[("str.tostring(line.all.size() + label.all.size())", "0")]);
}

#[test]
fn the_scale_of_prices_is_that_of_the_tick() {
    expect(
        "",
        &[
            ("str.tostring(syminfo.minmove) + \"/\" + str.tostring(syminfo.pricescale)", "1/100"),
            ("str.tostring(syminfo.minmove / syminfo.pricescale == syminfo.mintick)", "true"),
        ],
    );
}

#[test]
fn patterns_are_filled_in() {
    expect(
        "enum E\n    one = \"First\"",
        &[
            ("str.format(\"{0} and {1}\", \"a\", 2)", "a and 2"),
            ("str.format(\"{0,number,#.#}\", 1.26)", "1.3"),
            ("str.format(\"{0,number,integer}\", 12.6)", "13"),
            ("str.format(\"{0,number,percent}\", 0.25)", "25%"),
            ("str.format(\"{0,number,currency}\", 1234.5)", "$1,234.50"),
            ("str.format(\"{0}\", true)", "true"),
            ("str.format(\"{0}\", E.one)", "First"),
            ("str.format(\"it''s {0}\", 1)", "it's 1"),
            ("str.format(\"{0,date,yyyy-MM-dd} {0,time,HH:mm}\", 1706693400000)", "2024-01-31 09:30"),
        ],
    );
}

#[test]
fn moments_are_shown_in_a_zone() {
    expect(
        "t = timestamp(\"UTC\", 2024, 7, 4, 13, 5, 9)",
        &[
            ("str.format_time(t, \"yyyy-MM-dd HH:mm:ss\", \"UTC\")", "2024-07-04 13:05:09"),
            ("str.format_time(t, \"d MMM yy, h:mm a\", \"America/New_York\")", "4 Jul 24, 9:05 AM"),
            ("str.format_time(t, \"EEE EEEE\", \"UTC\")", "Thu Thursday"),
            ("str.format_time(t, \"HH 'h at' Z\", \"GMT+5:30\")", "18 h at +0530"),
            ("str.format_time(t)", "2024-07-04T13:05:09+0000"),
        ],
    );
}

#[test]
fn parts_of_texts_are_found_and_changed() {
    expect(
        "",
        &[
            ("str.upper(\"aB\") + str.lower(\"Cd\")", "ABcd"),
            ("str.substring(\"hello\", 1, 3)", "el"),
            ("str.substring(\"hello\", 3)", "lo"),
            ("str.replace(\"a-b-c\", \"-\", \"+\", 1)", "a-b+c"),
            ("str.replace_all(\"a-b-c\", \"-\", \"+\")", "a+b+c"),
            ("str.repeat(\"ab\", 3, \"/\")", "ab/ab/ab"),
            ("str.trim(\"  x \")", "x"),
            ("array.join(str.split(\"a,b,,c\", \",\"), \"|\")", "a|b||c"),
            ("str.tostring(str.length(\"añb\"))", "3"),
            ("str.tostring(str.pos(\"hello\", \"l\"))", "2"),
            ("str.tostring(str.tonumber(\"1.25\") + nz(str.tonumber(\"inf\"), 1))", "2.25"),
            ("str.match(\"Stop at 12.50 USD\", \"[0-9.]+\")", "12.50"),
            ("str.match(\"NASDAQ:AAPL\", \"^[A-Z]+\")", "NASDAQ"),
            ("str.match(\"abc\", \"\\\\d\")", ""),
            ("array.join(array.from(true, false), \"+\")", "true+false"),
        ],
    );
}

#[test]
fn texts_are_sorted_by_their_characters() {
    let statements =
        "a = array.from(\"pear\", \"Apple\", \"fig\")\nindices = array.sort_indices(a)\narray.sort(a)";
    expect(statements, &[("array.join(a, \" \")", "Apple fig pear"), ("str.tostring(indices)", "[1, 2, 0]")]);
}

#[test]
fn an_expression_that_cannot_be_matched_in_linear_time_is_refused() {
    let source = "//@version=6\nstrategy(\"s\")\nx = str.match(\"aa\", \"(a)\\\\1\")\n";
    assert!(stopped(source).starts_with("The regular expression is not read here"));
}
