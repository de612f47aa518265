//! What people write who come from another language or from an older version: each gets its sentence, at its place, with what to write.

use language::compile;

/// The first error, as `line:column: sentence [did you mean] (note)`.
fn said(body: &str) -> String {
    let Err(diagnostics) = compile(&format!("//@version=6\nstrategy(\"s\")\n{body}\n")) else {
        return "nothing".to_owned();
    };
    let Some(first) = diagnostics.iter().find(|of| of.is_error()) else { return "nothing".to_owned() };
    let meant = first.suggestion.as_ref().map(|name| format!(" [{name}]")).unwrap_or_default();
    let note = first.note.as_ref().map(|note| format!(" ({note})")).unwrap_or_default();
    format!("{}:{}: {}{meant}{note}", first.line, first.column, first.sentence)
}

fn expect(cases: &[(&str, &str)]) {
    for (body, sentence) in cases {
        assert_eq!(said(body), *sentence, "{body}");
    }
}

#[test]
fn what_other_languages_write_is_told_with_what_is_written_here() {
    expect(&[
        (
            "def f(x):\n    return x",
            "3:1: A function is written `name(a, b) => …`, without a word before it.",
        ),
        ("f(x)\n    x * 2", "3:1: There is no function `f`."),
        ("f(x) = x * 2", "3:6: A function is declared by `=>`, not by `=`; a comparison is written `==`."),
        ("function f(x) => x", "3:1: A function is written `name(a, b) => …`, without a word before it."),
        ("return 5", "3:1: There is no `return`: the last line of a function is its value."),
        (
            "if close > open:\n    x = 1",
            "3:16: There is no `:` after the head of a block: its indented lines follow on the next line.",
        ),
        (
            "if close > open then\n    x = 1",
            "3:17: There is no `then`: the indented lines of the block follow on the next line.",
        ),
        ("if close = open\n    x = 1", "3:10: `=` declares a variable; a comparison is written `==`."),
        ("x = 1\nif x := 2\n    y = 1", "4:6: `:=` assigns to a variable; a comparison is written `==`."),
        (
            "if close => open\n    x = 1",
            "3:10: `=>` begins the body of a function or of an arm; a comparison is written `>=`.",
        ),
        (
            "if close > open\n  x = 1",
            "4:3: This line is indented by 2 spaces, so that it continues the line before. A block is indented by four spaces or a tab.",
        ),
        (
            "if close > open\nelse\n    x = 1",
            "3:16: Expected an indented block after `if`, but the line ends.",
        ),
        ("if close > open\n    x = 1\nelif close < open\n    x = 2", "5:1: This is written `else if`."),
        ("x = close > open && high > low", "3:18: `&&` is written `and`."),
        ("x = close > open || high > low", "3:18: `||` is written `or`."),
        ("x = !true", "3:5: `!` is written `not`."),
        ("x = close > open AND high > low", "3:18: `and`, `or` and `not` are written in small letters."),
        (
            "x = 1;",
            "3:6: A statement ends with its line: `;` is not needed, and two on one line are separated by `,`.",
        ),
        (
            "if close > open {\n    x = 1\n}",
            "3:17: A block is made by indentation, four spaces or a tab, and not by `{` and `}`.",
        ),
        ("# a comment\nx = 1", "3:1: A comment begins with `//`; `#` begins a colour, such as `#ff0000`."),
        ("x = 5 # five", "3:7: A comment begins with `//`; `#` begins a colour, such as `#ff0000`."),
        ("/* a\nb */\nx = 1", "3:1: There are no comments over several lines: begin each line with `//`."),
        ("x = 2 ** 3", "3:7: `a ** b` is written `math.pow(a, b)`."),
        ("x = 2 ^ 3", "3:7: `a ^ b` is written `math.pow(a, b)`."),
        ("x = close === open", "3:11: `===` is written `==`."),
        ("x = close <> open", "3:11: `<>` is written `!=`."),
        ("x = close =< open", "3:11: `=<` is written `<=`."),
        ("i = 0\ni++", "4:2: `x++` is written `x += 1`."),
        (
            "x = 1 if close > open else 2",
            "3:7: A choice within a line is written `condition ? value : other`.",
        ),
        (
            "for (i = 0; i < 10; i++)\n    x = i",
            "3:5: A loop is written `for i = 0 to 9`, without parentheses.",
        ),
        (
            "for i in range(10)\n    x = i",
            "3:10: `range` does not exist. (A loop is written `for i = 0 to 9`.)",
        ),
        (
            "x = [1, 2, 3]",
            "3:5: A tuple is taken apart by `[a, b] = …`. (An array is made by `array.from(1, 2, 3)`.)",
        ),
        (
            "a = array.from(1, 2)\nx = a[0] + 1",
            "4:5: `+` does not work with array<int> and int. (An element of an array is read by `array.get(a, 0)`.)",
        ),
        (
            "a = array.from(1, 2)\na[0] = 5",
            "4:6: The past cannot be changed, and an array's element is set by `array.set(a, 0, x)`.",
        ),
        ("a = array.from(1, 2)\nx = a.length()", "4:5: `array.length` does not exist. [array.size]"),
        ("a = array.from(1, 2)\na.append(3)", "4:1: `array.append` does not exist. [array.push]"),
        ("x = len(\"abc\")", "3:5: `len` does not exist. (Write `array.size(a)` or `str.length(s)`.)"),
        ("x = str(5)", "3:5: `str` does not exist. (Write `str.tostring(x)`.)"),
        ("print(close)", "3:1: `print` does not exist. (Write `log.info(…)`, or show it in a label.)"),
        ("x = None", "3:5: `None` does not exist. (A missing value is `na`.)"),
        ("x = null", "3:5: `null` does not exist. (A missing value is `na`.)"),
        ("bool x = True", "3:10: `True` does not exist. (Write `true`.)"),
        ("let x = 5", "3:1: A variable is declared by `name = value`, without a word before it."),
        ("class A\n    int b", "3:1: A type is declared by `type`, with its fields on indented lines."),
        ("x: int = 5", "3:2: `:` belongs to `?`: a type stands before the name, as in `float x = 1.0`."),
        (
            "close := 5",
            "3:1: `close` is the price of the bar: it cannot be assigned to. (Declare a variable of another name.)",
        ),
        ("x = sma(close, 20)", "3:5: `sma` is called `ta.sma` since version 5. [ta.sma]"),
        (
            "x = security(syminfo.tickerid, \"D\", close)",
            "3:5: `security` is called `request.security` since version 5. [request.security]",
        ),
        ("x = tostring(close)", "3:5: `tostring` is called `str.tostring` since version 5. [str.tostring]"),
    ]);
}

