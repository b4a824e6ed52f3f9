"""Loading the files of a folder one after the other, each for itself; faults are named by file and line."""

from collections.abc import Callable, Sequence
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from content.articlefiles import Fault, FileRefused

LARGEST = 1_000_000  # bytes


class FolderCommand(BaseCommand):
    """A command that loads every file of a folder that has no fault, and names the faults of the others."""

    def files_in(self, folder: Path, pattern: str) -> Sequence[Path]:
        """Return the files to load, in the order of their names.

        Raises:
            CommandError: There is no such folder, or none of them in it.
        """
        if not folder.is_dir():
            raise CommandError(f"{folder} is not a folder. Name the folder that holds the files.")
        paths = sorted(folder.glob(pattern))
        if not paths:
            raise CommandError(f"{folder} holds no {pattern} file.")
        return paths

    def take(self, path: Path, act: Callable[[str], object]) -> bool:
        """Read a file and act on its text; say what is wrong with it, and whether it went well."""
        try:
            if path.stat().st_size > LARGEST:
                raise FileRefused([Fault(1, f"The file is larger than {LARGEST:,} bytes.")])
            act(path.read_text(encoding="utf-8"))
        except UnicodeDecodeError:
            self.stderr.write(f"{path}:1: The file is not UTF-8. Save it in that encoding.")
        except OSError as error:
            self.stderr.write(f"{path}:1: The file cannot be read: {error.strerror}.")
        except FileRefused as refusal:
            for fault in refusal.faults:
                self.stderr.write(f"{path}:{fault.line}: {fault.message}")
        else:
            return True
        return False
