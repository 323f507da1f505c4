"""The outside world: files in and out, tables, store, reference data, rule editions, the synthetic city."""
