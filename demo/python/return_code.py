"""Three commands run at the same time; each answers with its return code."""

import subprocess
import sys

COUNT = """
import sys
number = int(sys.argv[1])
for _ in range(number * 8_000_000):
    pass
sys.exit(number)
"""

if __name__ == "__main__":
    commands = [
        subprocess.Popen([sys.executable, "-c", COUNT, str(number)])
        for number in (1, 2, 3)
    ]
    for command in commands:
        print("return code", command.wait())
