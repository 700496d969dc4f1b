"""The rule for tests that may be tried again: each names its reason."""

import pytest

RETRIES = 2


def retry_with_reason(item: pytest.Item) -> None:
    """Lets a test marked `may_retry` run up to twice more; raises UsageError where the marker gives no reason."""
    marker = item.get_closest_marker("may_retry")
    if marker is None:
        return
    reason = marker.args[0] if len(marker.args) == 1 and not marker.kwargs else None
    if not isinstance(reason, str) or not reason.strip():
        raise pytest.UsageError(f"{item.nodeid}: may_retry has no reason; write may_retry('why a new try may pass')")
    item.add_marker(pytest.mark.flaky(reruns=RETRIES))
