"""Files: how they are written, where those are that may be lost, and the code that a process runs.

Imports no NumPy.
"""

from lossproof.simulate.files.written import FOLDER as FOLDER, kept_in as kept_in, whole as whole
