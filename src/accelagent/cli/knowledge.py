"""The knowledge base: knowledge."""

from __future__ import annotations

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
        from accelagent.knowledge import search

        console = terminal()
        found = search(text)
        if not found:
            console.print(f"no entry matches {text!r}; see: accelagent knowledge list", markup=False)
        for entry in found:
            console.print(
                f"[bold]{entry.id}[/]  {entry.title}  ({entry.kind}, {entry.grade})", highlight=False
            )


@knowledge_app.command("list")
def knowledge_list() -> None:
    """Every entry."""
    with guarded():
        from accelagent.knowledge import entries

        console = terminal()
        for entry in entries().values():
            console.print(f"[bold]{entry.id}[/]  {entry.title}", highlight=False)
