#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Looks for statements that g++ 12 compiles wrongly: it destroys some temporaries twice when they share a
statement with co_await (docs/architecture.md, "Compiler trap"). The rule is "name it first": no lambda that
captures by value, no braced aggregate, no ?: and no initializer list beside a co_await. The check relies on
the layout that clang-format gives the code. `--self-check` shows it violations, each of which it must find."""

import re
import sys

import tree

LITERAL_OR_COMMENT = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'', re.DOTALL)
# A lambda's or function's body on one line; clang-format puts a space before the brace of a block only.
BLOCK = re.compile(r"(?<=[\w)>\]]) \{([^{}]*)\}")
CAPTURE = re.compile(r"(?<![\w)\]\[])\[([^\[\]]*)\]\s*(?=[({]|mutable\b|->)")
BRACES = re.compile(r"(?:(?<=[\w>(])|(?<=[=,(] )|(?<=return ))\{([^{}]*)")


def blanked(text):
    """The text with literals and comments emptied; lines stay where they are."""
    def blank(found):
        piece = found[0]
        return '""' if piece[0] in "\"'" else "\n" * piece.count("\n")
    return LITERAL_OR_COMMENT.sub(blank, text)


def statements(text):
    """(line, statement): lines are joined until one ends with ; { } or a colon of a label."""
    start, collected = 1, []
    for number, line in enumerate(blanked(text).splitlines(), 1):
        words = line.strip()
        if not words or words.startswith("#"):
            continue
        if not collected:
            start = number
        collected.append(words)
        if words[-1] in ";{}" or re.match(r"(public|private|protected|default|case .*):$", words):
            yield start, " ".join(collected)
            collected = []


def without_blocks(statement):
    """Pieces to judge on their own: the statement without bodies on the same line, and those bodies."""
    bodies = []
    while True:
        shorter = BLOCK.sub(lambda found: bodies.append(found[1]) or " ;", statement, count=1)
        if shorter == statement:
            return [statement] + [piece for body in bodies for piece in body.split(";")]
        statement = shorter


def captures_by_value(capture):
    names = [name.strip() for name in capture.split(",") if name.strip()]
    return any(not name.startswith("&") and name != "this" for name in names)


def is_plain(content):
    """Nothing or one number between the braces: no destructor that could run twice."""
    return re.fullmatch(r"\s*[\d.']*[a-z]*\s*", content) is not None and not re.search(r"[a-z]{3}", content)


def traps(statement):
    if "co_await" not in statement:
        return
    if re.search(r"\bco_spawn\s*\(\s*co_await", statement):
        yield "co_spawn(co_await ...): name the executor first"
    if any(captures_by_value(found[1]) for found in CAPTURE.finditer(statement)):
        yield "a lambda that captures by value beside co_await: name it first"
    if "?" in statement:
        yield "?: beside co_await: use if, or name the operands first"
    goes_on = re.search(r"[\w>(]\{$", statement)  # an initializer whose content is on the next lines
    if goes_on or any(not is_plain(found[1]) for found in BRACES.finditer(statement)):
        yield "braces with content beside co_await: name the object first"


def violations(text):
    for line, statement in statements(text):
        for piece in without_blocks(statement):
            for message in traps(piece):
                yield line, message


def check():
    found = 0
    for path in tree.cpp_files():
        for line, message in violations(tree.read(path)):
            print(f"{path}:{line}: {message}")
            found += 1
    return found


WRONG = [
    "co_await run([c] {\n    use(c);\n});",
    "co_await run([c = std::move(c)]() mutable { return c.go(); });",
    "co_await run([=]() { return c; });",
    "asio::co_spawn(co_await asio::this_coro::executor, work, asio::detached);",
    "asio::co_spawn(\n    co_await asio::this_coro::executor, work, asio::detached);",
    "co_await asio::co_spawn(executor, [c]() -> asio::awaitable<void> { co_return; }, asio::use_awaitable);",
    'co_await f(point{.s = std::string("x")});',
    "co_await f(point{name, 1});",
    "co_await f({name, 1});",
    "co_await f(point{\n    .s = name,\n});",
    "aggregate a{.s = name, .n = co_await g()};",
    "auto v = condition ? (co_await g(), T{}) : T{};",
    "std::vector<T> v{T{}, (co_await g(), T{})};",
]
RIGHT = [
    'co_await f(T{}, std::string("x"));',
    "auto [ec, n] = co_await op(as_result);",
    "auto executor = co_await asio::this_coro::executor;",
    "auto session = [peer = std::move(peer)]() mutable { return serve(std::move(peer)); };",
    "co_await run([&] { use(c); });",
    "co_await run([this] { use(); });",
    "for (;;) {\n    co_await timer.async_wait(asio::use_awaitable);\n}",
    "// co_await f(P{.s = x}) is a trap\nreturn a ? b : c;",
    'co_await say("really? {no}");',
    "co_await wait(std::chrono::seconds{5});",
    "asio::co_spawn(io, [p]() -> asio::awaitable<void> { co_await p->run(); }, asio::detached);",
    "while (co_await next(table[i]))\n    ;",
    "auto counted = numbers[co_await index()];",
]


def self_check():
    missed = [text for text in WRONG if not list(violations(text))]
    invented = [text for text in RIGHT if list(violations(text))]
    for text in missed:
        print(f"self-check: the trap was not found: {text!r}")
    for text in invented:
        print(f"self-check: this is no trap: {text!r}")
    return len(missed) + len(invented)


if __name__ == "__main__":
    sys.exit(1 if (self_check() if "--self-check" in sys.argv else check()) else 0)
