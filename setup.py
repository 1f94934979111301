"""What pyproject.toml cannot say: a source distribution keeps the links of the repository."""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.sdist import sdist


class LinkedSdist(sdist):
    """lossproof/theory and three more stay links to folders at the top, where tests are."""

    def make_release_tree(self, base_dir, files):
        super().make_release_tree(base_dir, files)
        for link in sorted(path for path in Path("lossproof").iterdir() if path.is_symlink()):
            copied = Path(base_dir, link)
            shutil.move(copied, Path(base_dir, link.name))
            copied.symlink_to(link.readlink())


setup(cmdclass={"sdist": LinkedSdist})
