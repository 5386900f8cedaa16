"""What the outside may send, for hypothesis."""

from hypothesis import strategies as st

_WIDTH = 5
"""Of a list or an object: more members find nothing more, and their making was most of what these tests cost."""
_HALVES = st.sampled_from(["\ud800", "\udbff", "\udc00", "\udfff"])

any_text = st.lists(st.characters() | _HALVES).map("".join)
"""With halves of surrogate pairs, which JSON may hold and UTF-8 cannot."""

kept_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=_WIDTH) | st.dictionaries(st.text(), inner, max_size=_WIDTH),
    max_leaves=10,
)
"""As the desk keeps it: what JSON and UTF-8 both know."""

any_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | any_text,
    lambda inner: st.lists(inner, max_size=_WIDTH) | st.dictionaries(any_text, inner, max_size=_WIDTH),
    max_leaves=10,
)
