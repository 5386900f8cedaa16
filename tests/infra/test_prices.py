"""What a function's time costs depends on its memory: the benchmark must know what is deployed."""

from tests.support.assembly import Assembly
from workbench.memory import MEMORY_MB


def test_the_benchmark_knows_each_functions_memory(production: Assembly) -> None:
    deployed = {name: function.properties["MemorySize"] for name, function in production.functions().items()}
    assert deployed == MEMORY_MB
