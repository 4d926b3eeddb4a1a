"""(6) Compiler and profiler: gates and measurements that turn a candidate into an outcome."""
