"""Changes of configuration as candidates: no code, but the same gates, the same tree and a file that says what is set."""

from __future__ import annotations

from accelagent.codegen.explore import Task
from accelagent.domain import (
    COMMAND,
    CONFIGURATION_FILE,
    SETTING,
    WRITTEN,
    Configuration,
    Design,
    Knob,
    Patch,
    Proposal,
    Service,
)

CONSEQUENCES = (
    "Cryptography moves to a device, as `allow: [crypto]` of the specification says it may:",
    "- keys are copied to pinned pages of this process and to the device, and stay there as long as their session;",
    "- whether the device takes the same time for every key and text is the vendor's statement; nothing here measures it;",
    "- a FIPS validation of OpenSSL's own provider does not cover the other one: algorithms fetched from it are outside.",
)


class ConfigurationProposer:
    """Offers the configurations of a service's specification, each once for the objective it is first asked for."""

    def __init__(self, service: Service) -> None:
        self._left = list(service.configurations)

    @property
    def name(self) -> str:
        return "configuration"

    def propose(self, task: Task) -> Proposal | None:
        """The next one; None when all were offered."""
        del task
        return proposal(self._left.pop(0)) if self._left else None


def configurations(service: Service) -> tuple[ConfigurationProposer, ...]:
    """A proposer where the specification names configurations."""
    return (ConfigurationProposer(service),) if service.configurations else ()


def proposal(configuration: Configuration) -> Proposal:
    """The configuration as a candidate whose patch is the file to deploy; it claims to use a device."""
    knobs: dict[str, Knob] = {f"{SETTING}{name}": value for name, value in configuration.environment}
    if configuration.command:
        knobs[COMMAND] = configuration.command
    note = [configuration.description or configuration.name, *(CONSEQUENCES if configuration.crypto else ())]
    patch = Patch(((CONFIGURATION_FILE, _text(configuration, note)),), ())
    design = Design(f"offload-{WRITTEN}-{configuration.name}", tuple(sorted(knobs.items())))
    return Proposal(patch, True, design.knobs, "\n".join(note), chosen=design)


def _text(configuration: Configuration, note: list[str]) -> str:
    lines = [f"# {line}" for line in note]
    if configuration.command:
        lines.append(f"# measured with: {configuration.command}")
    return "\n".join([*lines, *(f"{name}={value}" for name, value in configuration.environment)]) + "\n"
