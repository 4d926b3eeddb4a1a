"""C and C++ source as bytes: functions, call sites, declarations and integer constants, also of broken code.

Every walk is iterative, so nesting depth costs memory and not the Python stack. Offsets are bytes, lines start at 1.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from operator import attrgetter
from pathlib import PurePath
from typing import TYPE_CHECKING, TypeAlias

from accelagent.cconstants import defines, fold
from accelagent.cdeclared import declarator_name, declared, structures
from accelagent.ctorn import (
    callee,
    enumerator_values,
    file_constants,
    follows_loop_macro,
    heads,
    is_discarded,
    loops_around,
    outside,
    torn_calls,
    written_calls,
)
from accelagent.domain import Call

if TYPE_CHECKING:
    from tree_sitter import Language, Node, Parser, Query

C_SUFFIXES = frozenset({".c", ".h"})
CPP_SUFFIXES = frozenset(
    {".cc", ".cpp", ".cxx", ".c++", ".hh", ".hpp", ".hxx", ".h++", ".inl", ".ipp", ".tcc"}
)
SUFFIXES = C_SUFFIXES | CPP_SUFFIXES

# A header written for C++: these words cannot start a declaration in C.
_CPP_HEADER = re.compile(
    rb"^\s*(?:class|namespace|template|using)\b|\b(?:public|private|protected)\s*:|\bstd::", re.M
)


_WORDS = bytes(c if chr(c).isalnum() and c < 128 or c == 95 else 32 for c in range(256))


def words(text: bytes) -> list[bytes]:
    """Everything that could be an identifier or a number, in order."""
    return text.translate(_WORDS).split()


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_LOOPS = frozenset({"for_statement", "while_statement", "do_statement", "for_range_loop"})
_STATEMENTS = _words(
    "expression_statement declaration return_statement if_statement switch_statement "
    "case_statement labeled_statement else_clause throw_statement"
)
_HEADING = re.compile(
    rb"^(?!(?:if|else|for|while|switch|return|do|case|typedef|struct|enum|union)\b)[A-Za-z_][^;{}=#()]{0,300}?\b"
    rb"([A-Za-z_]\w*)\s*\([^;{}]{0,2000}\)[^;{}()]{0,200}\{",
    re.M,
)
_FEW = 8  # names for each of which a search of the text is faster than a set of its words
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


@dataclass(frozen=True, eq=False)
class SourceFile:
    """One parsed file."""

    path: str
    text: bytes
    language: str  # "c" | "cpp"
    root: Node = field(repr=False)
    given: Mapping[str, str] = field(default_factory=dict, repr=False)  # constants that its compiler knows
    _changes: dict[int, dict[str, list[Assignment]]] = field(default_factory=dict, repr=False)
    _given: dict[int, tuple[str, ...]] = field(default_factory=dict, repr=False)
    _typed: dict[int, Mapping[str, str]] = field(default_factory=dict, repr=False)
    _named: dict[int, Function | None] = field(default_factory=dict, repr=False)

    @cached_property
    def _defined(self) -> dict[int, Function]:
        """Functions by the id of their nodes."""
        found = self._walked.get("function", ())
        return {n.id: function for n in found if (function := self.function_of(n))}

    @cached_property
    def _walked(self) -> dict[str, list[Node]]:
        """Functions, loops and errors, in one walk."""
        ranges = " (for_range_loop) @loop" if self.language == "cpp" else ""
        errors = " (ERROR) @error (MISSING) @error" if self.root.has_error else ""
        return find(self, self.root, _WALKED + ranges + errors)

    @cached_property
    def _calls(self) -> list[tuple[str, str, Node]]:
        """Scope (`.` of methods, `ns` of `ns::name`, else empty), last name and node of all calls that the parser saw."""
        found = find(self, self.root, "(call_expression) @call").get("call", ())
        named = ((*callee(self.text, n), n) for n in found)
        return [(_decode(scope), _decode(name), n) for scope, name, n in named if name]

    def _written(self, names: Collection[str]) -> list[tuple[str, str, Node]]:
        """As `_calls`, those of these last names: found by their text, which takes a fraction of a walk."""
        found = written_calls(self.text, self.root, self._mentioned(names))
        return [(_decode(scope), name, n) for scope, name, n in found]

    def _mentioned(self, names: Collection[str]) -> list[str]:
        """Those of the names that the text may hold."""
        return list(names) if len(names) <= _FEW else [n for n in names if n.encode() in self.held]

    def function_of(self, node: Node) -> Function | None:
        """The function of a definition, the same object whenever it is asked for; None where it has no name."""
        if node.id not in self._named:
            name = declarator_name(self, node.child_by_field_name("declarator"))
            self._named[node.id] = _function(name, node) if name else None
        return self._named[node.id]

    @cached_property
    def errors(self) -> int:
        """How many places the parser could not make sense of."""
        return len(self._walked.get("error", ())) if self.root.has_error else 0

    @cached_property
    def functions(self) -> tuple[Function, ...]:
        """Definitions in source order."""
        return tuple(sorted(self._defined.values(), key=lambda f: f.start_byte))

    def calls(self, names: Collection[str] | None = None) -> tuple[CallSite, ...]:
        """Call sites by plain, `::` or `std::` name in source order; all of them without `names`."""
        if names is None:
            return tuple(self._site(n, c) for s, n, c in self._calls if not s)
        written = self._written(names)
        found = tuple(self._site(n, c) for s, n, c in written if not s)
        if not self.root.has_error:
            return found
        torn = self._torn(names, {c.start_byte for _, _, c in written})
        return tuple(sorted([*found, *torn], key=lambda c: c.call.start_byte))

    def methods(self, names: Collection[str]) -> tuple[tuple[str, CallSite], ...]:
        """(`.` or `ns`, call site) of calls of methods and of functions of other namespaces by their last name."""
        return tuple((s, self._site(n, c)) for s, n, c in self._written(names) if s)

    def through_parameters(self) -> tuple[CallSite, ...]:
        """Calls of a function that the enclosing function was given as a parameter."""
        given = {name for function in self.functions for name in self.parameters(function)}
        sites = [self._site(n, c) for s, n, c in self._calls if not s and n in given]
        return tuple(c for c in sites if c.function and c.call.name in self.parameters(c.function))

    def mention(self, name: str, start: int) -> CallSite | None:
        """The place where `name` stands in the code without being called; None where no code is."""
        node = self.root.descendant_for_byte_range(start, start + len(name.encode()))
        return self._site(name, node) if node is not None and node.type == "identifier" else None

    def calls_any(self, names: Collection[str]) -> bool:
        """Whether the parser saw a call whose last name is one of these."""
        return bool(self._written(names))

    @cached_property
    def held(self) -> frozenset[bytes]:
        """All words of the text."""
        return frozenset(words(self.text))

    def _torn(self, names: Collection[str], known: Container[int]) -> Iterator[CallSite]:
        """Calls that the parser lost in a place that does not parse: found by their text, in the loops around them;
        but for those that start where one is `known`."""
        here = self._mentioned(names)
        for name, node, arguments, end in torn_calls(self.text, self.root, heads(self.text, here), known):
            loops, around = loops_around(node, _LOOPS)
            function = self._defined.get(around.id) if around else None
            start = node.start_byte
            call = Call(name, node.start_point[0] + 1, start, end, arguments)
            owner = function or self.guess_function(start)
            yield CallSite(call, owner, len(loops), True, (start, end), node, loops)

    def _site(self, name: str, node: Node) -> CallSite:
        around = _around(self, node)
        function = around.function
        arguments = node.child_by_field_name("arguments")
        texts = (
            tuple(self.slice(a) for a in arguments.named_children if a.type != "comment") if arguments else ()
        )
        call = Call(name, node.start_point[0] + 1, node.start_byte, node.end_byte, texts)
        statement = around.statement or node
        return CallSite(
            call=call,
            function=function or self.guess_function(node.start_byte),
            loop_depth=len(around.loops),
            result_used=not is_discarded(statement, node),
            statement=(statement.start_byte, statement.end_byte),
            node=node,
            loops=tuple(around.loops),
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
        return {
            **self.given,
            **enumerator_values(self, _enumerations),
            **file_constants(self, _assignment),
            **defines(self.text),
        }

    @cached_property
    def fields(self) -> Mapping[str, str]:
        """Type texts of struct, union and class members by name; the last definition of a name wins."""
        return declared(self, self._type_nodes.get("member", ()))

    @cached_property
    def _type_nodes(self) -> dict[str, list[Node]]:
        """Members, structures and enumerations, in one walk."""
        return find(self, self.root, _TYPES)

    @cached_property
    def structures(self) -> Mapping[str, tuple[str, ...]]:
        """Member types in order by a structure's tag or defined name; unions and bit fields are left out."""
        return (
            structures(self, self._type_nodes.get("structure", [])) if self.language in ("c", "cpp") else {}
        )

    @cached_property
    def variables(self) -> Mapping[str, str]:
        """Type texts of variables outside of functions, by name."""
        return declared(self, outside(self.root)) if self.language in ("c", "cpp") else {}

    def declarations(self, function: Function) -> Mapping[str, str]:
        """Type texts of parameters and locals: `unsigned char *`, `char[4096]`."""
        if function.start_byte not in self._typed:
            self._typed[function.start_byte] = _declarations(self, function)
        return self._typed[function.start_byte]

    @cached_property
    def loops(self) -> tuple[Node, ...]:
        """Loop statements in source order, outer before inner."""
        return tuple(self._walked.get("loop", ()))

    def owner(self, function: Function | None) -> str:
        """`Class` of a method: from `Class::name(…)` or from the class body around it; empty outside of classes."""
        if function is None or function.node is None or self.language != "cpp":
            return ""
        head = self.text[function.start_byte : function.end_byte].split(b"(", 1)[0]
        if b"::" in head:
            return _decode(head.rpartition(b"::")[0].split()[-1])
        node = function.node.parent
        while node is not None and node.type not in ("class_specifier", "struct_specifier"):
            node = node.parent
        named = node.child_by_field_name("name") if node else None
        return self.slice(named) if named else ""

    def parameters(self, function: Function) -> tuple[str, ...]:
        """Names of the parameters in order."""
        if function.start_byte not in self._given:
            self._given[function.start_byte] = _parameters(self, function)
        return self._given[function.start_byte]

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

    def members(self, name: str) -> tuple[str, ...]:
        return self.source.structures.get(name, ())

    def bytes_of(self, name: str) -> int | None:
        size = self.source.given.get(f"sizeof {name}")
        return int(size) if size else None

    def type_of(self, name: str, *, member: bool = False) -> str | None:
        if member and name in self.source.fields:
            return self.source.fields[name]
        local = self.source.declarations(self.function).get(name) if self.function else None
        return local or self.source.fields.get(name) or self.source.variables.get(name)


