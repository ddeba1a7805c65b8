"""A small server that speaks TheTVDB's v4 API about an invented catalogue, pictures included.

`tvdbproxy up` starts it when there is no API key; tests start it with faults switched on.
"""

from tvdbproxy.embedded.sample.server import SampleServer, start_sample

__all__ = ["SampleServer", "start_sample"]
