"""Box 7: one plan for all services that share the devices, and what is needed to deploy it."""

from accelagent.orchestrator.deploy import write
from accelagent.orchestrator.document import to_dict
from accelagent.orchestrator.plan import measured, orchestrate

__all__ = ["measured", "orchestrate", "to_dict", "write"]
