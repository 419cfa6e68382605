"""Makes the modules beside the tests importable: networks, an evaluator, mutations."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
