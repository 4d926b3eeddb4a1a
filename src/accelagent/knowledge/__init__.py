"""What is known about accelerators and how to use them: entries that reasons cite, with search."""

from accelagent.knowledge.documents import add, own
from accelagent.knowledge.entry import KINDS, Entry, entries, parse
from accelagent.knowledge.search import search

__all__ = ["KINDS", "Entry", "add", "entries", "own", "parse", "search"]
