"""Gradients of 200 random networks against the automatic differentiation of PyTorch and of JAX, in float64.

    python bench/gradients.py

Prints the largest difference, relative to the largest entry of the gradient, of the emitted and the lambdified program.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.codegen.test_autodiff import compare, jax_gradient, torch_gradient

if __name__ == "__main__":
    for name, judge in (("PyTorch", torch_gradient), ("JAX", jax_gradient)):
        print(f"{name}: {compare(judge, range(200)):.1e}")
