"""A process that imports the module named on stdin, and prints what was loaded with it."""

import importlib
import json
import sys

importlib.import_module(sys.stdin.read())
print(json.dumps({"modules": sorted(sys.modules)}))
