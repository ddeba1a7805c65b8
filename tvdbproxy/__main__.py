"""``python -m tvdbproxy``."""

from tvdbproxy.cli import main

main()
