"""A file in another language as a SourceFile: its functions, calls, parameters and assignments by that grammar's names."""

from __future__ import annotations

import importlib
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from typing import TYPE_CHECKING

from accelagent.csource import Assignment, CallSite, Function, SourceFile, descendants
from accelagent.domain import Call, Family
from accelagent.identifier.sites import Role, Site, Use

if TYPE_CHECKING:
    from tree_sitter import Node, Parser


@dataclass(frozen=True, slots=True, eq=False)
class Language:
    """How a language spells functions, loops and calls, and what its packages' names mean.

    `functions` are known by `package.name`, `methods` by `Type.name`; `typed` finds (name, type) of variables by the
    text of declarations and constructions, with the groups `name` and `type`.
    """

    name: str
    suffixes: frozenset[str]
    grammar: str
    functions_at: frozenset[str]
    calls_at: frozenset[str]
    loops_at: frozenset[str]
    statements_at: frozenset[str]
    functions: Mapping[str, Use]
    methods: Mapping[str, Use]
    typed: re.Pattern[str]
    stems: tuple[bytes, ...]
    streams: Mapping[str, Use] = field(default_factory=dict)  # by type or constructor
    feeds: Mapping[str, tuple[int, ...]] = field(
        default_factory=dict
    )  # functions: which arguments may be streams
    openers: frozenset[str] = (
        frozenset()
    )  # of `functions`: they do the work only where nothing is seen to feed them
    writing: Mapping[str, str] = field(
        default_factory=dict
    )  # of constructors whose mode says so, the kind that writes
    reading: Mapping[str, str] = field(default_factory=dict)  # and that reads
    anywhere: Mapping[str, Use] = field(
        default_factory=dict
    )  # methods by name alone, and functions without package
    constant: re.Pattern[str] = field(default_factory=lambda: re.compile(r"(?!)"))
    more_typed: tuple[re.Pattern[str], ...] = ()
    only: Mapping[str, re.Pattern[str]] = field(
        default_factory=dict
    )  # of `anywhere`: what the text of the call has to hold
    ranged: bool = False  # byte arrays are handed over as (array, offset, length)
    back: re.Pattern[str] = field(
        default_factory=lambda: re.compile(r"(?!)")
    )  # what says that a cipher decrypts
    forth: re.Pattern[str] = field(default_factory=lambda: re.compile(r"(?!)"))


@cache
def _parser(grammar: str) -> Parser:
    import tree_sitter

    return tree_sitter.Parser(tree_sitter.Language(importlib.import_module(grammar).language()))


@dataclass(frozen=True, slots=True, eq=False)
class _Callee:
    """`receiver.name(…)`; the receiver is empty for plain calls, with `::` written as a dot."""

    receiver: str
    name: str
    node: Node


_NEVER = re.compile(r"(?!)(?P<name>)(?P<package>)")
_IMPORTED = {
    "python": re.compile(
        r"^[ \t]*(?:import|from[ \t]+[\w.]+[ \t]+import)[ \t]+(?:\w+\.)*(?P<package>\w+)[ \t]+as[ \t]+(?P<name>\w+)",
        re.M,
    ),
    "go": re.compile(r"^[ \t]*(?:import[ \t]+)?(?P<name>\w+)[ \t]+\"(?:[\w.-]+/)*(?P<package>\w+)\"", re.M),
}
_POOLS = frozenset({"submit", "apply_async", "run_in_executor", "to_thread", "spawn_blocking", "call_soon"})
_READS = re.compile(r"[\"']r[bt]?[\"']")
_WRITES = re.compile(r"[\"'][wax][bt+]{0,2}[\"']")


def _beginning(site: Site) -> Site:
    return replace(site, use=replace(site.use, role=Role.BEGIN))


