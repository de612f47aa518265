//! Whatever a script asks for, it ends with a sentence: in depth, size and time, on a stack as small as a worker's in a browser.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use language::compile;

/// A worker has 1 MB in WebAssembly; code that is not optimised takes several times as much.
const STACK: usize = if cfg!(debug_assertions) { 8 << 20 } else { 768 << 10 };

/// The first error of a script that is compiled on a small stack; empty if there is none.
fn said(body: String) -> String {
    let compiled = std::thread::Builder::new().stack_size(STACK).spawn(move || {
        match compile(&format!("//@version=6\nstrategy(\"s\")\n{body}\n")) {
            Ok(_) => String::new(),
            Err(diagnostics) => diagnostics.iter().find(|of| of.is_error()).unwrap().sentence.clone(),
        }
    });
    compiled.unwrap().join().unwrap()
}

#[test]
fn nesting_has_a_limit_that_the_stack_bears() {
    let deep = 5_000;
    let nested =
        |open: &str, close: &str, n: usize| format!("x = {}close{}", open.repeat(n), close.repeat(n));
    for (open, close) in
        [("(", ")"), ("-", ""), ("not ", ""), ("math.abs(", ")"), ("close > 0 ? ", " : 1"), ("nz(1 + ", ")")]
    {
        let sentence = said(nested(open, close, deep));
        assert!(sentence.contains("levels"), "{open}: {sentence}");
        let sentence = said(nested(open, close, 30));
        assert!(!sentence.contains("levels"), "{open}: {sentence}");
    }
    let sum = format!("x = {}", vec!["close"; deep].join(" + "));
    assert!(said(sum).contains("levels"));
    let mut blocks = String::new();
    for level in 0..300 {
        blocks.push_str(&format!("{}if close > {level}\n", "    ".repeat(level)));
    }
    blocks.push_str(&format!("{}x = 1", "    ".repeat(300)));
    assert!(said(blocks).contains("levels"));
}

#[test]
fn functions_that_call_functions_have_a_limit_that_the_stack_bears() {
    let chain = |n: usize, wrap: &str| {
        let mut body = "f0(x) => x\n".to_owned();
        for i in 1..n {
            let call = wrap.replace('@', &format!("f{}(x)", i - 1));
            body.push_str(&format!("f{i}(x) =>\n    y = {call}\n    y + 1\n"));
        }
        body + &format!("z = f{}(close)", n - 1)
    };
    assert!(said(chain(200, "@")).contains("levels"));
    assert_eq!(said(chain(20, "@")), "");
    let deep = format!("{}@{}", "math.abs(".repeat(100), ")".repeat(100));
    assert!(said(chain(50, &deep)).contains("levels"));
}

#[test]
fn functions_that_multiply_have_a_limit() {
    let mut body = "f0(x) => x + x * x - x\n".to_owned();
    for i in 1..30 {
        body.push_str(&format!("f{i}(x) => f{0}(x) + f{0}(x) + f{0}(x)\n", i - 1));
    }
    assert!(said(body + "z = f29(close)").contains("too large"));
}

#[test]
fn a_large_script_is_refused_and_one_of_a_thousand_lines_is_not() {
    assert!(said("x = 1\n".repeat(300_000)).contains("1 MB"));
    let lines: Vec<String> =
        (0..1_000).map(|i| format!("x{i} = ta.sma(close, {}) + {i}", i % 50 + 1)).collect();
    assert_eq!(said(lines.join("\n")), "");
}

#[test]
fn no_more_than_fifty_mistakes_are_told_however_they_are_found() {
    let unreadable = "x = 3 +* 4\n".repeat(40);
    let undeclared: String = (0..40).map(|i| format!("y{i} = nothing{i}\n")).collect();
    for body in [unreadable.clone() + &undeclared, undeclared + &unreadable] {
        let told = compile(&format!("//@version=6\nstrategy(\"s\")\n{body}")).unwrap_err();
        assert_eq!(told.len(), 50);
        assert!(told.iter().all(|of| of.is_error()));
    }
}