#[test]
fn names_of_older_versions_are_told_with_their_new_ones() {
    expect(&[
        ("study(\"x\")", "3:1: This is an indicator; a strategy needs `strategy(` and orders."),
        (
            "x = input(title=\"a\", type=input.integer, defval=5)",
            "3:22: `input` has no argument `type`. (Since version 5 the type is in the name: `input.int`, `input.float`, `input.timeframe` ….)",
        ),
        ("x = input.integer(5)", "3:5: `input.integer` is called `input.int` since version 5. [input.int]"),
        ("x = iff(close > open, 1, 2)", "3:5: `iff` does not exist. (Write `condition ? value : other`.)"),
        ("plot(close, color=red)", "3:19: `red` is called `color.red` since version 5. [color.red]"),
        ("x = highest(20)", "3:5: `highest` is called `ta.highest` since version 5. [ta.highest]"),
        ("x = abs(-1)", "3:5: `abs` is called `math.abs` since version 5. [math.abs]"),
        ("x = cross(close, open)", "3:5: `cross` is called `ta.cross` since version 5. [ta.cross]"),
        ("x = rsi(close, 14)", "3:5: `rsi` is called `ta.rsi` since version 5. [ta.rsi]"),
        ("x = n", "3:5: `n` is called `bar_index` since version 5. [bar_index]"),
        ("x = tickerid", "3:5: `tickerid` is called `syminfo.tickerid` since version 5. [syminfo.tickerid]"),
        ("x = ta.sum(close, 5)", "3:5: `ta.sum` does not exist. [math.sum]"),
        (
            "x = ta.dema(close, 5)",
            "3:5: `ta.dema` does not exist. (Write `2 * e - ta.ema(e, n)` with `e = ta.ema(close, n)`.)",
        ),
        (
            "strategy.entry(\"L\", true)",
            "3:21: The direction is not known. (Use `strategy.long` or `strategy.short`.)",
        ),
        (
            "strategy.entry(\"L\", long=true)",
            "3:21: `strategy.entry` has no argument `long`. (Write `direction = strategy.long` or `strategy.short`.)",
        ),
        (
            "strategy.entry(strategy.long)",
            "3:1: `strategy.entry` needs the argument `direction`. (It is called as `strategy.entry(text id, direction direction, float qty?, float limit?, float stop?, text oca_name?, text oca_type?, text comment?, any alert_message?, any disable_alert?, bool when?) void`.)",
        ),
        (
            "strategy.buy(\"L\")",
            "3:1: `strategy.buy` does not exist. (Write `strategy.entry(\"Long\", strategy.long)`.)",
        ),
        ("strategy.exit(\"x\", \"L\", stopp=5)", "3:25: `strategy.exit` has no argument `stopp`. [stop]"),
    ]);
}

