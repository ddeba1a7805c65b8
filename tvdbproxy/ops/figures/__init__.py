"""What takes long to count among a million rows: counted now and then, shown at once."""

from tvdbproxy.ops.figures.counting import COUNTS
from tvdbproxy.ops.figures.ledger import Counted, read, take

__all__ = ["COUNTS", "Counted", "read", "take"]
