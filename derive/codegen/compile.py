"""From a schedule to a program."""

from importlib import import_module

from derive.codegen.emitted import EmittedProgram
from derive.codegen.program import CodegenError, Program, Settings
from derive.codegen.schedule import Schedule

LAMBDIFIED = {
    "numpy": ("derive.codegen.lambdified", "LambdifiedProgram"),
    "jax": ("derive.codegen.jax_program", "JaxProgram"),
    "torch": ("derive.codegen.torch_program", "TorchProgram"),
}
"""The module and class of every backend that goes through SymPy; loaded only when asked for."""

BACKENDS = ("emitted", *LAMBDIFIED)
DTYPES = ("float32", "float64")


def compile_program(schedule: Schedule, settings: Settings) -> Program:
    """Return the schedule as a program, validated, with small random parameters drawn from the seed.

    Raises CodegenError for settings that the backend does not have, a library that is not installed, and a program
    that does not pass its validation.
    """
    if settings.dtype not in DTYPES:
        raise CodegenError(f"{settings.dtype} is not known: choose one of {', '.join(DTYPES)}")
    if settings.backend == "emitted":
        return EmittedProgram(schedule, settings)
    if settings.backend not in LAMBDIFIED:
        raise CodegenError(f"the backend {settings.backend} is not known: choose one of {', '.join(BACKENDS)}")
    module, name = LAMBDIFIED[settings.backend]
    try:
        program: Program = getattr(import_module(module), name)(schedule, settings)
    except ModuleNotFoundError as missing:
        raise CodegenError(
            f"the backend {settings.backend} needs {missing.name}: pip install 'derive[{settings.backend}]'"
        ) from None
    return program
