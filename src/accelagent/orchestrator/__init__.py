"""Box 7: one plan for all services that share the devices, and what is needed to deploy it."""

from accelagent.orchestrator.deploy import write
from accelagent.orchestrator.document import to_dict
from accelagent.orchestrator.plan import measured, orchestrate
from accelagent.orchestrator.policysearch import BUDGET as POLICY_BUDGET

__all__ = ["POLICY_BUDGET", "measured", "orchestrate", "to_dict", "write"]
