"""From a schedule to a program."""

from importlib import import_module

from derive.codegen.emitted import EmittedProgram
from derive.codegen.program import CodegenError, Program, Settings
from derive.codegen.schedule import Schedule

BACKENDS = ("emitted", "numpy", "jax", "torch")


def compile_program(schedule: Schedule, settings: Settings) -> Program:
    """Return the schedule as a program, validated, with small random parameters drawn from the seed.

    Raises CodegenError for settings that the backend does not have, a library that is not installed, and a program
    that does not pass its validation.
    """
    match settings.backend:
        case "emitted":
            return EmittedProgram(schedule, settings)
        case "numpy":
            # SymPy is loaded only for the backends that go through it.
            program: Program = import_module("derive.codegen.lambdified").LambdifiedProgram(schedule, settings)
            return program
        case _:
            raise CodegenError(f"the backend {settings.backend} is not known: choose one of {', '.join(BACKENDS)}")
