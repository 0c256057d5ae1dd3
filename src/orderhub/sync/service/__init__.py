"""Use cases of sync: taking rows in, asking for runs, replaying what was put aside."""
