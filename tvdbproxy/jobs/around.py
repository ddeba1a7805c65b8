"""Something that lasts as long as a worker is at a message."""

from __future__ import annotations

import threading
from contextlib import AbstractContextManager

from dramatiq import Broker, MessageProxy
from dramatiq.middleware import Middleware


class AroundMessages(Middleware):
    """Enters ``around`` when a worker begins with a message, and leaves it when it is done, in
    the same thread. One that was not left, since a middleware before it broke off, is left when
    the thread begins with its next message."""

    def __init__(self) -> None:
        self._here = threading.local()

    def around(self, message: MessageProxy) -> AbstractContextManager[object]:
        """What is entered for this message."""
        raise NotImplementedError

    def before_process_message(self, broker: Broker, message: MessageProxy) -> None:
        """Enter."""
        self._leave()
        entered = self.around(message)
        entered.__enter__()
        self._here.entered = entered

    def after_process_message(
        self,
        broker: Broker,
        message: MessageProxy,
        *,
        result: object = None,
        exception: BaseException | None = None,
    ) -> None:
        """Leave."""
        self._leave()

    def after_skip_message(self, broker: Broker, message: MessageProxy) -> None:
        """Leave."""
        self._leave()

    def _leave(self) -> None:
        entered: AbstractContextManager[object] | None = getattr(self._here, "entered", None)
        if entered is not None:
            self._here.entered = None
            entered.__exit__(None, None, None)
