"""What `make bench` measures: each figure beside its rival, in one run on one machine."""