@dataclass(frozen=True, eq=False)
class ForeignFile(SourceFile):
    """One parsed file of another language."""

    spoken: Language = field(kw_only=True)

    @classmethod
    def read(cls, language: Language, path: str, text: bytes) -> ForeignFile:
        """Parse the text of a file."""
        root = _parser(language.grammar).parse(text).root_node
        return cls(path, text, language.name, root, spoken=language)

    @cached_property
    def loops(self) -> tuple[Node, ...]:
        return tuple(n for n in descendants(self.root) if n.type in self.spoken.loops_at)

    @cached_property
    def _nodes(self) -> tuple[list[Node], list[_Callee], int]:
        functions, calls, errors = [], [], 0
        for node in descendants(self.root):
            if node.type in self.spoken.functions_at:
                functions.append(node)
            elif node.type in self.spoken.calls_at:
                calls.append(self._callee(node))
            errors += node.type == "ERROR"
        return functions, calls, errors

    @cached_property
    def errors(self) -> int:
        return self._nodes[2]

    @cached_property
    def functions(self) -> tuple[Function, ...]:
        return tuple(self._functions.values())

    @cached_property
    def _functions(self) -> dict[int, Function]:
        return {n.id: self._function(n) for n in self._nodes[0]}

    def _function(self, node: Node) -> Function:
        name = node.child_by_field_name("name")
        text = self.slice(name) if name else "(anonymous)"
        return Function(
            text, node.start_point[0] + 1, node.end_point[0] + 1, node.start_byte, node.end_byte, node
        )

    def _callee(self, node: Node) -> _Callee:
        whole = node.child_by_field_name("function") or node.child_by_field_name("type")
        if whole is not None:
            text = re.sub(r"::<[^<>]*>|\s+", "", self.slice(whole)).replace("::", ".").replace("?.", ".")
            text = re.sub(r"<[^<>]*>", "", text)
            if node.type == "object_creation_expression":
                return _Callee("new", text.rpartition(".")[2], node)
            receiver, _, name = text.rpartition(".")
            return _Callee(receiver, name, node)
        owner, name_node = node.child_by_field_name("object"), node.child_by_field_name("name")
        return _Callee(self.slice(owner) if owner else "", self.slice(name_node) if name_node else "", node)

    def calls(self, names: Collection[str] | None = None) -> tuple[CallSite, ...]:
        plain = (c for c in self._nodes[1] if c.receiver in ("", "this", "self"))
        return tuple(self._place(c) for c in plain if names is None or c.name in names)

    def handed(self, names: Collection[str]) -> Iterator[CallSite]:
        """Functions handed to a pool together with their arguments: `pool.submit(pack, block)`."""
        for callee in self._nodes[1]:
            if callee.name in _POOLS:
                place = self._place(callee)
                for at, text in enumerate(place.call.arguments[:2]):
                    if text.removeprefix("self.") in names:
                        call = replace(place.call, name=text, arguments=place.call.arguments[at + 1 :])
                        yield replace(place, call=call)

    def methods(self, names: Collection[str]) -> tuple[tuple[str, CallSite], ...]:
        bound = (c for c in self._nodes[1] if c.receiver not in ("", "this", "self"))
        return tuple((".", self._place(c)) for c in bound if c.name in names)

    def through_parameters(self) -> tuple[CallSite, ...]:
        return ()

    def calls_any(self, names: Collection[str]) -> bool:
        return any(c.name in names for c in self._nodes[1])

    def _place(self, callee: _Callee) -> CallSite:
        node = callee.node
        loops: list[Node] = []
        statement: Node | None = None
        around, function = node.parent, None
        while around is not None and function is None:
            function = self._functions.get(around.id)
            loops += [around] if around.type in self.spoken.loops_at else []
            statement = statement or (around if around.type in self.spoken.statements_at else None)
            around = around.parent
        listed = node.child_by_field_name("arguments")
        texts = tuple(self.slice(a) for a in listed.named_children if a.type != "comment") if listed else ()
        span = (statement or node).start_byte, (statement or node).end_byte
        call = Call(callee.name, node.start_point[0] + 1, node.start_byte, node.end_byte, texts)
        return CallSite(call, function, len(loops), True, span, node, tuple(reversed(loops)))

    def sites(self) -> list[Site]:
        """Calls whose meaning the language's tables know, in source order; what opens a stream that is fed elsewhere begins it."""
        found: list[tuple[Site, bool]] = []
        for callee in self._nodes[1]:
            use = self._use(callee)
            if use is not None:
                place = self._place(callee)
                use = self._turned(self._sized(use, place), place)
                wanted = max((i for i in (use.size, use.stream) if i is not None), default=-1)
                if wanted < len(place.call.arguments) and use.arity in (None, len(place.call.arguments)):
                    if use.operation is Family.FILL:  # all of what the method is called on
                        place = replace(place, call=replace(place.call, arguments=(callee.receiver,)))
                    site = Site(place, use, f"{self.spoken.name}-library")
                    found.append((site, self._key(callee) in self.spoken.openers))
        fed = {s.use.operation for s, opens in found if not opens and s.use.fed}
        return [_beginning(s) if opens and s.use.operation in fed else s for s, opens in found]

    def _sized(self, use: Use, place: CallSite) -> Use:
        given = len(place.call.arguments)
        if not self.spoken.ranged or use.size != 0 or given < 3:
            return use if use.size is None or use.size < given else replace(use, size=None)
        return replace(use, size=2)

    def _turned(self, use: Use, place: CallSite) -> Use:
        """A cipher that the function, else the file, sets up the other way decrypts."""
        if use.operation is not Family.ENCRYPT or place.call.name.startswith(("encrypt", "seal", "Seal")):
            return use
        function = place.function
        around = self.text[function.start_byte : function.end_byte] if function else b""
        for text in (around.decode("utf-8", "replace"), self.text.decode("utf-8", "replace")):
            back, forth = self.spoken.back.search(text), self.spoken.forth.search(text)
            if back or forth:
                return replace(use, operation=Family.DECRYPT) if back and not forth else use
        return use

    def _key(self, callee: _Callee) -> str:
        package = callee.receiver.rpartition(".")[2]
        package = self._renamed.get(package, package)
        return f"{package}.{callee.name}" if package else callee.name

    @cached_property
    def _renamed(self) -> dict[str, str]:
        """Packages by the names that the file imports them under."""
        text = self.text.decode("utf-8", "replace")
        return {m["name"]: m["package"] for m in _IMPORTED.get(self.spoken.name, _NEVER).finditer(text)}

    def _use(self, callee: _Callee) -> Use | None:
        key = self._key(callee)
        key = self._opened(key, self.slice(callee.node))
        known = self.spoken.functions.get(key)
        if known is not None:
            return known
        kind = self._kind(callee.receiver)
        found = self.spoken.methods.get(f"{kind}.{callee.name}") if kind else None
        return found or self._fed(callee) or self._anywhere(callee)

    def _anywhere(self, callee: _Callee) -> Use | None:
        wanted = self.spoken.only.get(callee.name)
        if wanted is not None and not wanted.search(self.slice(callee.node)):
            return None
        return self.spoken.anywhere.get(callee.name)

    def _opened(self, kind: str, text: str) -> str:
        """The kind of stream that a constructor gives with the mode in its text."""
        if kind in self.spoken.writing and _WRITES.search(text):
            return self.spoken.writing[kind]
        return self.spoken.reading.get(kind, kind) if _READS.search(text) else kind

    def _kind(self, text: str) -> str | None:
        """Type of the variable that an expression ends with, or what constructs it there."""
        made = re.match(r"^(?:new)?((?:\w+\.)*\w+)\(.*\)$", text, re.S)
        if made:
            package, dot, name = made[1].rpartition(".")
            package = self._renamed.get(package, package)
            for kind in (f"{package}{dot}{name}", made[1], name, package.rpartition(".")[2]):
                if any(key.startswith(f"{kind}.") for key in self.spoken.methods):
                    return kind
        last = re.findall(r"\w+", re.sub(r"\(.*\)|\[[^\]]*\]", "", text))
        return self._types.get(last[-1]) if last else None

    def _fed(self, callee: _Callee) -> Use | None:
        """A function that is handed a stream to write to or to read from."""
        places = self.spoken.feeds.get(self._key(callee), ())
        listed = callee.node.child_by_field_name("arguments") if places else None
        texts = [self.slice(a) for a in listed.named_children if a.type != "comment"] if listed else []
        kinds = (self._kind(texts[i]) for i in places if i < len(texts))
        use = next((self.spoken.streams[k] for k in kinds if k and k in self.spoken.streams), None)
        said = 1 if callee.name == "WriteString" else None
        return replace(use, fed=True, size=said) if use else None

    @cached_property
    def _types(self) -> dict[str, str]:
        """Type or constructor by variable name, as far as the file declares or constructs it."""
        text = self.text.decode("utf-8", "replace")
        found = {}
        patterns = (self.spoken.typed, *self.spoken.more_typed)
        for match in (m for pattern in patterns for m in pattern.finditer(text)):
            groups = match.groupdict()
            kind = (groups["type"] or groups.get("opened") or "").replace("::", ".")
            package, dot, name = kind.partition(".")
            kind = f"{self._renamed.get(package, package)}{dot}{name}"
            line = text[match.start() :].partition("\n")[0]
            found[groups["name"] or groups.get("bound") or ""] = self._opened(kind, line)
        return found

    @cached_property
    def constants(self) -> Mapping[str, str]:
        text = self.text.decode("utf-8", "replace")
        return {m["name"]: m["value"].replace("_", "") for m in self.spoken.constant.finditer(text)}

    @cached_property
    def fields(self) -> Mapping[str, str]:
        return {}

    def declarations(self, function: Function) -> Mapping[str, str]:
        return {}

    def owner(self, function: Function | None) -> str:
        node = function.node.parent if function and function.node else None
        while node is not None and not node.type.startswith(("class_d", "impl_", "enum_d", "record_d")):
            node = node.parent
        named = node.child_by_field_name("name") or node.child_by_field_name("type") if node else None
        return self.slice(named) if named else ""

    def parameters(self, function: Function) -> tuple[str, ...]:
        listed = function.node.child_by_field_name("parameters") if function.node else None
        names = [self._parameter(p) for p in listed.named_children] if listed else []
        return tuple(n for n in names if n not in ("self", "cls", "&self", "&mut self"))

    def _parameter(self, node: Node) -> str:
        named = node.child_by_field_name("name") or node.child_by_field_name("pattern")
        text = self.slice(named or node)
        found = re.findall(r"\w+", text)
        return found[0] if found else ""

    def assigned(self, function: Function) -> Mapping[str, list[Assignment]]:
        if function.start_byte not in self._changes:
            found: dict[str, list[Assignment]] = {}
            for target, change in self._assignments_of(function):
                found.setdefault(target, []).append(change)
            self._changes[function.start_byte] = found
        return self._changes[function.start_byte]

    def _assignments_of(self, function: Function) -> Iterator[tuple[str, Assignment]]:
        for node in descendants(function.node) if function.node else ():
            left = node.child_by_field_name("left") or node.child_by_field_name("pattern")
            if left is None and node.type in ("variable_declarator", "named_expression"):
                left = node.child_by_field_name("name")
            right = node.child_by_field_name("right") or node.child_by_field_name("value")
            if left is not None and right is not None:
                operator = node.child_by_field_name("operator")
                steps = operator is not None and self.slice(operator) not in ("=", ":=")
                sign = "+=" if steps or node.type.startswith(("augmented", "compound")) else "="
                yield re.sub(r"\s+", "", self.slice(left)), (node.start_byte, sign, self.slice(right))
