"""Changes of configuration as candidates: their file, their settings, and that cryptography's consequences are said."""

from __future__ import annotations

from pathlib import Path

import pytest

from accelagent.codegen.configurations import CONSEQUENCES, configurations, proposal
from accelagent.domain import Configuration, Design
from accelagent.spec import load_spec

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "openssl-speed" / "accel.yaml"
PLAIN = Configuration("threads", "two threads", (("PACK_THREADS", "2"),), "./bench --threads 2")


def test_a_configuration_is_its_settings_and_the_file_to_deploy() -> None:
    made = proposal(PLAIN)
    design = made.design
    assert design.configures
    assert design.written, "no recipe can make it again, and nothing merges with it"
    assert design.environment == {"PACK_THREADS": "2"}
    assert design.knob("workload") == "./bench --threads 2"
    ((path, text),) = made.patch.files
    assert path == "accel-configuration.env"
    assert text == "# two threads\n# measured with: ./bench --threads 2\nPACK_THREADS=2\n"
    assert not Design("offload-sync", (("depth", 4),)).configures


def test_the_examples_provider_says_what_becomes_of_keys() -> None:
    (service,) = load_spec(EXAMPLE).services
    assert service.allow == ("crypto",)
    made = [proposal(c) for c in service.configurations]
    assert [m.design.recipe for m in made] == ["offload-written-provider", "offload-written-provider-async"]
    for one in made:
        text = one.patch.files[0][1]
        assert all(said in text and said in one.note for said in CONSEQUENCES)
        assert "OPENSSL_CONF=./provider.cnf\n" in text


def test_each_is_offered_once() -> None:
    (service,) = load_spec(EXAMPLE).services
    (proposer,) = configurations(service)
    offered = [proposer.propose(None) for _ in range(4)]  # type: ignore[arg-type]
    assert [o is not None for o in offered] == [True, True, False, False]


@pytest.mark.slow
def test_the_provider_is_measured_and_judged(tmp_path: Path) -> None:
    """Both ways of using the provider pass the gates on correctness; the profile says what they are worth."""
    from accelagent.devices import device
    from accelagent.domain import Candidate, Kind, Tier
    from accelagent.evaluation.evaluator import Evaluator

    (service,) = load_spec(EXAMPLE).services
    devices = [("qat", device("qat-4xxx"), 1)]
    evaluator = Evaluator(service, tmp_path, devices, backend="emulated", seed=1, cores=1)
    evaluator.baseline()
    for number, configuration in enumerate(service.configurations):
        made = proposal(configuration)
        one = Candidate(str(number), service.name, Kind.LEAF, made.design, (), (), made.patch)
        outcome = evaluator.evaluate(one, Tier.QUICK)
        passed = {g.name for g in outcome.gates if g.status == "passed"}
        assert {"policy", "build", "test", "proof of offload", "profile (virtual)"} <= passed
