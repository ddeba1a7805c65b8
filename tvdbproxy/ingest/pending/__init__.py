"""The pending queue, from both of its sides.

Ours: ``queue``, ``completion`` and ``knowledge`` offer pictures to a processing machine and take
its reports; ``replacement`` puts permanent addresses in the place of temporary ones. Another
server's: ``remote_queue``, ``poll`` and ``report`` work off what it offers.
"""
