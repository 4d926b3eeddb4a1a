"""The knowledge base: knowledge."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from accelagent.cli._app import knowledge_app
from accelagent.cli._plumbing import guarded, terminal


@knowledge_app.command("search")
def knowledge_search(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="Words or an API name.")],
) -> None:
    """Entries nearest to the words."""
    with guarded():
        from rich.markup import escape

        from accelagent.knowledge import search

        console = terminal()
        found = search(text)
        if not found:
            console.print(f"no entry matches {text!r}; see: accelagent knowledge list", markup=False)
        for entry in found:
            console.print(
                f"[bold]{entry.id}[/]  {escape(entry.title)}  ({entry.kind}, {entry.grade})", highlight=False
            )
            console.print(f"    {'; '.join(entry.sources)}", markup=False, highlight=False, soft_wrap=True)


@knowledge_app.command("add")
def knowledge_add(
    path: Annotated[
        Path, typer.Argument(metavar="PATH", help="Markdown, text, HTML or PDF, or a directory of them.")
    ],
) -> None:
    """Take documents of your own into the knowledge base of this user; search cites file and place."""
    with guarded():
        from accelagent.knowledge import add

        terminal().print(f"Added: {path}, {add(path)} entries", soft_wrap=True, highlight=False, markup=False)


@knowledge_app.command("list")
def knowledge_list() -> None:
    """Every entry."""
    with guarded():
        from rich.markup import escape

        from accelagent.knowledge import entries, own

        console = terminal()
        for entry in (*entries().values(), *own()):
            console.print(f"[bold]{entry.id}[/]  {escape(entry.title)}", highlight=False)
