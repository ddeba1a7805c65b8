"""What every test has at hand: real servers, started when first asked for, and no outside world."""

pytest_plugins = [
    "tests.servers.bare_environment",
    "tests.servers.outside_world",
    "tests.servers.redis",
    "tests.servers.s3",
    "tests.servers.postgres",
    "tests.servers.database",
    "tests.servers.node",
    "tests.servers.stack",
]
