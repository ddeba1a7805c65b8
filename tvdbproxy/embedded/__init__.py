"""The one-command stack: every server that tvdbproxy needs, started and looked after.

``stack.run_stack`` is what ``tvdbproxy up`` calls; ``redis_server.start_redis`` and
``seaweed.start_seaweed`` give single servers to tests and benchmarks.
"""
