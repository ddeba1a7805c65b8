"""Nothing from the shell or the folder that the tests are run in."""

from tests.house.house import clean_environment

__all__ = ["clean_environment"]
