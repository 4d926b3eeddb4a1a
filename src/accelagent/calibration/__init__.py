"""Micro-benchmarks of the devices that are here, and the overlay of the catalogue that they give."""