def parse(path: str | PurePath, text: bytes, seen: bytes | None = None) -> SourceFile:
    """Parse one file; a `.h` is taken for C++ when its words say so or when it reads with fewer errors that way.

    `seen` is what the parser is shown instead, such as the text's skeleton: same length, same lines.
    """
    seen = text if seen is None else seen
    suffix = PurePath(path).suffix.lower()
    if (
        suffix in CPP_SUFFIXES
        or PurePath(path).suffix == ".C"
        or (suffix == ".h" and _CPP_HEADER.search(text))
    ):
        return _parse_as("cpp", path, text, seen)
    source = _parse_as("c", path, text, seen)
    if suffix == ".h" and source.root.has_error:
        other = _parse_as("cpp", path, text, seen)
        return other if other.errors < source.errors else source
    return source


def _parse_as(language: str, path: str | PurePath, text: bytes, seen: bytes) -> SourceFile:
    return SourceFile(str(path), text, language, _parser(language).parse(seen).root_node)


@cache
def _language(language: str) -> Language:
    import tree_sitter
    import tree_sitter_c
    import tree_sitter_cpp

    return tree_sitter.Language((tree_sitter_cpp if language == "cpp" else tree_sitter_c).language())


@cache
def _parser(language: str) -> Parser:
    import tree_sitter

    return tree_sitter.Parser(_language(language))


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


