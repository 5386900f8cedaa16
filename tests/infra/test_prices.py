"""The price of a function's time depends on its memory, so the benchmark must use the deployed sizes."""

from infra.workbench.memory import MEMORY_MB
from tests.support.assembly import Assembly


def test_the_benchmark_knows_each_functions_memory(production: Assembly) -> None:
    deployed = {name: function.properties["MemorySize"] for name, function in production.functions().items()}
    assert deployed == MEMORY_MB
