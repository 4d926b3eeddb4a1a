"""Loops of Go, Java, Python and Rust in the spelling of C, so that one pattern reads them all."""

from __future__ import annotations

import re

_LINE_END = re.compile(rb"([\w)\]'\"])[ \t]*(?://[^\n]*)?\n")  # where a statement of Go ends
_PYTHON_COMMENT = re.compile(rb"(?m)#[^\n]*$|^[ \t]*(?:\"\"\".*?\"\"\"|'''.*?''')[ \t]*$", re.S)
_PYTHON_END = re.compile(rb"(?<![,({\[\\\n])[ \t]*\n")

_GO = (
    (re.compile(r"\bfor (\w+):=range (\d+|[a-z]\w*|len\([\w.]+\))\{"), r"for(\1:=0;\1<\2;\1++){"),
    (re.compile(r"\bfor ([^{};]*;[^{};]*;[^{};]*)\{"), r"for(\1){"),
    (re.compile(r"\bfor ([^{};]*:?=range[^{};]*)\{"), r"for(\1){"),
    (re.compile(r"\bfor ([^{};()][^{};]*)\{"), r"while(\1){"),
    (re.compile(r"\bfor\{"), "while(true){"),
    (re.compile(r"\bif ([^{};]*(?:;[^{};]*)?)\{"), r"if(\1){"),
    (re.compile(r":="), "="),
    (re.compile(r"\bu?int(?:8|16|32|64)?\((\w[\w.]*(?:\[[^\[\]]*\])*)\)|\bbyte\((\w[\w.]*)\)"), r"\1\2"),
)
_RUST = (
    (re.compile(r" ?\bas (?:u|i)(?:8|16|32|64|128|size)\b"), ""),
    (re.compile(r"\b(?:u|i)(?:8|16|32|64|size)::from\(\*?(\w[\w.]*(?:\[[^\[\]]*\])*)\)"), r"\1"),
    (re.compile(r"\.wrapping_add\("), "+("),
    (
        re.compile(r"\bfor (\w+) in\(?([\w.*/+<-]+?)\.\.([\w.:*/+()<-]+?)\)?\.step_by\(([^()]*)\)\{"),
        r"for(\1=\2;\1<\3;\1+=\4){",
    ),
    (re.compile(r"\bfor (\w+) in ?\(?([\w.*/+<-]+?)\.\.=([\w.:*/+()<-]+?)\{"), r"for(\1=\2;\1<=\3;\1++){"),
    (re.compile(r"\bfor (\w+) in ?([\w.*/+<-]+?)\.\.([\w.:*/+()<-]+?)\{"), r"for(\1=\2;\1<\3;\1++){"),
    (re.compile(r"\bfor ?([^{}() ][^{};]*? in[^{};]*)\{"), r"for(\1){"),
    (re.compile(r"\bfor(\([\w,&* ]+\) ?in[^{};]*)\{"), r"for(\1){"),
    (re.compile(r"\bwhile ([^{};]*)\{"), r"while(\1){"),
    (re.compile(r"\bloop\{"), "while(true){"),
    (re.compile(r"\bif ([^{};]*)\{"), r"if(\1){"),
    (re.compile(r"\blet (?:mut )?"), ""),
)
_PYTHON = (
    (re.compile(r"\bfor (\w+) in range\(([^(),]+|len\([\w.]+\))\):"), r"for(\1=0;\1<\2;\1++){"),
    (re.compile(r"\bfor (\w+) in range\(([^(),]+),([^(),]+)\):"), r"for(\1=\2;\1<\3;\1++){"),
    (
        re.compile(r"\bfor (\w+) in range\(([^(),]+),([^(),]+|len\([\w.]+\)),([^(),]+)\):"),
        r"for(\1=\2;\1<\3;\1+=\4){",
    ),
    (re.compile(r"\bfor ([^:;]+ in[^:;]+):"), r"for(\1){"),
    (re.compile(r"\bwhile ([^:;]+):"), r"while(\1){"),
    (re.compile(r"\bif ([^:;]+):"), r"if(\1){"),
)
_JAVA = ((re.compile(r">>>"), ">>"),)
_RULES = {"go": _GO, "rust": _RUST, "python": _PYTHON, "java": _JAVA}


def ended(language: str, text: bytes) -> bytes:
    """With a semicolon where a statement ends; Python also without its comments."""
    if language == "go":
        return _LINE_END.sub(rb"\1;\n", text)
    return _PYTHON_END.sub(b";\n", _PYTHON_COMMENT.sub(b"", text)) if language == "python" else text


def respelled(language: str, text: str) -> str:
    """A squeezed text with the heads of its loops and branches as in C."""
    for pattern, plain in _RULES.get(language, ()):
        text = pattern.sub(plain, text)
    return f"{text};" if language == "python" else text