# --- what a file holds, by queries that run in the parser's own code -------------------------------------------


_WALKED = "(function_definition) @function (for_statement) @loop (while_statement) @loop (do_statement) @loop"
_TYPES = "(field_declaration) @member (struct_specifier) @structure (enumerator_list) @list"
_START, _END = attrgetter("start_byte"), attrgetter("end_byte")


@cache
def _query(language: str, pattern: str) -> Query:
    import tree_sitter

    return tree_sitter.Query(_language(language), pattern)


def find(source: SourceFile, node: Node, pattern: str) -> dict[str, list[Node]]:
    """Nodes within `node` by capture name of a tree-sitter query, each list in source order, outer before inner."""
    import tree_sitter

    found = tree_sitter.QueryCursor(_query(source.language, pattern)).captures(node)
    # Two sorts with keys in C take less than one with a key in Python.
    return {name: sorted(sorted(nodes, key=_END, reverse=True), key=_START) for name, nodes in found.items()}


@dataclass(slots=True)
class _Around:
    """What encloses a node: its function, loops from the outermost, the innermost statement."""

    function: Function | None = None
    loops: list[Node] = field(default_factory=list)
    statement: Node | None = None


def _around(source: SourceFile, node: Node) -> _Around:
    found = _Around()
    broken, cursor = source.root.has_error, source.root.walk()
    while cursor.goto_first_child_for_byte(node.start_byte) is not None:
        here = cursor.node
        assert here is not None
        if here.id == node.id:
            break
        kind = here.type
        if kind == "function_definition" and (function := source.function_of(here)):
            found.function, found.loops = function, []
        elif kind in _LOOPS or (broken and follows_loop_macro(source.text, here)):
            found.loops.append(here)
        if kind in _STATEMENTS:
            found.statement = here
    return found


