"""(1) The specification: what the services are, how to build and drive them, and what to improve."""

from accelagent.spec.loader import load_spec
from accelagent.spec.objectives import GrammarError, parse_goal, parse_objective
from accelagent.spec.schema import json_schema

__all__ = ["GrammarError", "json_schema", "load_spec", "parse_goal", "parse_objective"]
