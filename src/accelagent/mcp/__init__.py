"""The door for coding agents: the run's tools over the Model Context Protocol."""
