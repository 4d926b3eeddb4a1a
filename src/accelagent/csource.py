"""C and C++ source as bytes: functions, call sites, declarations and integer constants, also of broken code.

Every walk is iterative, so nesting depth costs memory and not the Python stack. Offsets are bytes, lines start at 1.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import PurePath
from typing import TYPE_CHECKING, TypeAlias

from accelagent.cconstants import defines, fold
from accelagent.domain import Call

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

C_SUFFIXES = frozenset({".c", ".h"})
CPP_SUFFIXES = frozenset(
    {".cc", ".cpp", ".cxx", ".c++", ".hh", ".hpp", ".hxx", ".h++", ".inl", ".ipp", ".tcc"}
)
SUFFIXES = C_SUFFIXES | CPP_SUFFIXES

# A header written for C++: these words cannot start a declaration in C.
_CPP_HEADER = re.compile(
    rb"^\s*(?:class|namespace|template|using)\b|\b(?:public|private|protected)\s*:|\bstd::", re.M
)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_LOOPS = frozenset({"for_statement", "while_statement", "do_statement", "for_range_loop"})
_MACRO_LOOP = "macro loop"
_ALL_LOOPS = _LOOPS | {_MACRO_LOOP}
_STATEMENTS = _words(
    "expression_statement declaration return_statement if_statement switch_statement "
    "case_statement labeled_statement else_clause throw_statement"
)
# A call without its semicolon that names a loop, followed by a statement, is a loop hidden in a macro.
_LOOP_MACRO = re.compile(rb"for_?each|foreach|_for_|^for_|_loop\b|^loop|_iter(?:ate)?\b", re.I)
_HEADING = re.compile(
    rb"^(?!(?:if|else|for|while|switch|return|do|case|typedef|struct|enum|union)\b)[A-Za-z_][^;{}=#()]{0,300}?\b"
    rb"([A-Za-z_]\w*)\s*\([^;{}]{0,2000}\)[^;{}()]{0,200}\{",
    re.M,
)
_INCLUDE = re.compile(rb"^[ \t]*#[ \t]*include[ \t]*([<\"][^>\"\n]+[>\"])[^\n]*\n?", re.M)


# Offset, operator (`=`, `+=`, `++`, `&` for an address taken), text of the value.
Assignment: TypeAlias = tuple[int, str, str]


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """A function definition, lambda bodies included; `node` is None where it was guessed from broken code."""

    name: str
    start_line: int
    end_line: int
    start_byte: int
    end_byte: int
    node: Node | None = None

    @property
    def body(self) -> Node | None:
        """The compound statement, if the parser saw one."""
        return self.node.child_by_field_name("body") if self.node else None


@dataclass(frozen=True, slots=True, eq=False)
class CallSite:
    """A call with its place: enclosing function, loops around it, whether its result is used, its statement."""

    call: Call
    function: Function | None
    loop_depth: int
    result_used: bool
    statement: tuple[int, int]  # bytes of the innermost statement
    node: Node
    loops: tuple[Node, ...] = ()  # outermost first


@dataclass(frozen=True, slots=True, eq=False)
class _RawCall:
    node: Node
    name: bytes
    function: Node | None
    loops: tuple[Node, ...]
    statement: Node | None


@dataclass(frozen=True, slots=True, eq=False)
class _Index:
    functions: dict[int, Function]  # by node id
    calls: list[_RawCall]
    errors: int


@dataclass(frozen=True, eq=False)
class SourceFile:
    """One parsed file."""

    path: str
    text: bytes
    language: str  # "c" | "cpp"
    root: Node = field(repr=False)
    _changes: dict[int, dict[str, list[Assignment]]] = field(default_factory=dict, repr=False)

    @cached_property
    def _index(self) -> _Index:
        return _index(self)

    @property
    def errors(self) -> int:
        """How many places the parser could not make sense of."""
        return self._index.errors

    @cached_property
    def functions(self) -> tuple[Function, ...]:
        """Definitions in source order."""
        return tuple(sorted(self._index.functions.values(), key=lambda f: f.start_byte))

    def calls(self, names: Container[str] | None = None) -> tuple[CallSite, ...]:
        """Call sites by plain, `::` or `std::` name in source order; all of them without `names`."""
        found = (c for c in self._index.calls if names is None or _decode(c.name) in names)
        return tuple(self._site(c) for c in found)

    def _site(self, raw: _RawCall) -> CallSite:
        node = raw.node
        function = self._index.functions.get(raw.function.id) if raw.function else None
        arguments = node.child_by_field_name("arguments")
        texts = (
            tuple(self.slice(a) for a in arguments.named_children if a.type != "comment") if arguments else ()
        )
        call = Call(_decode(raw.name), node.start_point[0] + 1, node.start_byte, node.end_byte, texts)
        statement = raw.statement or node
        return CallSite(
            call=call,
            function=function or self.guess_function(node.start_byte),
            loop_depth=len(raw.loops),
            result_used=not _is_discarded(statement, node),
            statement=(statement.start_byte, statement.end_byte),
            node=node,
            loops=raw.loops,
        )

    def slice(self, node: Node) -> str:
        """The text of `node`; bytes that are not UTF-8 become replacement characters."""
        return _decode(self.text[node.start_byte : node.end_byte])

    def line(self, offset: int) -> int:
        """Line of a byte offset."""
        return self.text.count(b"\n", 0, offset) + 1

    @cached_property
    def _headings(self) -> list[re.Match[bytes]]:
        return list(_HEADING.finditer(self.text))

    def guess_function(self, offset: int) -> Function | None:
        """The function around `offset` by layout: a heading and brace at the margin before it, `}` at the margin after."""
        heading = next((h for h in reversed(self._headings) if h.end() <= offset), None)
        if heading is None:
            return None
        close = self.text.find(b"\n}", heading.end())
        end = len(self.text) if close < 0 else close + 2
        if end <= offset:
            return None
        start = heading.start()
        return Function(_decode(heading[1]), self.line(start), self.line(end), start, end)

    @cached_property
    def constants(self) -> Mapping[str, str]:
        """Texts of object-like macros, enumerators and constant integers at file scope, by name."""
        return {**_enumerators(self), **_file_constants(self), **defines(self.text)}

    @cached_property
    def fields(self) -> Mapping[str, str]:
        """Type texts of struct, union and class members by name; the last definition of a name wins."""
        return _declared(self, self.root, "field_declaration")

    def declarations(self, function: Function) -> Mapping[str, str]:
        """Type texts of parameters and locals: `unsigned char *`, `char[4096]`."""
        if function.node is None:
            return {}
        parameters = _declared(self, function.node, "parameter_declaration")
        return {**parameters, **_declared(self, function.node, "declaration")}

    def parameters(self, function: Function) -> tuple[str, ...]:
        """Names of the parameters in order."""
        declarator = function.node.child_by_field_name("declarator") if function.node else None
        while declarator is not None and declarator.type != "function_declarator":
            declarator = declarator.child_by_field_name("declarator")
        listed = declarator.child_by_field_name("parameters") if declarator else None
        return tuple(_parameter_name(self, p) for p in listed.named_children) if listed else ()

    def assigned(self, function: Function) -> Mapping[str, Sequence[Assignment]]:
        """Changes in the function by target (`n`, `s->avail_in`, no blanks), each in source order."""
        if function.start_byte not in self._changes:
            self._changes[function.start_byte] = _changes(self, function)
        return self._changes[function.start_byte]

    def assignments(self, function: Function, target: str) -> tuple[Assignment, ...]:
        """Changes to one target in the function, in source order."""
        return tuple(self.assigned(function).get(_squeeze(target), ()))

    def value(
        self,
        expression: str,
        function: Function | None = None,
        before: int | None = None,
        extra: Mapping[str, str] | None = None,
    ) -> int | None:
        """Integer value of an expression, through macros, enumerators, `sizeof` and the locals' last constant assignment
        ahead of byte `before`; `extra` adds constants of other files. None when it is not constant."""
        return fold(expression, _Scope(self, function, before, extra or {}))


@dataclass(frozen=True, slots=True, eq=False)
class _Scope:
    """Names as seen at one point of a function."""

    source: SourceFile
    function: Function | None
    before: int | None
    extra: Mapping[str, str]

    def constant(self, name: str) -> str | None:
        known = self.source.constants.get(name)
        if known is None:
            known = self._local(name)
        return known if known is not None else self.extra.get(name)

    def _local(self, name: str) -> str | None:
        if self.function is None:
            return None
        found = self.source.assignments(self.function, name)
        if any(operator != "=" for _, operator, _ in found):
            return None
        values = [v for at, _, v in found if self.before is None or at < self.before]
        return values[-1] if values else None

    def type_of(self, name: str) -> str | None:
        local = self.source.declarations(self.function).get(name) if self.function else None
        return local or self.source.fields.get(name)


def parse(path: str | PurePath, text: bytes) -> SourceFile:
    """Parse one file; a `.h` is taken for C++ when its words say so or when it reads with fewer errors that way."""
    suffix = PurePath(path).suffix.lower()
    if (
        suffix in CPP_SUFFIXES
        or PurePath(path).suffix == ".C"
        or (suffix == ".h" and _CPP_HEADER.search(text))
    ):
        return _parse_as("cpp", path, text)
    source = _parse_as("c", path, text)
    if suffix == ".h" and source.root.has_error:
        other = _parse_as("cpp", path, text)
        return other if other.errors < source.errors else source
    return source


def _parse_as(language: str, path: str | PurePath, text: bytes) -> SourceFile:
    return SourceFile(str(path), text, language, _parser(language).parse(text).root_node)


@cache
def _parser(language: str) -> Parser:
    import tree_sitter
    import tree_sitter_c
    import tree_sitter_cpp

    grammar = tree_sitter_cpp if language == "cpp" else tree_sitter_c
    return tree_sitter.Parser(tree_sitter.Language(grammar.language()))


def descendants(node: Node) -> Iterator[Node]:
    """`node` and everything below it, in source order."""
    cursor = node.walk()
    while True:
        yield cursor.node  # type: ignore[misc]  # a cursor always stands on a node
        if cursor.goto_first_child():
            continue
        while not cursor.goto_next_sibling():
            if not cursor.goto_parent():
                return


def includes(text: bytes) -> tuple[tuple[str, int], ...]:
    """(`<zlib.h>`, offset just after its line) of each include directive in order."""
    return tuple((_decode(m[1]), m.end()) for m in _INCLUDE.finditer(text))


# --- the one walk over a file --------------------------------------------------------------------------------


_ENCLOSING = _LOOPS | _STATEMENTS | {"function_definition"}
# Nothing of interest is below these, and they are half of a file's nodes.
_CLOSED = _words(
    "comment string_literal char_literal number_literal primitive_type sized_type_specifier "
    "preproc_include preproc_def preproc_function_def parameter_list type_identifier identifier "
    "field_identifier"
)


@dataclass(slots=True)
class _Walk:
    """What encloses the node the walk stands on, outermost first, with the byte at which it ends."""

    enclosing: list[tuple[int, str, Node]] = field(default_factory=list)
    macro_loops: set[tuple[int, int]] = field(default_factory=set)

    def reach(self, node: Node) -> None:
        start = node.start_byte
        while self.enclosing and self.enclosing[-1][0] <= start:
            self.enclosing.pop()

    def all(self, kinds: Container[str]) -> list[Node]:
        return [n for _, kind, n in self.enclosing if kind in kinds]


def _index(source: SourceFile) -> _Index:
    index, state = _Index({}, [], 0), _Walk()
    broken, errors = source.root.has_error, 0
    cursor = source.root.walk()
    while True:
        node = cursor.node
        assert node is not None
        kind = node.type
        if broken:
            errors += kind == "ERROR" or node.is_missing
        if kind == "call_expression" or kind in _ENCLOSING or state.macro_loops:
            _record(source, index, state, node, kind)
        if kind not in _CLOSED and cursor.goto_first_child():
            continue
        while not cursor.goto_next_sibling():
            if not cursor.goto_parent():
                return _Index(index.functions, index.calls, errors)


def _record(source: SourceFile, index: _Index, state: _Walk, node: Node, kind: str) -> None:
    state.reach(node)
    if kind == "call_expression":
        name = _callee(source, node)
        if name:
            index.calls.append(_raw_call(index, state, node, name))
    elif kind == "function_definition":
        defined = _declarator_name(source, node.child_by_field_name("declarator"))
        if defined:
            index.functions[node.id] = _function(defined, node)
    elif kind == "expression_statement" and node.has_error:
        _note_loop_macro(source, state, node)
    if (node.start_byte, node.end_byte) in state.macro_loops:
        state.enclosing.append((node.end_byte, _MACRO_LOOP, node))
    if kind in _ENCLOSING:
        state.enclosing.append((node.end_byte, kind, node))


def _raw_call(index: _Index, state: _Walk, node: Node, name: bytes) -> _RawCall:
    functions = [f for f in state.all(("function_definition",)) if f.id in index.functions]
    function = functions[-1] if functions else None
    loops = state.all(_ALL_LOOPS)
    within = tuple(n for n in loops if function is None or n.start_byte >= function.start_byte)
    statements = state.all(_STATEMENTS)
    return _RawCall(node, name, function, within, statements[-1] if statements else None)


def _function(name: str, node: Node) -> Function:
    start, end = node.start_point[0] + 1, node.end_point[0] + 1
    return Function(name, start, end, node.start_byte, node.end_byte, node)


def _note_loop_macro(source: SourceFile, state: _Walk, node: Node) -> None:
    last, follower = node.children[-1], node.next_sibling
    if not last.is_missing or follower is None:
        return
    head = source.text[node.start_byte : node.end_byte].split(b"(", 1)[0]
    if _LOOP_MACRO.search(head.strip()):
        state.macro_loops.add((follower.start_byte, follower.end_byte))


def _callee(source: SourceFile, node: Node) -> bytes:
    function = node.child_by_field_name("function")
    while function is not None and function.type in ("template_function", "parenthesized_expression"):
        function = function.child_by_field_name("name") or function.named_child(0)
    if function is None or function.type not in ("identifier", "qualified_identifier"):
        return b""
    text = source.text[function.start_byte : function.end_byte]
    if function.type == "identifier":
        return text
    scope, _, name = text.rpartition(b"::")
    return name.split(b"<", 1)[0].strip() if scope in (b"", b"std", b"::std") else b""


def _declarator_name(source: SourceFile, node: Node | None) -> str:
    """Innermost identifier of a declarator, empty when there is none."""
    while node is not None:
        if node.type in (
            "identifier",
            "field_identifier",
            "type_identifier",
            "destructor_name",
            "operator_name",
        ):
            return source.slice(node)
        if node.type == "qualified_identifier":
            return source.slice(node.child_by_field_name("name") or node).rpartition("::")[2]
        # References and parentheses have no field for what they wrap.
        node = node.child_by_field_name("declarator") or next(
            (c for c in node.named_children if c.type.endswith(("declarator", "identifier"))), None
        )
    return ""


def _is_discarded(statement: Node, call: Node) -> bool:
    if statement.type != "expression_statement":
        return False
    inner: Node | None = statement.named_child(0)
    if inner is not None and inner.type == "cast_expression":
        inner = inner.child_by_field_name("value")
    return inner is not None and inner.id == call.id


# --- declarations and assignments --------------------------------------------------------------------------


def _declared(source: SourceFile, node: Node, kind: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for declaration in descendants(node):
        if declaration.type == kind:
            base = declaration.child_by_field_name("type")
            for declarator in declaration.children_by_field_name("declarator") if base else ():
                name = _declarator_name(source, declarator)
                if name and base:
                    found[name] = source.slice(base) + _type_suffix(source, declarator)
    return found


def _parameter_name(source: SourceFile, node: Node) -> str:
    if node.type == "identifier":  # before the types, as in K&R
        return source.slice(node)
    return _declarator_name(source, node.child_by_field_name("declarator"))


def _changes(source: SourceFile, function: Function) -> dict[str, list[Assignment]]:
    found: dict[str, list[Assignment]] = {}
    for node in descendants(function.node) if function.node else ():
        changed = _assignment(source, node)
        if changed:
            found.setdefault(changed[0], []).append(changed[1])
    return found


def _type_suffix(source: SourceFile, node: Node | None) -> str:
    """` *` per pointer and `[n]` per dimension, outermost dimension first."""
    suffix = ""
    while node is not None:
        if node.type == "pointer_declarator":
            suffix = " *" + suffix
        elif node.type == "array_declarator":
            size = node.child_by_field_name("size")
            suffix = f"[{source.slice(size) if size else ''}]" + suffix
        elif node.type == "function_declarator":
            return " (*)()"
        node = node.child_by_field_name("declarator")
    return suffix


def _assignment(source: SourceFile, node: Node) -> tuple[str, Assignment] | None:
    """The target and its change, where `node` assigns, initialises, steps, or takes an address to change it elsewhere."""
    operator = node.child_by_field_name("operator")
    sign = source.slice(operator) if operator else "="
    match node.type:
        case "assignment_expression":
            return _changed(source, node, sign, node.child_by_field_name("left"))
        case "init_declarator":
            name = _declarator_name(source, node.child_by_field_name("declarator"))
            value = node.child_by_field_name("value")
            return (name, (node.start_byte, "=", source.slice(value))) if name and value else None
        case "update_expression":
            return _changed(source, node, "++", node.child_by_field_name("argument"))
        case "pointer_expression" if sign == "&":
            return _changed(source, node, "&", node.child_by_field_name("argument"))
    return None


def _changed(source: SourceFile, node: Node, sign: str, target: Node | None) -> tuple[str, Assignment] | None:
    right = node.child_by_field_name("right")
    value = source.slice(right) if right else ""
    return (_squeeze(source.slice(target)), (node.start_byte, sign, value)) if target else None


def _enumerators(source: SourceFile) -> dict[str, str]:
    found: dict[str, str] = {}
    if b"enum" not in source.text:
        return found
    for node in descendants(source.root):
        if node.type == "enumerator_list":
            _enumerate(source, node, found)
    return found


def _enumerate(source: SourceFile, node: Node, found: dict[str, str]) -> None:
    base, step = "0", 0
    for item in node.named_children:
        if item.type != "enumerator":
            continue
        value = item.child_by_field_name("value")
        if value is not None:
            base, step = source.slice(value), 0
        name = item.child_by_field_name("name")
        if name is not None:
            found[source.slice(name)] = f"({base})+{step}"
        step += 1


def _file_constants(source: SourceFile) -> dict[str, str]:
    found: dict[str, str] = {}
    for node in source.root.named_children:
        if node.type == "declaration" and b"const" in source.text[node.start_byte : node.end_byte]:
            for item in node.children_by_field_name("declarator"):
                assigned = _assignment(source, item)
                if assigned:
                    found[assigned[0]] = assigned[1][2]
    return found


def _squeeze(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _decode(text: bytes) -> str:
    return text.decode("utf-8", "replace")
