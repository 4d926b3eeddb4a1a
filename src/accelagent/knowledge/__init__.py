"""What is known about accelerators and how to use them: entries that reasons cite, with search."""

from accelagent.knowledge.entry import KINDS, Entry, entries, parse
from accelagent.knowledge.search import search

__all__ = ["KINDS", "Entry", "entries", "parse", "search"]