def _function(name: str, node: Node) -> Function:
    start, end = node.start_point[0] + 1, node.end_point[0] + 1
    return Function(name, start, end, node.start_byte, node.end_byte, node)


# --- declarations and assignments --------------------------------------------------------------------------


_TYPED = "(parameter_declaration) @parameter (declaration) @local"


def _declarations(source: SourceFile, function: Function) -> dict[str, str]:
    if function.node is None:
        return {}
    found = find(source, function.node, _TYPED)
    return {
        **declared(source, found.get("parameter", ())),
        **declared(source, found.get("local", ())),
    }


def _parameters(source: SourceFile, function: Function) -> tuple[str, ...]:
    declarator = function.node.child_by_field_name("declarator") if function.node else None
    while declarator is not None and declarator.type != "function_declarator":
        declarator = declarator.child_by_field_name("declarator")
    listed = declarator.child_by_field_name("parameters") if declarator else None
    return tuple(_parameter_name(source, p) for p in listed.named_children) if listed else ()


def _parameter_name(source: SourceFile, node: Node) -> str:
    if node.type == "identifier":  # before the types, as in K&R
        return source.slice(node)
    return declarator_name(source, node.child_by_field_name("declarator"))


_CHANGES = "[(assignment_expression) (init_declarator) (update_expression) (pointer_expression)] @found"


def _changes(source: SourceFile, function: Function) -> dict[str, list[Assignment]]:
    found: dict[str, list[Assignment]] = {}
    nodes = find(source, function.node, _CHANGES).get("found", ()) if function.node else ()
    for node in nodes:
        changed = _assignment(source, node)
        if changed:
            found.setdefault(changed[0], []).append(changed[1])
    return found


def _assignment(source: SourceFile, node: Node) -> tuple[str, Assignment] | None:
    """The target and its change, where `node` assigns, initialises, steps, or takes an address to change it elsewhere."""
    operator = node.child_by_field_name("operator")
    sign = source.slice(operator) if operator else "="
    match node.type:
        case "assignment_expression":
            return _changed(source, node, sign, node.child_by_field_name("left"))
        case "init_declarator":
            name = declarator_name(source, node.child_by_field_name("declarator"))
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


def _enumerations(source: SourceFile) -> list[Node]:
    return source._type_nodes.get("list", [])


def _squeeze(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _decode(text: bytes) -> str:
    return text.decode("utf-8", "replace")
