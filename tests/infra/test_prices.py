"""What a function's time costs depends on its memory: the benchmark must know what is deployed."""

from bench.prices import MEMORY_MB
from tests.infra.assembly import Assembly


def test_the_benchmark_knows_each_functions_memory(production: Assembly) -> None:
    deployed = {name: function.properties["MemorySize"] for name, function in production.functions().items()}
    assert deployed == MEMORY_MB
