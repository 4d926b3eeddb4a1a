"""Faults of the user's input or of this machine; the command line prints them in one line and exits 2.

AccelError
├── SpecError         the specification is wrong; says file:line:column, key and what is allowed
├── SourceError       a source tree, patch or region cannot be used as given
├── ToolchainError    a compiler, library, sandbox or device this command needs is missing here
├── BaselineError     the unmodified service does not build, test, verify or measure
└── StoreError        a run database cannot be read or is of a newer format

A candidate that fails is a value (`domain.Rejected`), never one of these.
"""


class AccelError(Exception):
    """Base of every error whose message is meant for the user."""


class SpecError(AccelError):
    """The specification is wrong."""


class SourceError(AccelError):
    """A source tree, patch or region cannot be used as given."""


class ToolchainError(AccelError):
    """Something this command needs is missing on this machine."""


class BaselineError(AccelError):
    """The unmodified service fails before any change was made."""


class StoreError(AccelError):
    """A run database cannot be read."""
