"""The options that bring a language model in, and the adviser they make."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

import typer

from accelagent.errors import SpecError
from accelagent.options import ModelSettings, Options, Output, Prompts, Writes

if TYPE_CHECKING:
    from accelagent.advice import Advisers
    from accelagent.domain import Identification

Opinions: TypeAlias = "tuple[list[Identification], tuple[str, ...]]"
PROPOSERS = ("recipes", "llm")

Proposer = Annotated[
    str | None,
    typer.Option(
        "--proposer",
        metavar="NAMES",
        help="Who proposes candidates: recipes, llm, or both, comma-separated.",
        show_default="recipes; with --model also llm",
    ),
]
Model = Annotated[
    str | None,
    typer.Option(
        "--model",
        metavar="PROVIDER:NAME",
        help="A language model that reviews, writes and explains; several, comma-separated, fall back in order.",
        show_default="none",
    ),
]
BaseUrl = Annotated[
    str,
    typer.Option(
        "--base-url", metavar="URL", help="An OpenAI-compatible server; its key is ACCELAGENT_API_KEY."
    ),
]
OutputMode = Annotated[
    Output, typer.Option("--model-output", help="How the model is made to answer with a structure.")
]
WritesWhat = Annotated[
    Writes,
    typer.Option(
        "--model-writes", help="What the model proposes: its own code, or designs that recipes write."
    ),
]
Told = Annotated[
    Prompts,
    typer.Option(
        "--model-prompts",
        help="How much it is told at a time when it writes code; brief: one function, for small or slow models.",
    ),
]
Requests = Annotated[int, typer.Option("--model-requests", min=1, help="Requests to the model in all.")]
Tokens = Annotated[int, typer.Option("--model-tokens", min=1, help="Tokens in all.")]
Dollars = Annotated[
    float | None,
    typer.Option(
        "--model-dollars", min=0, help="Money in all, where prices are known.", show_default="no limit"
    ),
]
Seconds = Annotated[
    float, typer.Option("--model-seconds", min=1, help="Seconds of waiting for the model in all.")
]
AnswerSeconds = Annotated[
    float, typer.Option("--model-answer-seconds", min=1, help="Seconds for one answer, with its tool calls.")
]
Attempts = Annotated[
    int, typer.Option("--model-attempts", min=1, help="Patches per objective, repairs included.")
]
Replay = Annotated[
    Path | None,
    typer.Option(metavar="RUN", help="Take the model's answers from this run's record.", show_default="none"),
]


def who(
    proposer: str | None, model: str | None, replay: Path | None, recorded: tuple[str, ...] = ()
) -> tuple[str, ...]:
    """The proposers by name, those of a recorded run unless others are named; SpecError for an unknown one, or for `llm`
    without a model."""
    asked = model is not None or replay is not None
    usual = ",".join(recorded) or ("recipes,llm" if asked else "recipes")
    names = tuple(n.strip() for n in (proposer or usual).split(",") if n.strip())
    unknown = [n for n in names if n not in PROPOSERS]
    if unknown or not names:
        raise SpecError(
            f"--proposer: {unknown[0] if unknown else 'empty'!r}; allowed: {', '.join(PROPOSERS)}"
        )
    if "llm" in names and not asked:
        raise SpecError("--proposer llm: which one? give --model PROVIDER:NAME, or --replay RUN")
    return names


def recording(replay: Path | None) -> Path | None:
    """The database of the run to replay."""
    if replay is None:
        return None
    from accelagent.rundir import DATABASE, find_run

    return find_run(str(replay)) / DATABASE


def as_recorded(replay: Path | None) -> tuple[ModelSettings | None, tuple[str, ...]]:
    """The model's settings and the proposers of the run to replay, so that its questions come again; none where it has none."""
    if replay is None:
        return None, ()
    from accelagent.errors import StoreError
    from accelagent.rundir import find_run, stored_options

    try:
        _, options = stored_options(find_run(str(replay)), anew=False)
    except StoreError:  # exchanges that were kept without a run
        return None, ()
    return options.model, options.proposers


def settings(model: str | None, replay: Path | None, **limits: Any) -> ModelSettings | None:
    """What the options say of a model; None when none is asked."""
    if model is None and replay is None:
        return None
    return ModelSettings(model or "replay", **limits)


def opinions(
    asked: ModelSettings, found: Sequence[Identification], replay: Path | None, keep: Path
) -> Opinions:
    """The regions as a model's facts change them, and what is to be said of the model; exchanges are recorded in `keep`."""
    from accelagent.agents.identifier import review
    from accelagent.agents.session import Session
    from accelagent.rundir import DATABASE
    from accelagent.store import Store

    keep.mkdir(parents=True, exist_ok=True)
    with Store.open(keep / DATABASE) as store:
        recorded = recording(replay)
        session = (
            Session.over(asked, store)
            if recorded is None
            else Session.replaying(asked, Store.open(recorded, create=False))
        )
        reviewed = [replace(f, regions=review(session, f.regions, f.root)) for f in found]
    return reviewed, session.notes


def advisers(options: Options) -> Advisers:
    """The run's adviser: the model, its recording, or nobody."""
    from accelagent.advice import nobody

    if options.model is None:
        return nobody
    settings: ModelSettings = options.model
    if options.replay is None:
        _check(settings)

    def made(store: object) -> object:
        from accelagent.agents.adviser import ModelAdviser
        from accelagent.agents.session import Session
        from accelagent.store import Store

        assert isinstance(store, Store)
        if options.replay is not None:
            session = Session.replaying(settings, Store.open(options.replay, create=False))
        else:
            session = Session.over(settings, store)
        return ModelAdviser(session, proposes="llm" in options.proposers)

    return made  # type: ignore[return-value]


def _check(settings: ModelSettings) -> None:
    """Fail before the run begins when the model's name or package is wrong."""
    from accelagent.agents.models import build

    build(settings)
