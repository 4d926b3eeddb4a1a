"""AccelAgent finds, judges, writes, proves and plans accelerator offloads for C and C++ services."""

__version__ = "0.1.0"