#[test]
fn calls_that_do_not_fit_are_told() {
    expect(&[
        (
            "x = ta.sma(length=5, close)",
            "3:22: An argument without a name cannot follow one with a name. (Give it its name, or move it to the front.)",
        ),
        (
            "x = ta.sma(20, close)",
            "3:16: `length` of `ta.sma` is int, but this is float. (Use `int(x)` or `math.round(x)`, or declare the variable as float.)",
        ),
        (
            "x = ta.rsi(close)",
            "3:5: `ta.rsi` needs the argument `length`. (It is called as `ta.rsi(float source, simple int length) float`.)",
        ),
        (
            "x = ta.crossover(close)",
            "3:5: `ta.crossover` needs the argument `source2`. (It is called as `ta.crossover(float source1, float source2) bool`.)",
        ),
        (
            "x = ta.sma(close, 20.5)",
            "3:19: `length` of `ta.sma` is int, but this is float. (Use `int(x)` or `math.round(x)`, or declare the variable as float.)",
        ),
        ("x = ta.sma(close, 20, 3)", "3:23: `ta.sma` takes at most 2 arguments."),
        ("label.set_colour(na, color.red)", "3:1: `label.set_colour` does not exist. [label.set_color]"),
        ("plot(\"a\")", "3:6: `series` of `plot` is a number, but this is string."),
        ("plot(close, colour=color.red)", "3:13: `plot` has no argument `colour`. [color]"),
        ("x = color.grene", "3:5: `color.grene` does not exist. [color.green]"),
        ("x = shape.triangle", "3:5: `shape.triangle` does not exist. [shape.triangleup]"),
        ("x = plot.style_dots", "3:5: `plot.style_dots` does not exist."),
        ("x = strategy.percent", "3:5: `strategy.percent` does not exist."),
        ("x = “hello”", "3:5: `“` is no quotation mark of the language: write `\"`."),
        ("x = 5 6", "3:7: Expected the end of the line or `,`, but `6` was found."),
        ("x = (1 + 2", "3:5: This `(` is never closed."),
        ("x = 1 +\ny = 2", "3:8: Expected a value, but the line ends."),
        ("x = close[-1]", "3:5: A negative number of bars would look ahead."),
        ("x = close[6000]", "3:5: At most 5000 bars back are kept."),
        ("x = close[1.5]", "3:11: The number of bars to look back is an int, not float."),
        (
            "x = if close > open\n    1\nelse\n    \"a\"",
            "3:5: The branches have values of different types: int and string.",
        ),
        ("[a, b] = ta.sma(close, 5)", "3:10: There are 2 names for one value."),
        ("[a, b] = ta.macd(close, 12, 26, 9)", "3:10: There are 2 names for 3 values."),
        (
            "x = ta.macd(close, 12, 26, 9)",
            "3:5: A tuple is taken apart by `[a, b] = …`. (Write as many names as it has values.)",
        ),
        ("var x := 5", "3:7: Expected a name and `=` after `var`, but `:=` was found."),
        (
            "int x = 1.5",
            "3:9: `x` is int, but this is float. (Use `int(x)` or `math.round(x)`, or declare the variable as float.)",
        ),
        ("string s = 5", "3:12: `s` is string, but this is int. (Write `str.tostring(x)`.)"),
        ("x = 5 + \"a\"", "3:5: `+` cannot join a string and int. (Write `str.tostring(x)`.)"),
        ("x = -\"a\"", "3:5: A sign stands before a number, and this is string."),
        (
            "x = not 5",
            "3:9: A condition is a bool, and this is int. (In version 6 a number is no condition: write `bool(x)` or `x != 0`.)",
        ),
        ("enum E\n    a\nx = E.b", "5:5: `E` has no field `b`. [a]"),
        ("type T\n    int a\nt = T.new(b=5)", "5:13: `T` has no field `b`."),
        ("type T\n    int a = \"x\"\nt = T.new()", "4:13: `a` is int, but this is string."),
        ("type T\n    a\nt = T.new()", "4:5: The field `a` needs a type."),
        ("x = T.new()", "3:5: `T.new` does not exist."),
        ("T t = na", "3:1: There is no type `T`."),
        ("method m(float x) => x\ny = \"a\".m()", "4:5: A value of type string has no method `m`."),
        ("f(x, y) => x + y\nz = f(1)", "4:5: `f` needs the argument `y`."),
        ("f(x) => x\nz = f(1, 2)", "4:10: `f` takes at most 1 arguments."),
        (
            "f(simple int n) => ta.ema(close, n)\nz = f(bar_index)",
            "3:34: `length` of `ta.ema` is simple, and this is series: it may change from bar to bar. (Use a constant, an input, or an expression of them.)",
        ),
        ("array<float> a = array.new<int>(5)", "3:18: `a` is array<float>, but this is array<int>."),
        (
            "a = array.new(5)",
            "3:5: `array.new` needs the type of what it holds. (Write for instance `array.new<float>()` or `map.new<string, float>()`.)",
        ),
        (
            "m = map.new<string>()",
            "3:5: `map.new` needs the type of what it holds. (Write for instance `array.new<float>()` or `map.new<string, float>()`.)",
        ),
        ("x = array.get(close, 0)", "3:15: `id` of `array.get` is of type array, but this is float."),
        ("x = input.int(5, minval=10)", "3:15: “x” must be at least 10."),
        ("x = input.string(\"a\", options=[\"b\", \"c\"])", "3:18: “x” must be one of its options."),
        ("f() => input.int(5)\nx = f()", "3:8: An input is declared at the top level of the script."),
        ("x = input.int(bar_index)", "3:15: The default of an input is a constant."),
        (
            "x = input.source(5)",
            "3:18: A source is one of open, high, low, close, hl2, hlc3, ohlc4 and hlcc4.",
        ),
        (
            "x = request.security(syminfo.tickerid, str.tostring(bar_index), close)",
            "3:40: The interval of a request must not change from bar to bar. (Use a constant, an input, or an expression of them and of `timeframe.*`.)",
        ),
        (
            "x = request.security_lower_tf(syminfo.tickerid, \"1\", close)",
            "3:5: `request.security_lower_tf` needs finer bars than the dataset has.",
        ),
        (
            "x = timestamp(\"tomorrow\")",
            "3:5: “tomorrow” is no date. (Write for instance `2024-01-31 09:30`.)",
        ),
        (
            "x = timestamp(2020)",
            "3:5: `timestamp` needs a date. (Write `timestamp(year, month, day, hour, minute)`.)",
        ),
        ("continue", "3:1: `continue` is allowed only inside a loop."),
        ("switch close\n    1 => 2\n    \"a\" => 3", "5:5: `==` does not work with float and string."),
        (
            "x = switch\n    close > open 1\n    => 2",
            "4:18: Expected `=>` after the value of an arm, but `1` was found.",
        ),
        ("while close > open\nx = 1", "3:19: Expected an indented block after `while`, but the line ends."),
        ("x = 3 +* 4", "3:8: Expected a value, but `*` was found."),
        ("x = close >", "3:12: Expected a value, but the line ends."),
        ("if\n    x = 1", "3:3: Expected a value, but the line ends."),
        (
            "x = strategy.max_drawdown_percent",
            "3:5: `strategy.max_drawdown_percent` is not supported; `strategy.max_drawdown` is.",
        ),
        ("x = #12", "3:5: A colour has six or eight hexadecimal digits: `#RRGGBB` or `#RRGGBBAA`."),
        ("export f(x) => x\ny = f()", "4:5: `f` needs the argument `x`."),
        ("x = 10 / \"2\"", "3:5: `/` does not work with int and string."),
        ("else\n    x = 1", "3:1: This `else` has no `if` above it at the same indentation."),
        ("x == 5", "3:1: `x` is not declared."),
        ("x = close > open ? 1", "3:21: Expected `:` between the two values of `?`, but the line ends."),
        ("x = close > open ? 1 : ", "3:23: Expected a value, but the line ends."),
        (
            "strategy.close()",
            "3:1: `strategy.close` needs the argument `id`. (It is called as `strategy.close(text id, text comment?, float qty?, float qty_percent?, any alert_message?, bool immediately?, any disable_alert?, bool when?) void`.)",
        ),
        (
            "strategy.entry(\"A\", strategy.long, qty=\"5\")",
            "3:40: `qty` of `strategy.entry` is float, but this is string.",
        ),
        (
            "x = math.max()",
            "3:5: `math.max` needs the argument `number`. (It is called as `math.max(num number...) num`.)",
        ),
        ("x = math.round(\"a\")", "3:16: `number` of `math.round` is float, but this is string."),
        ("matrix<float> m = na\nx = m.foo()", "4:5: `matrix.foo` does not exist. [matrix.col]"),
        ("import TradingView/ta/7", "3:1: Libraries are not available; paste the functions into the script."),
        (
            "x = ta.pivot_point_levels(\"Foo\", true)",
            "3:27: The type of pivot levels is one of Traditional, Fibonacci, Woodie, Classic, DM, Camarilla.",
        ),
    ]);
}
