"""One name for a request and all the work that follows from it, in whichever process.

Messages carry the name of the request that they were sent for; who works them off, and whatever
he sends then, is about the same request.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager

from dramatiq import Broker, Message, MessageProxy

from tvdbproxy.jobs.around import AroundMessages
from tvdbproxy.logs.context import REQUEST_ID, about, facts

# What the first argument of a message says, by its actor.
_ABOUT = {
    "process_artwork": "artwork_id",
    "upgrade_variants": "artwork_id",
    "process_image": "job_id",
    "deliver_callback": "callback_id",
    "sync_content_images": "task_id",
    "sync_all_missing_images": "task_id",
    "cleanup_orphaned_images": "task_id",
    "verify_storage": "task_id",
}


class FollowRequest(AroundMessages):
    """For every broker: in those that send, and in those that work."""

    def before_enqueue(self, broker: Broker, message: Message[object], delay: int | None) -> None:
        """The request that it is sent for goes with it."""
        request_id = facts().get(REQUEST_ID)
        if request_id is not None:
            message.options.setdefault(REQUEST_ID, request_id)

    def around(self, message: MessageProxy) -> AbstractContextManager[None]:
        """The lines of the thread are about it."""
        return about(**_facts_of(message))


def _facts_of(message: MessageProxy) -> Mapping[str, str]:
    told = {"actor": message.actor_name, "message_id": message.message_id}
    name = _ABOUT.get(message.actor_name)
    if name is not None and message.args and message.args[0] is not None:
        told[name] = str(message.args[0])
    if request_id := message.options.get(REQUEST_ID):
        told[REQUEST_ID] = str(request_id)
    return told
