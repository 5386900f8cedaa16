from helpdesk.platform.recent import Recent


class Watch:
    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def test_a_value_is_cached_for_15_seconds():
    watch = Watch()
    recent = Recent[str](watch)
    assert recent.put("a", "value") == "value"
    watch.seconds = 14.9
    assert recent.get("a") == "value"
    watch.seconds = 15.0
    assert recent.get("a") is None


def test_a_missing_value_is_removed_from_the_cache():
    recent = Recent[str](Watch())
    recent.put("a", "value")
    assert recent.put("a", None) is None
    assert recent.get("a") is None


def test_the_cache_of_reads_has_a_limit():
    recent = Recent[str](Watch())
    for number in range(1001):
        recent.put(str(number), "value")
    assert recent.get("1") is None
    assert recent.get("1000") == "value"
