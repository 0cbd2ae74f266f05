"""Figures: what `make bench` prints and docs/performance.md records."""
